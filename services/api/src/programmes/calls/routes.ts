import type { FastifyInstance } from "fastify";
import {
  CallDeadlineDay,
  CallDeadlineRule,
  CallRuleInForce,
} from "../../deadlines/deadline-rules/rule-schema.ts";
import { assertDecides } from "../../deadlines/planning/cut-off-queries.ts";
import { closingOf, replanApplications } from "../../deadlines/planning/cut-offs.ts";
import { planningProblems } from "../../deadlines/planning/problems.ts";
import { reconcile } from "../../deadlines/planning/reconcile.ts";
import { daysReversed } from "../../request/problems.ts";
import type { Deps, Session } from "../../request/session.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import type { ColumnValues, RowOf } from "../../resources/resource.ts";
import { createRoute, patchRoute } from "../../resources/write-routes.ts";
import { calls, takeAlong } from "./queries.ts";
import { Call, CallCreate, CallPage, CallPatch } from "./schema.ts";

type Row = RowOf<typeof Call>;

const callChanged = {
  de: "Der Antragsschluss des Förderaufrufs wurde geändert",
  en: "The closing date of the call was changed",
};

const copied = ["programmeId", "fundId", "meetingId"] as const;

/** Its applications go along with it, their cut-offs by its rule, and what the office owes them by those of its programme. */
async function followCall(session: Session, before: Row, row: Row): Promise<void> {
  if (copied.some((name) => before[name] !== row[name])) {
    takeAlong(session, before, row);
    const kinds = ["formal-check", "fast-lane-answer", "completion"] as const;
    await reconcile(session, { type: "calls", id: row.id }, kinds, { reason: callChanged });
  }
  await replanApplications(session, { callIds: [row.id] }, callChanged);
}

/** Refuses a call that would close before it opens: `value-refused`. */
function inOrder(
  { opensOn = null }: { readonly opensOn?: string | null | undefined },
  closing: ColumnValues<"calls">,
): ColumnValues<"calls"> {
  const { closesOn } = closing;
  if (opensOn !== null && typeof closesOn === "string" && closesOn < opensOn)
    throw daysReversed("opensOn", "closesOn", "/opensOn");
  return closing;
}

export function callRoutes(app: FastifyInstance, deps: Deps): void {
  app
    .addSchema(CallDeadlineDay)
    .addSchema(CallDeadlineRule)
    .addSchema(CallRuleInForce)
    .addSchema(Call)
    .addSchema(CallCreate)
    .addSchema(CallPatch)
    .addSchema(CallPage);
  listRoute(app, deps, calls, CallPage);
  readRoute(app, deps, calls);
  createRoute(app, deps, calls, {
    body: CallCreate,
    permission: "calls.write",
    problems: ["call-rule-missing", "meeting-of-other-committee", ...planningProblems],
    prepare: async (session, body) => {
      await assertDecides(session, body);
      return inOrder(body, await closingOf(session, body));
    },
  });
  patchRoute(app, deps, calls, {
    body: CallPatch,
    permission: "calls.write",
    problems: ["call-rule-missing", "meeting-of-other-committee", "too-many-deadlines", ...planningProblems],
    prepare: async (session, before, body) => {
      const after = { ...before, ...body };
      if (body.meetingId !== undefined || body.fundId !== undefined) await assertDecides(session, after);
      return inOrder(after, await closingOf(session, after));
    },
    after: followCall,
  });
}
