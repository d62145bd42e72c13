import { labelOf, labels } from "@zuwendo/domain";
import { eur, type Thing } from "./ask.ts";
import { advanceTo } from "./calendar.ts";
import { actionFund, tellRollup } from "./money.ts";
import type { Round } from "./round.ts";
import type { Application } from "./story.ts";
import { listDeadlines, type Story } from "./story.ts";

export interface Grant extends Thing {
  readonly amount: { readonly amountCents: number };
}

/** The vote reserves, the notice commits, and nothing is awarded that is not there. */
export async function tellDecision(
  story: Story,
  cafe: Application,
  { others, garden }: Round,
): Promise<Grant> {
  const { ask, narrator } = story;
  narrator.chapter("5. The committee votes, the lead office grants");
  for (const { id } of [cafe, ...others, garden]) {
    await step(story, id, "formally-checked");
    await step(story, id, "on-agenda");
  }

  await advanceTo(story, "2026-07-02");
  story.setClock("2026-07-02", "19:30");
  narrator.day("2026-07-02", "the committee meets and recommends the café.");
  await vote(story, cafe, { outcome: "recommended", inFavour: 16, against: 1, abstained: 1, excluded: 1 });
  const voted = (await tellRollup(story, "after the vote")).byLabel.get(actionFund);
  narrator.expect(
    "the vote reserves €4,800.00 and commits nothing",
    voted?.reserved === 480_000 && voted.committed === 0,
  );

  for (const one of others)
    await vote(story, one, { outcome: "recommended", inFavour: 15, against: 2, abstained: 1 });
  narrator.say(`\nEleven more projects are recommended with €5,000.00 each. The next wants €3,000.00.`);
  const problem = await ask.refused("coordinator", "POST /v1/votes", {
    applicationId: garden.id,
    outcome: "recommended",
    inFavour: 12,
  });
  narrator.say(`Refused (${problem?.status} ${problem?.code}): ${problem?.detail}`);
  narrator.expect("an award over the remaining budget is refused", problem?.code === "over-commitment");
  narrator.expect(
    "with what is free and what is missing",
    /€200\.00/.test(problem?.detail ?? "") && /€2,800\.00/.test(problem?.detail ?? ""),
  );
  await vote(story, garden, { outcome: "postponed", inFavour: 17 });
  return award(story, cafe);
}

async function award(story: Story, cafe: Application): Promise<Grant> {
  const { ask, narrator } = story;
  await advanceTo(story, "2026-07-06");
  story.setClock("2026-07-06", "10:00");
  narrator.day("2026-07-06", "the lead office serves the notice.");
  const tooMuch = { applicationId: cafe.id, amount: eur(490_000) };
  const problem = await ask.refused("lead-office", "POST /v1/grants", tooMuch);
  narrator.say(`A notice of €4,900.00 is refused (${problem?.status} ${problem?.code}): ${problem?.detail}`);
  narrator.expect("a notice never exceeds the vote", problem?.code === "amount-over-cap");
  const grant = await ask.send<Grant>("lead-office", "POST /v1/grants", {
    applicationId: cafe.id,
    instrument: "notice",
    servedOn: "2026-07-06",
  });
  const granted = (await tellRollup(story, "after the notice")).byLabel.get(actionFund);
  narrator.expect("the notice commits €4,800.00", granted?.committed === 480_000);
  narrator.expect("what was reserved for the café is released", granted?.reserved === 5_500_000);
  narrator.expect("€200.00 are free", granted?.free === 20_000);
  await tellDuties(story, cafe);
  return grant;
}

/** The notice brings duties; the lead waives the objection, so that nobody is reminded of it. */
async function tellDuties(story: Story, cafe: Application): Promise<void> {
  const { ask, narrator } = story;
  const duties = await listDeadlines(story, cafe.id);
  narrator.say("\nThe notice brings these deadlines:");
  for (const { kind, explanation } of duties) {
    narrator.say(`· ${labelOf(labels.deadlineKind, kind).en}: ${explanation.en}`);
  }
  narrator.expect(
    "objection, end of the granting period and proof of use",
    duties.map(({ kind }) => kind).join() === "objection,granting-period-end,proof-of-use",
  );
  const objection = duties.find(({ kind }) => kind === "objection");
  await ask.send("coordinator", `POST /v1/deadlines/${objection?.id}/transitions`, {
    to: "cancelled",
    reason: "Verzicht auf den Rechtsbehelf liegt schriftlich vor.",
  });
  const left = await listDeadlines(story, cafe.id);
  narrator.expect("the lead waives the objection, its deadline is closed", left.length === 2);
}

function step({ ask }: Story, id: string, to: string): Promise<Thing> {
  return ask.send("coordinator", `POST /v1/applications/${id}/transitions`, { to });
}

function vote({ ask }: Story, application: Application, result: object): Promise<Thing> {
  return ask.send("coordinator", "POST /v1/votes", { applicationId: application.id, ...result });
}
