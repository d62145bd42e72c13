import {
  assertTransition,
  byLanguage,
  countText,
  DomainError,
  deadlineKinds,
  deadlineProfiles,
  ladderInForce,
  ladderOf,
  listTransitions,
  planStateLabels,
  planTransitions,
  stateForbids,
  stepText,
} from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import type { Static } from "typebox";
import { listPlansInForce } from "../../deadlines/planning/rule-queries.ts";
import type { Deps, Session, Viewer } from "../../request/session.ts";
import { readInOffice } from "../../request/transaction.ts";
import { describe, keyParams } from "../../resources/describe.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import type { RowOf } from "../../resources/resource.ts";
import { getRow, updateRow } from "../../resources/rows.ts";
import { createRoute, patchRoute, transitionRoute } from "../../resources/write-routes.ts";
import { forecastOf, type ProposedPlan } from "./forecast.ts";
import {
  assertProgramme,
  findReplaced,
  fromTheFirst,
  lockKind,
  reminderPlans,
  retireOthers,
} from "./queries.ts";
import {
  LadderInForce,
  LadderQuery,
  LaddersInForce,
  PlanForecast,
  ReminderPlan,
  ReminderPlanCreate,
  ReminderPlanPage,
  ReminderPlanPatch,
  ReminderPlanTransition,
} from "./schema.ts";

type Row = RowOf<typeof ReminderPlan>;

const complete = ({ caller }: Viewer, row: Row) => ({
  transitions: listTransitions(planTransitions, row.state, null, caller.roles),
});

/**
 * Nobody puts a plan in force without having seen how many mails it sends: `expectedMails` must be there, and there must
 * not be more of them. What lies in the past is never sent, so that a plan cannot flood.
 */
async function putInForce(session: Session, plan: ProposedPlan, id: string, expected: number | undefined) {
  lockKind(session, plan.kind);
  const { mails } = await forecastOf(session, plan);
  if (expected === undefined || mails > expected) {
    const count = countText(mails, {
      one: { de: "1 Mail", en: "1 email" },
      other: { de: "{count} Mails", en: "{count} emails" },
    });
    throw new DomainError("reminder-plan-unconfirmed", { mails, ...byLanguage({ count }) }, "/expectedMails");
  }
  retireOthers(session, { ...plan, id }, session.now);
  session.nudge("sweep-reminders", {});
  return { state: "active" as const, inForceSince: session.now, replanAfter: fromTheFirst };
}

async function prepareCreate(session: Session, body: Static<typeof ReminderPlanCreate>) {
  const plan = { programmeId: null, ...body };
  ladderOf(plan.steps);
  return body.state === "active" ? putInForce(session, plan, fromTheFirst, body.expectedMails) : {};
}

async function preparePatch(session: Session, before: Row, body: Static<typeof ReminderPlanPatch>) {
  const plan = { ...before, ...body };
  ladderOf(plan.steps);
  if (before.state === "retired") {
    throw stateForbids(planStateLabels, { state: "retired", needed: ["draft", "active"] });
  }
  return before.state === "active" ? putInForce(session, plan, before.id, body.expectedMails) : {};
}

/** The steps every kind follows in a programme, or in those without plans of their own. */
async function listLadders(session: Session, programmeId: string | null) {
  if (programmeId !== null) await assertProgramme(session, programmeId);
  const plans = await listPlansInForce(session, deadlineKinds);
  const items = deadlineKinds.map((kind) => {
    const { origin, ladder } = ladderInForce(plans, { kind, programmeId });
    const { label, isStatutory } = deadlineProfiles[kind];
    const steps = ladder.map(({ key, urgent: isUrgent, ...step }) => ({
      ...{ key, rule: stepText(key), isUrgent },
      ...step,
    }));
    return { kind, label, isStatutory, origin, steps };
  });
  return { items };
}

export function reminderPlanRoutes(app: FastifyInstance, deps: Deps): void {
  for (const schema of [
    ReminderPlan,
    ReminderPlanCreate,
    ReminderPlanPatch,
    ReminderPlanTransition,
    ReminderPlanPage,
    PlanForecast,
    LadderInForce,
    LaddersInForce,
  ]) {
    app.addSchema(schema);
  }
  listRoute(app, deps, reminderPlans, ReminderPlanPage);
  app.get("/reminder-plans/in-force", {
    schema: describe({
      id: "listInForce",
      problems: ["reference-unknown"],
      permission: "reminder-plans.read",
      tag: "reminder-plans",
      summary: "List the steps that deadlines follow",
      description: "The programme's own plan, else the office's, else the steps of municipal practice.",
      query: LadderQuery,
      answer: LaddersInForce,
    }),
    handler: (request) =>
      readInOffice(deps, request, "reminder-plans.read", (session) =>
        listLadders(session, (request.query as { programmeId?: string }).programmeId ?? null),
      ),
  });
  readRoute(app, deps, reminderPlans, { complete });
  app.get<{ Params: { id: string } }>("/reminder-plans/:id/forecast", {
    schema: describe({
      id: "listForecast",
      permission: "reminder-plans.read",
      tag: "reminder-plans",
      summary: "Count the mails that putting a plan in force would send",
      description: "Within 30 days, under the other plans as they are. Nothing is changed.",
      params: keyParams,
      answer: PlanForecast,
    }),
    handler: (request) =>
      readInOffice(deps, request, "reminder-plans.read", async (session) => {
        const row = await getRow(session, reminderPlans, request.params.id);
        const replacesId = await findReplaced(session, row);
        return { planId: row.id, replacesId, ...(await forecastOf(session, row)) };
      }),
  });
  createRoute(app, deps, reminderPlans, {
    body: ReminderPlanCreate,
    permission: "reminder-plans.write",
    problems: ["reminder-steps-invalid", "reminder-plan-unconfirmed"],
    prepare: prepareCreate,
    complete,
  });
  patchRoute(app, deps, reminderPlans, {
    body: ReminderPlanPatch,
    permission: "reminder-plans.write",
    problems: ["reminder-steps-invalid", "reminder-plan-unconfirmed", "state-forbids"],
    prepare: preparePatch,
    complete,
  });
  transitionRoute(app, deps, reminderPlans, {
    body: ReminderPlanTransition,
    permission: "reminder-plans.write",
    problems: ["reminder-plan-unconfirmed", "already-exists"],
    complete,
    move: async (session, before, step) => {
      const from = before.state;
      assertTransition(planTransitions, { from, ...step }, null, session.caller.roles);
      const { id } = before;
      if (step.to === "active") {
        return updateRow(
          session,
          reminderPlans,
          id,
          await putInForce(session, before, id, step.expectedMails),
        );
      }
      session.nudge("sweep-reminders", {});
      // What follows it, the office's plan or the built-in one, must not make up for what lies before now either.
      const isInForce = from === "active";
      return updateRow(session, reminderPlans, id, {
        state: step.to,
        ...(isInForce ? { inForceSince: session.now, replanAfter: fromTheFirst } : {}),
      });
    },
  });
}
