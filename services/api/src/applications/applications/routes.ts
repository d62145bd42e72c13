import {
  type ApplicationState,
  applicationTransitions,
  assertHappened,
  assertTransition,
  byLanguage,
  type DeadlineEvent,
  type DeadlineKind,
  DomainError,
  deadlineKinds,
  editableStates,
  eventLabels,
  forbidden,
  ideaStatesOpenForApplication,
  listTransitions,
  may,
  movedText,
} from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import { closeDeadlines, moveAnchor } from "../../deadlines/planning/change.ts";
import { cutOffPlan } from "../../deadlines/planning/cut-offs.ts";
import { writeDeadlines } from "../../deadlines/planning/draft.ts";
import { planDuties } from "../../deadlines/planning/duties.ts";
import { renameDeadlines } from "../../deadlines/planning/name-queries.ts";
import { holdRules } from "../../deadlines/planning/rule-queries.ts";
import { ideas } from "../../ideas/ideas/queries.ts";
import { bookEntries } from "../../money/ledger-entries/booking.ts";
import type { Deps, Session } from "../../request/session.ts";
import { nextNumber } from "../../resources/numbers.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import { getReferenced, updateRow } from "../../resources/rows.ts";
import { assertOwn } from "../../resources/visibility.ts";
import { createRoute, patchRoute, transitionRoute } from "../../resources/write-routes.ts";
import {
  aboutApplication,
  applications,
  assertPartners,
  factsOf,
  findContext,
  findHeldMoney,
  getOrigin,
  getSubject,
  ownersOf,
} from "./queries.ts";
import { followCall, moveToCall } from "./rounds.ts";
import {
  ApplicationCreate,
  ApplicationPage,
  ApplicationPatch,
  ApplicationTransition,
  applicationSchemas,
} from "./schema.ts";
import { planColumns, submit } from "./submission.ts";

type Row = Record<string, unknown>;

/** The steps on from here, with the facts they depend on. */
async function loadTransitions(session: Session, row: Row) {
  const context = await findContext(session, row.id);
  const facts = factsOf(row, context, session.today);
  return {
    transitions: listTransitions(
      applicationTransitions,
      row.state as ApplicationState,
      facts,
      session.caller.roles,
    ),
  };
}

const inIdea = { de: "in der Idee", en: "in the idea" };

/** What the idea and the call contribute to a new application. */
async function prepareCreate(session: Session, body: Row): Promise<Row> {
  await getReferenced(session, ideas, body, "ideaId", { lock: true });
  await assertOwn(session, body);
  await assertPartners(session, body.partnerOrganisationIds as string[] | undefined);
  const origin = await getOrigin(session, String(body.ideaId), String(body.callId));
  if (body.meetingId !== origin.meetingId) assertMayAssign(session, { meetingId: body.meetingId });
  if (!ideaStatesOpenForApplication.includes(origin.ideaState)) {
    throw new DomainError("state-forbids", {
      state: origin.ideaState,
      needed: ideaStatesOpenForApplication.join(", "),
    });
  }
  const need = (value: unknown, field: string) => {
    if (value == null) {
      throw new DomainError("value-missing", { field, ...byLanguage({ source: inIdea }) }, `/${field}`);
    }
    return value;
  };
  return {
    number: nextNumber(session, "applications", "A"),
    programmeId: origin.programmeId,
    fundId: origin.fundId,
    meetingId: body.meetingId ?? origin.meetingId,
    title: body.title ?? origin.title,
    organisationId: need(body.organisationId ?? origin.organisationId, "organisationId"),
    leadId: need(body.leadId ?? origin.leadId ?? session.caller.personId, "leadId"),
    startsOn: need(body.startsOn ?? origin.ideaStartsOn, "startsOn"),
    endsOn: need(body.endsOn ?? origin.ideaEndsOn, "endsOn"),
    ...planColumns({ costs: [], financing: [], ...body }),
  };
}

async function planCutOff(session: Session, row: Row): Promise<void> {
  const context = await findContext(session, row.id);
  const plan = cutOffPlan(context, row as { id: string; title: string; leadId: string; startsOn: string });
  if (plan !== undefined) await writeDeadlines(session, [plan]);
}

/** Which round and which meeting decide is the office's business. */
function assertMayAssign(session: Session, body: Row): void {
  if (
    (body.meetingId === undefined && body.callId === undefined) ||
    may(session.caller.roles, "applications.check")
  )
    return;
  throw forbidden("applications.check");
}

/** What the office assigns, also when the applicant edits no more, and until when. */
const assigned: Readonly<Record<string, readonly string[]>> = {
  meetingId: [...editableStates, "submitted", "formally-checked"],
  callId: [...editableStates, "submitted"],
};

/** The applicant edits while it is being written; the office assigns the round until the check, the meeting until the vote. */
async function preparePatch(session: Session, before: Row, body: Row): Promise<Row> {
  const state = String(before.state);
  const mayAssign = may(session.caller.roles, "applications.check");
  const isOpen = Object.keys(body).every((name) =>
    ((mayAssign && assigned[name]) || editableStates).includes(state),
  );
  if (!isOpen) throw new DomainError("state-forbids", { state, needed: editableStates.join(", ") });
  assertMayAssign(session, body);
  await assertOwn(session, body);
  // Once it has been handed in, an earlier start could evade a cut-off that counts back from it.
  if (before.receivedAt !== null && typeof body.startsOn === "string") {
    assertHappened(body.startsOn, { today: body.startsOn, notBefore: String(before.startsOn) }, "/startsOn");
  }
  await assertPartners(session, body.partnerOrganisationIds as string[] | undefined);
  const moved = body.callId === undefined ? {} : await moveToCall(session, before, body);
  return { ...planColumns({ ...before, ...body }), ...moved };
}

/** Another round, or a new start, moves what counts from it; a new lead or title is who and what the mails name. */
async function replanCutOff(session: Session, before: Row, row: Row): Promise<void> {
  await followCall(session, before, row);
  if (before.leadId !== row.leadId || before.title !== row.title) renameDeadlines(session, row);
  if (before.startsOn === row.startsOn) return;
  const [from, to] = [String(before.startsOn), String(row.startsOn)];
  const reason = movedText(eventLabels["project-start"], from, to);
  await moveAnchor(session, { id: String(row.id), event: "project-start", on: to }, reason);
}

/** What an application no longer needs goes back to its fund: its reservation, and of its grant what was not paid. */
async function releaseMoney(session: Session, id: string): Promise<void> {
  const held = await findHeldMoney(session, id);
  if (held === undefined) return;
  const release = (kind: "reservation-release" | "commitment-reduction", amountCents: number) =>
    amountCents > 0 ? [{ kind, amountCents, valueOn: session.today }] : [];
  const entries = [
    ...release("reservation-release", held.reservedCents),
    ...release("commitment-reduction", held.undisbursedCents),
  ];
  if (entries.length === 0) return;
  await bookEntries(session, { id: held.fundYearId }, await getSubject(session, id), entries);
}

/** Keeps the deadlines of duties that an event of today, or of the day given, brings with it. */
async function planFromEvent(
  session: Session,
  application: Row,
  kinds: readonly DeadlineKind[],
  event: DeadlineEvent,
  on: string = session.today,
): Promise<void> {
  const id = String(application.id);
  const context = await findContext(session, id);
  await planDuties(session, kinds, {
    ...{ owners: ownersOf(application), terms: context },
    events: { [event]: { type: "applications", id, on } },
    about: aboutApplication(application, context),
  });
}

/** What a step does besides changing the state; returns the columns it sets. */
async function takeStep(
  session: Session,
  before: Row,
  { to, receivedOn }: { to: string; receivedOn?: string },
): Promise<Row> {
  const id = String(before.id);
  if (receivedOn !== undefined && to !== "submitted") {
    const rule = {
      de: "receivedOn gehört nur zum Schritt „submitted“.",
      en: "receivedOn belongs to the step “submitted” only.",
    };
    throw new DomainError("value-refused", byLanguage({ rule }), "/receivedOn");
  }
  const met = (...kinds: DeadlineKind[]) => closeDeadlines(session, { applicationId: id, kinds }, "met");
  switch (to as ApplicationState) {
    case "submitted": {
      const context = await findContext(session, id);
      const columns = submit(session, applications, before, { context, receivedOn });
      await planFromEvent(session, before, ["formal-check"], "submission", receivedOn);
      return columns;
    }
    case "returned":
      met("formal-check");
      await planFromEvent(session, before, ["completion"], "request");
      return {};
    case "formally-checked":
      met("formal-check");
      return {};
    case "proof-submitted":
      met("proof-of-use", "interim-proof", "granting-period-end", "completion");
      await planFromEvent(session, before, ["retention-end"], "proof-received");
      return {};
    case "proof-due":
      if (before.state !== "proof-submitted") return {};
      closeDeadlines(session, { applicationId: id, kinds: ["retention-end"] }, "cancelled");
      await planFromEvent(session, before, ["completion"], "request");
      return {};
    case "withdrawn":
    case "closed":
      await releaseMoney(session, id);
      closeDeadlines(session, { applicationId: id, kinds: endedWithProject }, "cancelled");
      return {};
    default:
      return {};
  }
}

/** Everything but keeping the vouchers, which only begins then. */
const endedWithProject = deadlineKinds.filter((kind) => kind !== "retention-end");

export function applicationRoutes(app: FastifyInstance, deps: Deps): void {
  for (const schema of applicationSchemas) app.addSchema(schema);
  listRoute(app, deps, applications, ApplicationPage);
  readRoute(app, deps, applications, { load: loadTransitions });
  createRoute(app, deps, applications, {
    body: ApplicationCreate,
    permission: "applications.write",
    prepare: prepareCreate,
    after: planCutOff,
    load: loadTransitions,
  });
  patchRoute(app, deps, applications, {
    body: ApplicationPatch,
    permission: "applications.write",
    prepare: preparePatch,
    after: replanCutOff,
    complete: loadTransitions,
  });
  transitionRoute(app, deps, applications, {
    body: ApplicationTransition,
    permission: "applications.write",
    complete: loadTransitions,
    move: async (session, before, step) => {
      const from = before.state as ApplicationState;
      // Before any deadline is locked, so that a change of rules and this step wait for each other in one order.
      holdRules(session, "shared");
      const facts = factsOf(before, await findContext(session, before.id), session.today);
      assertTransition(applicationTransitions, { from, ...step }, facts, session.caller.roles);
      const columns = await takeStep(session, before, step);
      return updateRow(session, applications, before.id, {
        state: step.to,
        stateReason: step.reason ?? null,
        ...columns,
      });
    },
  });
}
