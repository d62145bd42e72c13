import type { FastifyInstance } from "fastify";
import { planningProblems } from "../../deadlines/planning/problems.ts";
import { reconcile } from "../../deadlines/planning/reconcile.ts";
import type { Deps, Session } from "../../request/session.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import type { RowOf } from "../../resources/resource.ts";
import { createRoute, patchRoute } from "../../resources/write-routes.ts";
import { funds } from "./queries.ts";
import { Fund, FundCreate, FundPage, FundPatch } from "./schema.ts";

type Row = RowOf<typeof Fund>;

const fastLaneChanged = {
  de: "Der Höchstbetrag des vereinfachten Verfahrens wurde geändert",
  en: "The largest amount of the fast lane was changed",
};

/** Another amount makes other projects small ones, to which the office owes an answer. */
async function followFastLane(session: Session, before: Row, row: Row): Promise<void> {
  if (before.fastLaneMaxCents === row.fastLaneMaxCents) return;
  const kinds = ["fast-lane-answer"] as const;
  await reconcile(session, { type: "funds", id: row.id }, kinds, { reason: fastLaneChanged });
}

export function fundRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(Fund).addSchema(FundCreate).addSchema(FundPatch).addSchema(FundPage);
  listRoute(app, deps, funds, FundPage);
  readRoute(app, deps, funds);
  createRoute(app, deps, funds, { body: FundCreate, permission: "funds.write" });
  patchRoute(app, deps, funds, {
    body: FundPatch,
    permission: "funds.write",
    problems: ["too-many-deadlines", ...planningProblems],
    after: followFastLane,
  });
}
