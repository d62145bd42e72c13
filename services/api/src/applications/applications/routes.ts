import {
  applicationStateLabels,
  applicationTransitions,
  askingStates,
  assertHappened,
  assertReasonGiven,
  assertSubmittable,
  assertTransition,
  byLanguage,
  type DeadlineKind,
  DomainError,
  deadlineKinds,
  eventLabels,
  fieldText,
  forbidden,
  ideaStateLabels,
  ideaStatesOpenForApplication,
  listTransitions,
  may,
  movedText,
  ruleBroken,
  stateForbids,
  statesToChange,
} from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import type { Static } from "typebox";
import { closeDeadlines, moveAnchor } from "../../deadlines/planning/change.ts";
import { assertDecides, assertStillAhead } from "../../deadlines/planning/cut-off-queries.ts";
import { cutOffPlan } from "../../deadlines/planning/cut-offs.ts";
import { writeDeadlines } from "../../deadlines/planning/draft.ts";
import { remindAnew, renameDeadlines } from "../../deadlines/planning/name-queries.ts";
import { planningProblems } from "../../deadlines/planning/problems.ts";
import { reconcile } from "../../deadlines/planning/reconcile.ts";
import { holdRules } from "../../deadlines/planning/rule-queries.ts";
import { ideas } from "../../ideas/ideas/queries.ts";
import { bookEntries } from "../../money/ledger-entries/booking.ts";
import type { Deps, Session } from "../../request/session.ts";
import { assertNamed } from "../../resources/named-people.ts";
import { nextNumber } from "../../resources/numbers.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import type { ColumnValues } from "../../resources/resource.ts";
import { getReferenced, updateRow } from "../../resources/rows.ts";
import { assertOwn } from "../../resources/visibility.ts";
import { createRoute, patchRoute, transitionRoute } from "../../resources/write-routes.ts";
import { lineColumns, readPlan } from "./plan-lines.ts";
import {
  type ApplicationRow,
  applications,
  assertPartners,
  factsOf,
  findContext,
  findHeldMoney,
  getOrigin,
  getSubject,
  statusOf,
} from "./queries.ts";
import { followCall, judgeStart, moveToCall } from "./rounds.ts";
import {
  ApplicationCreate,
  ApplicationPage,
  ApplicationPatch,
  ApplicationTransition,
  applicationSchemas,
} from "./schema.ts";
import { planColumns, submit } from "./submission.ts";

/** Where it stands and the steps on from here, with the facts they depend on. */
async function loadStanding(session: Session, row: ApplicationRow) {
  const context = await findContext(session, row.id);
  const planFault = ruleBroken(() => assertSubmittable(row, context.perProjectMaxCents));
  const facts = { ...factsOf(session, row, context), planFault };
  return {
    status: statusOf(session, row),
    transitions: listTransitions(applicationTransitions, row.state, facts, session.caller.roles),
  };
}

const inIdea = { de: "in der Idee", en: "in the idea" };

/** What the idea and the call contribute to a new application. */
async function prepareCreate(
  session: Session,
  body: Static<typeof ApplicationCreate>,
): Promise<ColumnValues<"applications">> {
  await getReferenced(session, ideas, body, "ideaId", { lock: true });
  await assertOwn(session, body);
  await assertPartners(session, body.partnerOrganisationIds);
  const origin = await getOrigin(session, body.ideaId, body.callId);
  await assertDecides(session, { meetingId: body.meetingId, fundId: origin.fundId });
  const plan = readPlan(body);
  if (body.meetingId !== origin.meetingId) assertMayAssign(session, { meetingId: body.meetingId });
  if (!ideaStatesOpenForApplication.includes(origin.ideaState)) {
    throw stateForbids(ideaStateLabels, {
      state: origin.ideaState,
      needed: ideaStatesOpenForApplication,
    });
  }
  const need = (value: string | null, field: string) => {
    if (value == null) {
      const words = byLanguage({ field: fieldText(field), source: inIdea });
      throw new DomainError("value-missing", words, `/${field}`);
    }
    return value;
  };
  const leadId = need(body.leadId ?? origin.leadId ?? session.caller.personId, "leadId");
  await assertNamed(session, { leadId });
  return {
    number: nextNumber(session, "applications", "A"),
    programmeId: origin.programmeId,
    fundId: origin.fundId,
    meetingId: body.meetingId ?? origin.meetingId,
    title: body.title ?? origin.title,
    organisationId: need(body.organisationId ?? origin.organisationId, "organisationId"),
    leadId,
    startsOn: need(body.startsOn ?? origin.ideaStartsOn, "startsOn"),
    endsOn: need(body.endsOn ?? origin.ideaEndsOn, "endsOn"),
    ...lineColumns(plan),
    ...planColumns({ costs: [], financing: [], ...plan }),
  };
}

async function planCutOff(session: Session, row: ApplicationRow): Promise<void> {
  const context = await findContext(session, row.id);
  const plan = cutOffPlan(context, row);
  if (plan !== undefined) await writeDeadlines(session, [plan]);
}

/** Which round and which meeting decide is the office's business. */
function assertMayAssign(
  session: Session,
  body: { readonly meetingId?: string | null | undefined; readonly callId?: string },
): void {
  if (
    (body.meetingId === undefined && body.callId === undefined) ||
    may(session.caller.roles, "applications.check")
  )
    return;
  throw forbidden("applications.check");
}

/** The applicant edits while it is being written; the office assigns what `assignableStates` says for longer. */
async function preparePatch(
  session: Session,
  before: ApplicationRow,
  body: Static<typeof ApplicationPatch>,
): Promise<ColumnValues<"applications">> {
  const { state } = before;
  const mayAssign = may(session.caller.roles, "applications.check");
  for (const name of Object.keys(body)) {
    const needed = statesToChange(name, mayAssign);
    // A reason goes with what it is given for.
    if (name !== "reason" && !needed.includes(state))
      throw stateForbids(applicationStateLabels, { state, needed });
  }
  assertMayAssign(session, body);
  if (mayAssign) assertReasonGiven(before, body);
  await assertOwn(session, body);
  await assertNamed(session, { leadId: body.leadId }, before);
  // Once it has been handed in, an earlier start could evade a cut-off that counts back from it.
  if (before.receivedAt !== null && body.startsOn !== undefined) {
    assertHappened(body.startsOn, { today: body.startsOn, notBefore: before.startsOn }, "/startsOn");
  }
  await assertPartners(session, body.partnerOrganisationIds);
  if (body.callId === undefined) await assertDecides(session, { ...before, meetingId: body.meetingId });
  if (before.state === "on-agenda" && body.meetingId !== undefined) {
    await assertStillAhead(session, body.meetingId, session.today);
  }
  const moved = await judgedColumns(session, before, body);
  const plan = readPlan(body);
  return { ...lineColumns(plan), ...planColumns({ ...before, ...plan }), ...moved };
}

/** What another round or a later start says of an application, and of whether it came in time. */
async function judgedColumns(
  session: Session,
  before: ApplicationRow,
  { callId, reason: _, ...rest }: Static<typeof ApplicationPatch>,
): Promise<ColumnValues<"applications">> {
  if (callId !== undefined) return moveToCall(session, before, { ...rest, callId });
  return before.receivedAt === null || rest.startsOn === undefined
    ? {}
    : judgeStart(session, before, rest.startsOn);
}

/** Another round, or a new start, moves what counts from it; a new lead or title is who and what the mails name. */
async function replanCutOff(session: Session, before: ApplicationRow, row: ApplicationRow): Promise<void> {
  await followCall(session, before, row);
  if (before.leadId !== row.leadId || before.title !== row.title)
    renameDeadlines(session, row, before.leadId);
  if (before.leadId !== row.leadId) {
    remindAnew(session, before.leadId, session.now);
    session.nudge("sweep-reminders", {});
  }
  if (before.startsOn === row.startsOn) return;
  const reason = movedText(eventLabels["project-start"], before.startsOn, row.startsOn);
  await moveAnchor(session, { id: row.id, event: "project-start", on: row.startsOn }, reason);
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

/** What a step does besides changing the state; returns the columns it sets. */
async function takeStep(
  session: Session,
  before: ApplicationRow,
  { to, receivedOn }: Static<typeof ApplicationTransition>,
): Promise<ColumnValues<"applications">> {
  const { id } = before;
  if (receivedOn !== undefined && to !== "submitted") {
    const rule = {
      de: "Ein Eingangstag gehört nur zum Einreichen des Antrags.",
      en: "A day of receipt belongs only to the submission of the application.",
    };
    throw new DomainError("value-refused", byLanguage({ rule }), "/receivedOn");
  }
  const met = (...kinds: DeadlineKind[]) => closeDeadlines(session, { applicationId: id, kinds }, "met");
  switch (to) {
    case "submitted": {
      const context = await findContext(session, id);
      return submit(session, before, { context, receivedOn });
    }
    case "returned":
      met("formal-check");
      return {};
    case "formally-checked":
      met("formal-check");
      // Taken off the agenda, it waits for another meeting.
      return before.state === "on-agenda" ? { meetingId: null } : {};
    case "proof-submitted":
      met("proof-of-use", "interim-proof", "granting-period-end", "completion");
      return {};
    case "proof-due":
      if (before.state !== "proof-submitted") return {};
      closeDeadlines(session, { applicationId: id, kinds: ["retention-end"] }, "cancelled");
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

/** What the steps of an application ask for next. */
const stepDuties = ["formal-check", "fast-lane-answer", "completion", "retention-end"] as const;
const stepTaken = { de: "Der Antrag ist einen Schritt weiter", en: "The application has taken a step" };

/** Everything but keeping the vouchers, which only begins then. */
const endedWithProject = deadlineKinds.filter((kind) => kind !== "retention-end");

export function applicationRoutes(app: FastifyInstance, deps: Deps): void {
  for (const schema of applicationSchemas) app.addSchema(schema);
  listRoute(app, deps, applications, ApplicationPage, {
    complete: (viewer, row) => ({ status: statusOf(viewer, row) }),
  });
  readRoute(app, deps, applications, { load: loadStanding });
  createRoute(app, deps, applications, {
    body: ApplicationCreate,
    permission: "applications.write",
    problems: [
      "value-missing",
      "state-forbids",
      "amount-out-of-range",
      "meeting-of-other-committee",
      "person-erased",
      "person-without-role",
    ],
    prepare: prepareCreate,
    after: planCutOff,
    load: loadStanding,
  });
  patchRoute(app, deps, applications, {
    body: ApplicationPatch,
    permission: "applications.write",
    problems: [
      "state-forbids",
      "meeting-of-other-committee",
      "person-erased",
      "person-without-role",
      "amount-over-cap",
      "amount-out-of-range",
      "too-many-deadlines",
      ...planningProblems,
    ],
    prepare: preparePatch,
    after: replanCutOff,
    complete: loadStanding,
  });
  transitionRoute(app, deps, applications, {
    body: ApplicationTransition,
    permission: "applications.write",
    problems: [
      "receipt-stands",
      "day-in-future",
      "amount-over-cap",
      "fund-year-missing",
      "ledger-below-zero",
      "nothing-requested",
      "finance-plan-empty",
      "finance-plan-unbalanced",
      "finance-plan-line-negative",
      "finance-plan-unit-missing",
      "finance-plan-unit-mismatch",
      "finance-plan-quantity-invalid",
      "finance-plan-in-kind-not-counted",
      "finance-plan-in-kind-mixed",
      "amount-out-of-range",
      ...planningProblems,
    ],
    complete: loadStanding,
    move: async (session, before, step) => {
      // Before any deadline is locked, so that a change of rules and this step wait for each other in one order.
      holdRules(session, "shared");
      const facts = factsOf(session, before, await findContext(session, before.id));
      assertTransition(applicationTransitions, { from: before.state, ...step }, facts, session.caller.roles);
      const columns = await takeStep(session, before, step);
      const { to: state, reason: stateReason = null } = step;
      const row = await updateRow(session, applications, before.id, { state, stateReason, ...columns });
      if (askingStates.includes(state)) {
        const scope = { type: "applications", id: row.id } as const;
        const arisenOn = step.receivedOn ?? session.today;
        await reconcile(session, scope, stepDuties, { reason: stepTaken, arisenOn });
      }
      if (state === "on-agenda") {
        const scope = { type: "applications", id: row.id } as const;
        await reconcile(session, scope, ["fast-lane-answer"], { reason: stepTaken });
      }
      return row;
    },
  });
}
