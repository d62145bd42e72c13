import type { Reply } from "./api.ts";
import type { TestOffice } from "./office.ts";

type AskFunction = (
  line: string,
  options?: { token?: string; body?: unknown; headers?: Record<string, string> },
) => Promise<Reply>;

/** Throws with the reply's text unless it succeeded; returns the body. */
export async function expectDone(reply: Promise<Reply>) {
  const { status, text, body } = await reply;
  if (status >= 300) throw new Error(`${status}: ${text}`);
  return body;
}

export const euros = (amount: number) => ({ amountCents: Math.round(amount * 100), currency: "EUR" });

/** A programme with a fund of that much money this year, a committee, a meeting and a call closing 14 days before it. */
export async function insertProgramme(
  ask: AskFunction,
  { people }: TestOffice,
  options: { year: number; meetingOn: string; allocated?: number; perProjectMax?: number },
) {
  const coordinator = people.coordinator.token;
  const post = (path: string, body: unknown, token = coordinator) =>
    expectDone(ask(`POST /v1/${path}`, { token, body }));
  const programme = await post("programmes", {
    name: "Partnerschaft für Demokratie",
    funder: "Bund",
    level: "federal",
    topics: ["democracy", "encounter", "participation"],
  });
  const committee = await post("committees", { name: "Begleitausschuss", kind: "steering" });
  const fund = await post("funds", {
    programmeId: programme.id,
    committeeId: committee.id,
    name: "Aktionsfonds",
    perProjectMax: euros(options.perProjectMax ?? 5000),
  });
  const fundYear = await post("fund-years", { fundId: fund.id, year: options.year });
  await post(
    "ledger-entries",
    { fundYearId: fundYear.id, kind: "allocation", amount: euros(options.allocated ?? 60_000) },
    people["lead-office"].token,
  );
  const meeting = await post("meetings", { committeeId: committee.id, takesPlaceOn: options.meetingOn });
  const call = await post("calls", {
    programmeId: programme.id,
    fundId: fund.id,
    meetingId: meeting.id,
    title: "Erste Runde",
    deadlineRule: { kind: "before-meeting", days: 14 },
  });
  return { programme, committee, fund, fundYear, meeting, call };
}

/** A draft application of the project lead for an idea of that cost. */
export async function insertApplication(
  ask: AskFunction,
  { people }: TestOffice,
  options: { callId: string; cost: number; startsOn: string; endsOn: string; title?: string },
) {
  const token = people["project-lead"].token;
  const { startsOn, endsOn, title = "Begegnungscafé" } = options;
  const idea = await expectDone(
    ask("POST /v1/ideas", { token, body: { title, startsOn, endsOn, amount: euros(options.cost) } }),
  );
  const cents = euros(options.cost).amountCents;
  return expectDone(
    ask("POST /v1/applications", {
      token,
      body: {
        ideaId: idea.id,
        callId: options.callId,
        costs: [{ kind: "materials", label: "Material", amount: { amountCents: cents, currency: "EUR" } }],
        financing: [{ kind: "grant", label: "Zuwendung", amount: { amountCents: cents, currency: "EUR" } }],
      },
    }),
  );
}

/** Takes an application through one step after another, each as the role that may. */
export async function advance(ask: AskFunction, office: TestOffice, id: string, ...steps: string[]) {
  let application = await expectDone(
    ask(`GET /v1/applications/${id}`, { token: office.people.coordinator.token }),
  );
  for (const to of steps) {
    const role = ["submitted", "running", "proof-submitted"].includes(to) ? "project-lead" : "coordinator";
    application = await expectDone(
      ask(`POST /v1/applications/${id}/transitions`, {
        token: office.people[role].token,
        headers: { "if-match": `"v${application.version}"` },
        body: { to },
      }),
    );
  }
  return application;
}

/** Takes a submitted application through check, vote and grant, all today; its meeting must not lie ahead. */
export async function grantApplication(ask: AskFunction, office: TestOffice, application: { id: string }) {
  await advance(ask, office, application.id, "formally-checked", "on-agenda");
  const { coordinator, "lead-office": leadOffice } = office.people;
  await expectDone(
    ask("POST /v1/votes", {
      token: coordinator.token,
      body: { applicationId: application.id, outcome: "recommended" },
    }),
  );
  return expectDone(
    ask("POST /v1/grants", { token: leadOffice.token, body: { applicationId: application.id } }),
  );
}
