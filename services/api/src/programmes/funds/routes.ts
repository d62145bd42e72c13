import type { FastifyInstance } from "fastify";
import type { Deps } from "../../request/session.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import { createRoute, patchRoute } from "../../resources/write-routes.ts";
import { funds } from "./queries.ts";
import { Fund, FundCreate, FundPage, FundPatch } from "./schema.ts";

export function fundRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(Fund).addSchema(FundCreate).addSchema(FundPatch).addSchema(FundPage);
  listRoute(app, deps, funds, FundPage);
  readRoute(app, deps, funds);
  createRoute(app, deps, funds, { body: FundCreate, permission: "funds.write" });
  patchRoute(app, deps, funds, { body: FundPatch, permission: "funds.write" });
}
