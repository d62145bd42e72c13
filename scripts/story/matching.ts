import { formatDay, labelOf, matchCriterionLabels, matchOutcomeLabels, type Text } from "@zuwendo/domain";
import type { Partnership } from "./programme.ts";
import type { Story } from "./story.ts";
import type { EarlyIdeas, Idea } from "./tables.ts";

interface Verdict {
  readonly criterion: string;
  readonly verdict: "pass" | "warn" | "unknown" | "fail";
  readonly isKnockOut: boolean;
  readonly reason: Text;
  readonly rule: Text | null;
}

interface Match {
  readonly callId: string;
  readonly callTitle: string;
  readonly programmeName: string;
  readonly closesOn: string | null;
  readonly outcome: string;
  readonly score: number;
  readonly scoreReason: Text;
  readonly verdicts: readonly Verdict[];
}

const signs = { pass: "✓", warn: "!", unknown: "?", fail: "✗" } as const;

/** Why the café fits the partnership, why the language course does not, and what fits it instead. */
export async function tellMatching(story: Story, ideas: EarlyIdeas, partnership: Partnership): Promise<void> {
  const { narrator } = story;
  narrator.chapter("3. Which programme fits, and why");
  const cafe = await listMatches(story, ideas.cafe);
  const round = cafe.find(({ callId }) => callId === partnership.call.id);
  showMatch(story, ideas.cafe, round);
  narrator.expect("the café fits the Aktions- und Initiativfonds", round?.outcome === "fits");
  narrator.expect(
    "every verdict has a reason in German and English",
    cafe.flatMap(({ verdicts }) => verdicts).every(({ reason }) => reason.de !== "" && reason.en !== ""),
  );
  narrator.expect(
    "its topics are both funded",
    reasonOf(round, "topics").startsWith("2 of the idea's 2 topics are funded"),
  );
  narrator.expect("it is the best of all its matches", cafe[0]?.callId === round?.callId);

  const youth = cafe.find(({ callId }) => callId === partnership.youthCall.id);
  narrator.say(`\nNot the Jugendfonds: ${reasonOf(youth, "amount")}`);
  narrator.expect("its €4,800.00 are above the cap of the Jugendfonds", failing(youth).join() === "amount");

  await tellCourse(story, ideas.course, partnership);
}

async function tellCourse(story: Story, course: Idea, partnership: Partnership): Promise<void> {
  const { narrator } = story;
  const matches = await listMatches(story, course);
  const round = matches.find(({ callId }) => callId === partnership.call.id);
  showMatch(story, course, round);
  const exclusion = round?.verdicts.find(({ criterion }) => criterion === "exclusions");
  narrator.expect("the language course does not fit the partnership", round?.outcome === "does-not-fit");
  narrator.expect(
    "and for one reason only: it is a pure education measure",
    failing(round).join() === "exclusions",
  );
  narrator.expect(
    "the reason names the kind of measure",
    /language or education course/.test(exclusion?.reason.en ?? ""),
  );
  narrator.expect(
    "the rule is quoted beside it",
    /Sprach- oder Bildungskurse/.test(exclusion?.rule?.de ?? ""),
  );

  const instead = matches.filter(({ outcome }) => outcome === "fits");
  narrator.say("\nWhat fits instead:");
  for (const match of instead) {
    const close = match.closesOn === null ? "at any time" : `until ${formatDay(match.closesOn, "en")}`;
    narrator.say(`· ${match.programmeName} (${close}, ${match.score} points)`);
    for (const { verdict, reason } of match.verdicts) {
      if (verdict === "warn") narrator.say(`    ! ${reason.en}`);
    }
  }
  const names = instead.map(({ programmeName }) => programmeName).join();
  narrator.expect("MaTZ and Aktion Mensch fit instead", /MaTZ/.test(names) && /Aktion Mensch/.test(names));
  const matz = instead.find(({ programmeName }) => /MaTZ/.test(programmeName));
  narrator.expect(
    "MaTZ with a warning that the grant is below its minimum of €10,000.00",
    /below the minimum grant of €10,000\.00/.test(reasonOf(matz, "amount")),
  );
  narrator.expect(
    "and that the municipality must give its opinion",
    /opinion from the municipality/.test(reasonOf(matz, "opinion")),
  );
}

async function listMatches({ ask }: Story, idea: Idea): Promise<Match[]> {
  const { items } = await ask.send<{ items: Match[] }>("coordinator", `GET /v1/ideas/${idea.number}/matches`);
  return items;
}

function showMatch({ narrator }: Story, idea: Idea, match: Match | undefined): void {
  if (match === undefined) return;
  narrator.say(
    `\n“${idea.title}” × ${match.callTitle}: ${labelOf(matchOutcomeLabels, match.outcome).en}, ${match.scoreReason.en}`,
  );
  for (const { verdict, criterion, reason, rule } of match.verdicts) {
    narrator.say(`  ${signs[verdict]} ${labelOf(matchCriterionLabels, criterion).en}: ${reason.en}`);
    if (verdict === "fail" && rule !== null) narrator.say(`      The rule: “${rule.en}”`);
  }
}

function reasonOf(match: Match | undefined, criterion: string): string {
  return match?.verdicts.find((verdict) => verdict.criterion === criterion)?.reason.en ?? "";
}

function failing(match: Match | undefined): string[] {
  return (match?.verdicts ?? [])
    .filter(({ verdict }) => verdict === "fail")
    .map(({ criterion }) => criterion);
}
