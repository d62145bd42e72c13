import { eur, type Thing } from "../ask.ts";
import { settle } from "../calendar.ts";
import type { Application } from "../story.ts";
import type { Member } from "./model.ts";
import { begin, closeMonth, closeQuarter, draft, founder, join, type Stage, step } from "./stage.ts";

/** Where the office stands at a point of the year. */
export interface Cast {
  readonly mira: Member;
  readonly ole: Member;
  readonly hanne: Member;
  readonly rami: Member;
  readonly lale: Member;
  readonly cafe: Application;
  readonly gym: Application;
  readonly kitchen: Application;
  readonly meetings: Readonly<Record<"spring" | "summer" | "autumn", Thing>>;
  readonly calls: Readonly<Record<"spring" | "autumn", Thing>>;
}

const year = 2026;

async function found({ story }: Stage) {
  const { ask } = story;
  const programme = await ask.send("coordinator", "POST /v1/programmes", {
    ...{ name: "Partnerschaft für Demokratie", funder: "Bund", level: "federal" },
    topics: ["democracy", "encounter"],
  });
  const committee = await ask.send("coordinator", "POST /v1/committees", {
    ...{ name: "Begleitausschuss Seenstadt und Amt Seenland", kind: "steering" },
  });
  await ask.send("coordinator", "POST /v1/deadline-rules", {
    ...{ ownerType: "committees", ownerId: committee.id, kind: "meeting-invitation" },
    rule: { kind: "before-meeting", days: 14 },
  });
  const fund = await ask.send("coordinator", "POST /v1/funds", {
    ...{ programmeId: programme.id, committeeId: committee.id, name: "Aktionsfonds" },
    ...{ perProjectMax: eur(500_000), fastLaneMax: eur(50_000) },
  });
  const fundYear = await ask.send("lead-office", "POST /v1/fund-years", { fundId: fund.id, year });
  await ask.send("lead-office", "POST /v1/ledger-entries", {
    ...{ fundYearId: fundYear.id, kind: "allocation", amount: eur(4_000_000) },
  });
  const meeting = (takesPlaceOn: string) =>
    ask.send("coordinator", "POST /v1/meetings", { committeeId: committee.id, takesPlaceOn });
  const call = (title: string, meetingId: string) =>
    ask.send("coordinator", "POST /v1/calls", {
      ...{ programmeId: programme.id, fundId: fund.id, meetingId, title },
      deadlineRule: { kind: "before-meeting", days: 14 },
    });
  const meetings = {
    spring: await meeting("2026-03-26"),
    summer: await meeting("2026-06-25"),
    autumn: await meeting("2026-10-08"),
  };
  const calls = {
    spring: await call("Frühjahrsrunde 2026", meetings.spring.id),
    autumn: await call("Herbstrunde 2026", meetings.autumn.id),
  };
  return { meetings, calls };
}

export async function tellJanuary(stage: Stage): Promise<Cast> {
  const { story, watch } = stage;
  const { ask, narrator } = story;
  narrator.day("2026-01-12", "the year begins; two clubs find a lead each, a second coordinator is to come.");
  const { meetings, calls } = await found(stage);
  const club = (name: string) =>
    ask.send("coordinator", "POST /v1/organisations", { name, kind: "association", isCharitable: true });
  const culture = await club("Kulturverein Seenland e. V.");
  const sports = await club("Sportverein Seenstadt e. V.");
  const women = await club("Landfrauenverein Seenland e. V.");
  const mira = founder(stage, "project-lead");
  await ask.send("coordinator", `PATCH /v1/people/${mira.id}`, { organisationId: culture.id });
  mira.organisationId = culture.id;
  const lead = (name: string, email: string, { id }: Thing) =>
    join(stage, { name, email, role: "project-lead", organisationId: id });
  const ole = await lead("Ole Petersen", "ole@sportverein.example", sports);
  const hanne = await lead("Hanne Thode", "hanne@landfrauen.example", women);
  const rami = await lead("Rami Saleh", "rami@kulturverein.example", culture);
  const lale = await join(stage, {
    ...{ name: "Lale Demir", email: "lale@seenstadt.example", role: "coordinator" },
    rolesFrom: "2026-03-01",
  });
  const period = { startsOn: "2026-05-01", endsOn: "2026-08-31", callId: calls.spring.id };
  const cafe = await draft(stage, { ...period, lead: mira, title: "Begegnungscafé", cents: 480_000 });
  const gym = await draft(stage, { ...period, lead: ole, title: "Turnhalle für alle", cents: 300_000 });
  const kitchen = await draft(stage, {
    ...{ ...period, startsOn: "2026-07-01", endsOn: "2026-09-30" },
    ...{ lead: hanne, title: "Küche der Kulturen", cents: 250_000 },
  });
  await watch.goTo("2026-01-31");
  closeMonth(stage, "January");
  return { mira, ole, hanne, rami, lale, cafe, gym, kitchen, meetings, calls };
}

export async function tellFebruary(stage: Stage, { meetings, mira, rami }: Cast): Promise<void> {
  const { story, watch } = stage;
  await begin(stage, "2026-02-19", "Mira goes away until 20 March; Rami stands in for her.");
  mira.absent = { from: "2026-02-20", until: "2026-03-20" };
  mira.deputyId = rami.id;
  await story.ask.send(mira, `PATCH /v1/people/${mira.id}/preferences`, {
    ...{ deputyId: rami.id, absentFrom: mira.absent.from, absentUntil: mira.absent.until },
  });
  await begin(stage, "2026-02-27", "the committee puts its meeting off by two weeks, to 9 April.");
  await story.ask.send("coordinator", `PATCH /v1/meetings/${meetings.spring.id}`, {
    takesPlaceOn: "2026-04-09",
  });
  await watch.goTo("2026-02-28");
  closeMonth(stage, "February");
}

export async function tellMarch(stage: Stage, cast: Cast): Promise<void> {
  const { story, watch } = stage;
  const { ask, linkTo, narrator } = story;
  const { cafe, calls, gym, hanne, kitchen, ole, rami } = cast;
  await begin(
    stage,
    "2026-03-16",
    "Hanne takes another address, Ole submits, Rami applies for a small amount.",
  );
  const change = await ask.send(hanne, "POST /v1/me/address-changes", { email: "hanne@kueche.example" });
  await settle(story);
  await ask.page(linkTo("address", change.id), "address=confirm");
  hanne.email = "hanne@kueche.example";
  const { email } = await ask.send<{ email: string }>(hanne, "GET /v1/me");
  narrator.expect("the new address is hers once she has confirmed it", email === hanne.email);
  await step(stage, gym, "submitted", ole);
  const posters = await draft(stage, {
    ...{ lead: rami, title: "Plakate gegen Hass", cents: 40_000, callId: calls.spring.id },
    ...{ startsOn: "2026-04-01", endsOn: "2026-04-30" },
  });
  await step(stage, posters, "submitted", rami);
  await begin(
    stage,
    "2026-03-23",
    "Mira is back; she and Hanne submit. The posters are decided in the fast lane.",
  );
  await step(stage, cafe, "submitted", cast.mira);
  await step(stage, kitchen, "submitted", hanne);
  await step(stage, posters, "formally-checked", "coordinator");
  await ask.send("coordinator", "POST /v1/votes", {
    ...{ applicationId: posters.id, outcome: "recommended", procedure: "fast-lane" },
  });
  for (const one of [cafe, gym, kitchen]) {
    await step(stage, one, "formally-checked", "coordinator");
    await step(stage, one, "on-agenda", "coordinator");
  }
  await step(stage, posters, "withdrawn", rami, "Die Plakate hat jemand gespendet");
  await watch.goTo("2026-03-31");
  closeMonth(stage, "March");
  await closeQuarter(stage, "first quarter", ole);
}

export async function tellApril(stage: Stage, cast: Cast): Promise<Thing> {
  const { story, watch } = stage;
  const { ask } = story;
  const { cafe, gym, kitchen, meetings } = cast;
  await begin(stage, "2026-04-02", "the kitchen is taken off the agenda: Hanne cannot come.");
  await step(stage, kitchen, "formally-checked", "coordinator", "Die Antragstellerin ist verhindert");
  await begin(stage, "2026-04-09", "the committee recommends the café and postpones the gym.", "19:00");
  await ask.send("coordinator", "POST /v1/votes", {
    ...{ applicationId: cafe.id, outcome: "recommended", inFavour: 14, against: 1 },
  });
  await ask.send("coordinator", "POST /v1/votes", {
    ...{ applicationId: gym.id, outcome: "postponed", inFavour: 15 },
  });
  await ask.send("coordinator", `PATCH /v1/applications/${gym.id}`, { meetingId: meetings.summer.id });
  await step(stage, gym, "on-agenda", "coordinator");
  await begin(stage, "2026-04-13", "the lead office serves the café its notice.");
  const grant = await ask.send("lead-office", "POST /v1/grants", {
    ...{ applicationId: cafe.id, instrument: "notice", servedOn: "2026-04-13" },
  });
  await watch.goTo("2026-04-30");
  closeMonth(stage, "April");
  return grant;
}

export async function tellMayAndJune(stage: Stage, cast: Cast, grant: Thing): Promise<Thing> {
  const { story, watch } = stage;
  const { ask, narrator } = story;
  const { cafe, gym, hanne, kitchen, mira, rami } = cast;
  await begin(stage, "2026-05-04", "the café opens and is paid; a status page is made for its neighbours.");
  await step(stage, cafe, "running", mira);
  await ask.send("lead-office", "POST /v1/disbursements", {
    ...{ grantId: grant.id, amount: eur(300_000), paidOn: "2026-05-04" },
  });
  const link = await ask.send<{ url: string }>(mira, "POST /v1/status-links", { applicationId: cafe.id });
  const page = new URL(link.url).pathname;
  narrator.expect("the page tells where the café stands", (await ask.page(page)).status === 200);
  await begin(
    stage,
    "2026-05-18",
    "Mira leaves and hands over to Rami; the kitchen is decided by circulation.",
  );
  await ask.send("coordinator", `POST /v1/people/${mira.id}/hand-over`, {
    ...{ to: rami.id, reason: "Umzug", rolesUntil: "2026-05-18" },
  });
  mira.until = "2026-05-18";
  watch.known.leads(cafe, { leadId: rami.id, organisationId: rami.organisationId });
  narrator.expect("the status page has ended with the lead", (await ask.page(page)).status !== 200);
  await ask.send("coordinator", `PATCH /v1/applications/${kitchen.id}`, {
    meetingId: cast.meetings.summer.id,
  });
  await step(stage, kitchen, "on-agenda", "coordinator");
  await ask.send("coordinator", "POST /v1/votes", {
    ...{ applicationId: kitchen.id, outcome: "recommended", procedure: "circulation", inFavour: 12 },
  });
  const contract = await ask.send("lead-office", "POST /v1/grants", {
    ...{ applicationId: kitchen.id, instrument: "contract", servedOn: "2026-05-18" },
  });
  await watch.goTo("2026-05-31");
  closeMonth(stage, "May");
  await begin(stage, "2026-06-10", "Hanne is shut out; the money for the café has been spent.");
  await ask.send("coordinator", `POST /v1/people/${hanne.id}/deactivation`, { reason: "Streit im Verein" });
  hanne.deactivatedOn = "2026-06-10";
  await begin(stage, "2026-06-25", "the committee recommends the gym with less.", "19:00");
  await ask.send("coordinator", "POST /v1/votes", {
    ...{ applicationId: gym.id, outcome: "recommended-reduced", amount: eur(200_000), inFavour: 13 },
  });
  await watch.goTo("2026-06-30");
  closeMonth(stage, "June");
  await closeQuarter(stage, "second quarter", rami);
  return contract;
}
