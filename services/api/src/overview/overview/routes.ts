import {
  deriveMeasures,
  expectedLapseCents,
  ideaStatesOpenForApplication,
  may,
  officeStates,
  scopeOf,
  zeroMeasures,
} from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import { listMeasures } from "../../money/rollups/queries.ts";
import { totalsByValue } from "../../money/rollups/totals.ts";
import type { Deps, Session } from "../../request/session.ts";
import { readInOffice } from "../../request/transaction.ts";
import { describe } from "../../resources/describe.ts";
import {
  type CountedState,
  countApplications,
  countOpenIdeas,
  countTasks,
  findNextMeeting,
  findWorkerState,
  groupsOf,
  listDeadlines,
  listFundYears,
} from "./queries.ts";
import { Overview } from "./schema.ts";

const eur = (amountCents: number) => ({ amountCents, currency: "EUR" });

/** Open deadlines by when they are due. */
async function deadlinesOf(session: Session) {
  const found = await listDeadlines(session);
  if (found === undefined) return {};
  const groups = groupsOf(session.today).map(({ name, from, to }) => {
    const items = found.filter((deadline) => deadline.name === name);
    const days = `${from === null ? "" : `&effectiveOnFrom=${from}`}&effectiveOnTo=${to}`;
    const shown = items.map(({ name: _, count: __, ...deadline }) => deadline);
    return [name, { count: items[0]?.count ?? 0, items: shown, href: `/v1/deadlines?state=open${days}` }];
  });
  return { deadlines: Object.fromEntries(groups) };
}

/** What each fund has left, and what it loses at the end of its budget year. */
async function fundsOf(session: Session) {
  if (!may(session.caller.roles, "rollups.read")) return {};
  const totals = totalsByValue(await listMeasures(session, { dimension: "fund-year" }));
  const years = await listFundYears(session, Number(session.today.slice(0, 4)));
  return {
    funds: years.map(({ id, fundId, fundName, year }) => {
      const sums = totals.get(id) ?? zeroMeasures();
      const { freeCents, undisbursedCents } = deriveMeasures(sums);
      return {
        ...{ fundId, fundName, fundYearId: id, year },
        allocated: eur(sums.allocated),
        reserved: eur(sums.reserved),
        committed: eur(sums.committed),
        disbursed: eur(sums.disbursed),
        free: eur(freeCents),
        undisbursed: eur(undisbursedCents),
        // What has been paid so far is all that is certain.
        lapsing: eur(expectedLapseCents(sums, sums.disbursed)),
        lapsesOn: `${year}-12-31`,
        href: `/v1/rollups?dimension=fund-year&fundYearId=${id}`,
      };
    }),
  };
}

function sumStates(states: readonly CountedState[]) {
  return {
    count: states.reduce((sum, { count }) => sum + count, 0),
    requested: eur(states.reduce((sum, { requestedCents }) => sum + requestedCents, 0)),
  };
}

async function applicationsOf(session: Session) {
  const found = await countApplications(session);
  if (found === undefined) return {};
  const waiting = found.filter(({ state }) => officeStates.includes(state));
  return {
    applications: {
      byState: found.map(({ state, ...sums }) => ({
        state,
        ...sumStates([{ state, ...sums }]),
        href: `/v1/applications?state=${state}`,
      })),
      waitingForOffice: { ...sumStates(waiting), href: `/v1/applications?state=${officeStates.join(",")}` },
    },
  };
}

async function nextMeetingOf(session: Session) {
  const found = await findNextMeeting(session);
  if (found === undefined) return { nextMeeting: null };
  const { count, requestedCents, ...meeting } = found;
  if (!may(session.caller.roles, "applications.read")) return { nextMeeting: meeting };
  const applications = {
    count,
    requested: eur(requestedCents),
    href: `/v1/applications?meetingId=${meeting.id}`,
  };
  return { nextMeeting: { ...meeting, applications } };
}

/** Who only sees ideas through an agenda has none that wait. */
async function ideasOf(session: Session) {
  if (scopeOf(session.caller.roles, "ideas.read") === "agenda") return {};
  const count = await countOpenIdeas(session, ideaStatesOpenForApplication);
  if (count === undefined) return {};
  const href = `/v1/ideas?state=${ideaStatesOpenForApplication.join(",")}&hasApplication=false`;
  return { ideas: { withoutApplication: { count, href } } };
}

/** What went wrong or waits: only what there is. */
async function troubleOf(session: Session) {
  if (!may(session.caller.roles, "tasks.read")) return {};
  const tasks = await countTasks(session);
  const worker = await findWorkerState(session);
  return {
    tasks: tasks.map(({ kind, count }) => ({ kind, count, href: `/v1/tasks?state=open&kind=${kind}` })),
    ...(worker.isLate || worker.drift > 0 ? { worker } : {}),
  };
}

export function overviewRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(Overview);
  app.get("/overview", {
    schema: describe({
      id: "getOverview",
      permission: "overview.read",
      tag: "office",
      summary: "Read what is due, what is where and what is free",
      description:
        "Everybody sees what their roles show; every number has the address of the list whose rows add up to it.",
      answer: Overview,
    }),
    handler: (request) =>
      readInOffice(deps, request, "overview.read", async (session) => ({
        today: session.today,
        ...(await deadlinesOf(session)),
        ...(await fundsOf(session)),
        ...(await applicationsOf(session)),
        ...(await nextMeetingOf(session)),
        ...(await ideasOf(session)),
        ...(await troubleOf(session)),
      })),
  });
}
