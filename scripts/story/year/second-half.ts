import type { Thing } from "../ask.ts";
import type { Cast } from "./first-half.ts";
import { begin, closeMonth, closeQuarter, draft, founder, join, type Stage, step } from "./stage.ts";

export async function tellJulyToSeptember(stage: Stage, cast: Cast, contract: Thing): Promise<void> {
  const { story, watch } = stage;
  const { ask } = story;
  const { calls, gym, kitchen, lale, meetings, ole, rami } = cast;
  const jonas = founder(stage, "coordinator");
  await begin(
    stage,
    "2026-07-06",
    "the gym gets its notice; Ole drafts for the autumn; Jonas goes on holiday.",
  );
  await ask.send("lead-office", "POST /v1/grants", {
    ...{ applicationId: gym.id, instrument: "notice", servedOn: "2026-07-06" },
  });
  await draft(stage, {
    ...{ lead: ole, title: "Herbstlauf", cents: 90_000, callId: calls.autumn.id },
    ...{ startsOn: "2026-11-01", endsOn: "2026-11-30" },
  });
  jonas.absent = { from: "2026-07-13", until: "2026-08-21" };
  jonas.deputyId = lale.id;
  await ask.send("coordinator", `PATCH /v1/people/${jonas.id}/preferences`, {
    ...{ deputyId: lale.id, absentFrom: jonas.absent.from, absentUntil: jonas.absent.until },
  });
  await watch.goTo("2026-07-31");
  closeMonth(stage, "July");
  await begin(stage, "2026-08-14", "Lale is away for a week as well, so that no coordinator is there.");
  lale.absent = { from: "2026-08-17", until: "2026-08-21" };
  await ask.send("admin", `PATCH /v1/people/${lale.id}/preferences`, {
    ...{ absentFrom: lale.absent.from, absentUntil: lale.absent.until },
  });
  await begin(stage, "2026-08-24", "the kitchen still has nobody: Inge takes it over, asked by Lale.");
  const inge = await join(stage, {
    ...{ name: "Inge Lorenzen", email: "inge@landfrauen.example", role: "project-lead" },
    ...(cast.hanne.organisationId === undefined ? {} : { organisationId: cast.hanne.organisationId }),
  });
  await ask.send(lale, `PATCH /v1/applications/${kitchen.id}`, {
    ...{ leadId: inge.id, reason: "Die bisherige Leitung ist ausgeschieden" },
  });
  watch.known.leads(kitchen, { leadId: inge.id, organisationId: inge.organisationId });
  await watch.goTo("2026-08-31");
  closeMonth(stage, "August");
  await begin(stage, "2026-09-01", "the gym and the kitchen begin; the kitchen gets two more weeks.");
  await step(stage, gym, "running", ole);
  await step(stage, kitchen, "running", inge);
  await ask.send("lead-office", `PATCH /v1/grants/${contract.id}`, { periodTo: "2026-10-14" });
  await begin(stage, "2026-09-18", "the autumn meeting is called off, as there is no money left to give.");
  await ask.send(lale, `PATCH /v1/meetings/${meetings.autumn.id}`, { state: "cancelled" });
  await watch.goTo("2026-09-30");
  closeMonth(stage, "September");
  await closeQuarter(stage, "third quarter", rami);
}

export async function tellAutumn(stage: Stage, cast: Cast): Promise<void> {
  const { story, watch } = stage;
  const { ask, narrator } = story;
  const { cafe, gym, kitchen, ole, rami } = cast;
  const helen = founder(stage, "lead-office");
  await begin(stage, "2026-10-12", "Rami hands the café's proof in; Ole gets four weeks more for the gym's.");
  await step(stage, cafe, "proof-submitted", rami);
  const [proof] = await ask.list<Thing>(
    "coordinator",
    `/v1/deadlines?applicationId=${gym.id}&kind=proof-of-use&state=open`,
  );
  await watch.goTo("2026-10-19");
  story.setClock("2026-10-19", "10:00");
  const extension = await ask.send(ole, "POST /v1/extensions", {
    ...{ deadlineId: proof?.id, newOn: "2026-11-23", reason: "Belege fehlen noch" },
  });
  await ask.send("lead-office", `POST /v1/extensions/${extension.id}/transitions`, { to: "granted" });
  await join(stage, {
    ...{ name: "Finn Jacobsen", email: "finn@seenstadt.example", role: "lead-office" },
    rolesFrom: "2026-11-01",
  });
  await ask.send("admin", `PATCH /v1/people/${helen.id}`, { rolesUntil: "2026-10-31" });
  helen.until = "2026-10-31";
  await watch.goTo("2026-10-31");
  closeMonth(stage, "October");
  await watch.goTo("2026-11-30");
  closeMonth(stage, "November");
  await begin(stage, "2026-12-01", "the café is closed; its first lead asks to be forgotten.");
  await step(stage, cafe, "closed", "coordinator");
  await erase(stage, cast);
  await watch.goTo("2026-12-31");
  closeMonth(stage, "December");
  await closeQuarter(stage, "fourth quarter", ole);
  narrator.expect(
    "the kitchen, whose proof has not come, is not forgotten",
    (await ask.list("coordinator", `/v1/deadlines?applicationId=${kitchen.id}&kind=proof-of-use&state=open`))
      .length === 1,
  );
}

async function erase({ story }: Stage, { mira }: Cast): Promise<void> {
  const { ask, narrator } = story;
  await ask.send("admin", `POST /v1/people/${mira.id}/erasure`, { reason: "Antrag nach Art. 17 DSGVO" });
  mira.erasedOn = "2026-12-01";
  const stored = await ask.list<{ id: string; name: string; email: string }>("coordinator", "/v1/people");
  const one = stored.find(({ id }) => id === mira.id);
  narrator.expect(
    "her name is gone, the person stays as a pseudonym",
    one !== undefined && !JSON.stringify(one).includes("Sandkamp"),
  );
  const mails = await ask.list("coordinator", "/v1/mails");
  narrator.expect("also from the mail log", !/Sandkamp|mira@/i.test(JSON.stringify(mails)));
}
