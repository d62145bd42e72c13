import type { FastifyInstance } from "fastify";
import {
  CallDeadlineDay,
  CallDeadlineRule,
  CallRuleInForce,
} from "../../deadlines/deadline-rules/rule-schema.ts";
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
    problems: ["call-rule-missing", ...planningProblems],
    prepare: closingOf,
  });
  patchRoute(app, deps, calls, {
    body: CallPatch,
    permission: "calls.write",
    problems: ["call-rule-missing", "too-many-deadlines", ...planningProblems],
    prepare: (session, before, body) => closingOf(session, { ...before, ...body }),
    after: async (session, _before, row) => {
      await replanApplications(session, { callIds: [row.id] }, callChanged);
    },
  });
}
