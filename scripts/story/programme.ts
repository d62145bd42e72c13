import { formatDay } from "@zuwendo/domain";
import { eur, type Thing } from "./ask.ts";
import type { Story } from "./story.ts";

export interface Call extends Thing {
  readonly title: string;
  readonly closesOn: string | null;
}

export interface Partnership {
  readonly meeting: Thing;
  readonly call: Call;
  readonly youthCall: Call;
  readonly fundYear: Thing;
}

const year = 2026;
const meetsOn = "2026-06-18";
const files = ["programmes.everywhere", "programmes.SH"].map((name) => `catalogue/${name}`);
const programmes = [
  "pfd",
  "matz",
  "aktion-mensch",
  "bamf",
  "amif",
  "community-foundation",
  "regional-budget",
  "cerv",
];
const otherCalls = ["matz-next", "aktion-mensch", "bamf", "amif", "foundation", "regional-budget", "cerv"];

/** The partnership with its two funds and their money, the call, and a few other programmes from the catalogue. */
export async function tellProgramme(story: Story): Promise<Partnership> {
  const { ask, narrator, example } = story;
  narrator.chapter("2. The partnership for democracy and its call");
  for (const file of [...files, "example/programmes"]) await example.play(file, programmes);
  const programmeId = await example.idOf("programmes/pfd");
  const steering = await ask.send("coordinator", "POST /v1/committees", {
    name: "Begleitausschuss Seenstadt und Amt Seenland",
    kind: "steering",
  });
  const youth = await ask.send("coordinator", "POST /v1/committees", {
    name: "Jugendforum Seenland",
    kind: "youth",
  });
  const fund = (name: string, committeeId: string, capCents: number) =>
    ask.send("coordinator", "POST /v1/funds", {
      programmeId,
      committeeId,
      name,
      perProjectMax: eur(capCents),
    });
  const action = await fund("Aktions- und Initiativfonds", steering.id, 500_000);
  const youthFund = await fund("Jugendfonds", youth.id, 200_000);
  const fundYear = await allocate(story, action, 6_000_000);
  await allocate(story, youthFund, 1_000_000);
  const meetingOf = (committeeId: string) =>
    ask.send("coordinator", "POST /v1/meetings", { committeeId, takesPlaceOn: meetsOn, place: "Ratssaal" });
  const meeting = await meetingOf(steering.id);
  const youthMeeting = await meetingOf(youth.id);
  const round = (title: string, fundId: string, meetingId: string) =>
    ask.send<Call>("coordinator", "POST /v1/calls", {
      programmeId,
      fundId,
      meetingId,
      title,
      opensOn: "2026-03-01",
      deadlineRule: { kind: "before-meeting", days: 14 },
      projectFrom: "2026-07-01",
      projectTo: "2026-12-31",
    });
  const call = await round("Aktions- und Initiativfonds, zweite Runde 2026", action.id, meeting.id);
  const youthCall = await round("Jugendfonds, zweite Runde 2026", youthFund.id, youthMeeting.id);
  narrator.say("Aktions- und Initiativfonds 2026: €60,000.00, at most €5,000.00 a project");
  narrator.say("Jugendfonds 2026: €10,000.00, at most €2,000.00 a project");
  narrator.say(
    `The committee meets on ${formatDay(meetsOn, "en")}; the call closes on ${formatDay(call.closesOn ?? meetsOn, "en")}.`,
  );
  narrator.expect("the call closes 14 days before the committee meets", call.closesOn === "2026-06-04");
  for (const file of ["catalogue/calls.everywhere", "catalogue/calls.SH", "example/calls"])
    await example.play(file, otherCalls);
  return { meeting, call, youthCall, fundYear };
}

async function allocate({ ask }: Story, fund: Thing, cents: number): Promise<Thing> {
  const fundYear = await ask.send("lead-office", "POST /v1/fund-years", { fundId: fund.id, year });
  await ask.send("lead-office", "POST /v1/ledger-entries", {
    fundYearId: fundYear.id,
    kind: "allocation",
    amount: eur(cents),
    note: `Haushaltsansatz ${year}`,
  });
  return fundYear;
}
