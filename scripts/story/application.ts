import { eur } from "./ask.ts";
import { advanceTo, type Mail } from "./calendar.ts";
import type { Call, Partnership } from "./programme.ts";
import { type Round, submitRound } from "./round.ts";
import { type Application, type Deadline, listDeadlines, type Story } from "./story.ts";
import type { EarlyIdeas } from "./tables.ts";

const costs = [
  { kind: "venue", label: "Gemeindehaus, 16 Nachmittage", amount: eur(150_000) },
  { kind: "fees", label: "Moderation und Kinderbetreuung", amount: eur(180_000) },
  { kind: "catering", label: "Kaffee, Tee und Kuchen", amount: eur(90_000) },
  { kind: "public-relations", label: "Einladungen in sechs Sprachen", amount: eur(60_000) },
];

/** The café becomes an application: its plan must balance, its cut-off counts from the meeting and moves with it. */
export async function tellApplication(
  story: Story,
  ideas: EarlyIdeas,
  partnership: Partnership,
): Promise<{ cafe: Application; round: Round }> {
  story.narrator.chapter("4. The café becomes an application");
  const draft = await writeDraft(story, ideas, partnership.call);
  const cutOff = await tellCutOff(story, draft);
  await tellMove(story, partnership, draft, cutOff);
  const cafe = await tellSubmission(story, draft);
  const round = await submitRound(story, ideas, partnership);
  const mails = await advanceTo(story, "2026-06-22");
  story.narrator.expect("no further mail reminds of a cut-off that was met", mails.length === 0);
  return { cafe, round };
}

async function writeDraft(story: Story, ideas: EarlyIdeas, call: Call): Promise<Application> {
  const { ask, narrator } = story;
  const plan = (grantCents: number) => ({
    costs,
    financing: [{ kind: "grant", label: "Aktions- und Initiativfonds", amount: eur(grantCents) }],
  });
  const draft = await ask.send<Application>("project-lead", "POST /v1/applications", {
    ideaId: ideas.cafe.id,
    callId: call.id,
    ...plan(450_000),
  });
  narrator.say(`${draft.number} “${draft.title}” is drafted: costs €4,800.00, financing €4,500.00.`);
  const problem = await ask.refused("project-lead", `POST /v1/applications/${draft.id}/transitions`, {
    to: "submitted",
  });
  narrator.say(`Submitting it is refused (${problem?.status} ${problem?.code}): ${problem?.detail}`);
  narrator.expect("an unbalanced plan is refused", problem?.code === "finance-plan-unbalanced");
  narrator.expect("with the difference", /€300\.00/.test(problem?.detail ?? ""));
  const balanced = await ask.send<Application>(
    "project-lead",
    `PATCH /v1/applications/${draft.id}`,
    plan(480_000),
  );
  narrator.expect(
    "after the correction costs equal financing: €4,800.00",
    balanced.totalCost.amountCents === 480_000 && balanced.requested.amountCents === 480_000,
  );
  return balanced;
}

async function openCutOff(story: Story, applicationId: string): Promise<Deadline | undefined> {
  const open = await listDeadlines(story, applicationId);
  return open.find(({ kind }) => kind === "application-cut-off");
}

async function tellCutOff(story: Story, draft: Application): Promise<Deadline | undefined> {
  const { narrator } = story;
  const cutOff = await openCutOff(story, draft.id);
  narrator.say(`\nIts cut-off: ${cutOff?.explanation.en}`);
  narrator.say(`(${cutOff?.explanation.de})`);
  narrator.expect("the cut-off is 14 days before the meeting", cutOff?.effectiveOn === "2026-06-04");
  const mails = await advanceTo(story, "2026-04-23");
  narrator.expect(
    "42 days before, one mail goes to the project lead",
    summary(mails) === "2026-04-23 project-lead de",
  );
  return cutOff;
}

async function tellMove(
  story: Story,
  partnership: Partnership,
  draft: Application,
  before: Deadline | undefined,
): Promise<void> {
  const { ask, narrator } = story;
  await advanceTo(story, "2026-05-12");
  narrator.day("2026-05-12", "the committee puts its meeting off by two weeks, from 18 June to 2 July.");
  await ask.send("coordinator", `PATCH /v1/meetings/${partnership.meeting.id}`, {
    takesPlaceOn: "2026-07-02",
  });
  const call = await ask.send<Call>("coordinator", `GET /v1/calls/${partnership.call.id}`);
  const after = await openCutOff(story, draft.id);
  narrator.say(`The cut-off now: ${after?.explanation.en}`);
  narrator.say(`Next reminder: ${after?.nextRemindAt}`);
  narrator.expect("the call closes two weeks later, too", call.closesOn === "2026-06-18");
  narrator.expect(
    "the application's cut-off has moved",
    after?.id === before?.id && after?.effectiveOn === "2026-06-18",
  );
  narrator.expect("as a new version of the same deadline", after?.version === (before?.version ?? 0) + 1);
  narrator.expect(
    "the next reminder is 14 days before the new day, at 07:00 in Berlin",
    Date.parse(after?.nextRemindAt ?? "") === Date.parse("2026-06-04T05:00:00Z"),
  );
  const between = await advanceTo(story, "2026-06-03");
  narrator.expect(
    "no mail follows the old day (21 and 28 May, 1 and 3 June)",
    between.every(({ subject }) => subject.startsWith("Frist verschoben")),
  );
  const mails = await advanceTo(story, "2026-06-04");
  narrator.expect(
    "14 days before the new day, mails go to the project lead and the coordinator",
    summary(mails) === "2026-06-04 coordinator de, 2026-06-04 project-lead de",
  );
  narrator.expect(
    "they name the new day",
    mails.every(({ text }) => text.includes("18.06.2026")),
  );
}

async function tellSubmission(story: Story, draft: Application): Promise<Application> {
  const { ask, narrator } = story;
  await advanceTo(story, "2026-06-08");
  story.setClock("2026-06-08", "10:15");
  narrator.day("2026-06-08", "the project lead submits.");
  const submitted = await ask.send<Application>(
    "project-lead",
    `POST /v1/applications/${draft.id}/transitions`,
    {
      to: "submitted",
    },
  );
  narrator.say(`Received at ${submitted.receivedAt}.`);
  narrator.expect("it is in time", submitted.state === "submitted" && !submitted.isLate);
  const met = await listDeadlines(story, draft.id, "met");
  narrator.expect("the duty is met", met.length === 1 && met[0]?.nextRemindAt === null);
  return submitted;
}

/** Days, roles and languages of mails, in a fixed order. */
export function summary(mails: readonly Mail[]): string {
  return mails
    .map(({ forOn, role, language }) => `${forOn} ${role} ${language}`)
    .sort()
    .join(", ");
}
