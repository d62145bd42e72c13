import type { FastifyInstance } from "fastify";
import {
  CallDeadlineDay,
  CallDeadlineRule,
  CallRuleInForce,
} from "../../deadlines/deadline-rules/rule-schema.ts";
import { assertDecides } from "../../deadlines/planning/cut-off-queries.ts";
import { closingOf, replanApplications } from "../../deadlines/planning/cut-offs.ts";
import { planningProblems } from "../../deadlines/planning/problems.ts";
import type { Deps } from "../../request/session.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import { createRoute, patchRoute } from "../../resources/write-routes.ts";
import { calls } from "./queries.ts";
import { Call, CallCreate, CallPage, CallPatch } from "./schema.ts";

const callChanged = {
  de: "Der Antragsschluss des Förderaufrufs wurde geändert",
  en: "The closing date of the call was changed",
};

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
      return closingOf(session, body);
    },
  });
  patchRoute(app, deps, calls, {
    body: CallPatch,
    permission: "calls.write",
    problems: ["call-rule-missing", "meeting-of-other-committee", "too-many-deadlines", ...planningProblems],
    prepare: async (session, before, body) => {
      const after = { ...before, ...body };
      if (body.meetingId !== undefined || body.fundId !== undefined) await assertDecides(session, after);
      return closingOf(session, after);
    },
    after: async (session, _before, row) => {
      await replanApplications(session, { callIds: [row.id] }, callChanged);
    },
  });
}
