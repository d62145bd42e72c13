import type { FastifyInstance } from "fastify";
import type { Deps } from "../../request/session.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import type { Resource } from "../../resources/resource.ts";
import { createRoute, patchRoute } from "../../resources/write-routes.ts";
import { Fund, FundCreate, FundPage, FundPatch } from "./schema.ts";

const funds: Resource<typeof Fund, "funds"> = {
  name: "funds",
  one: "a fund",
  table: "funds",
  shape: Fund,
  filters: ["programmeId", "committeeId"],
  sorts: ["createdAt"],
  read: "funds.read",
};

export function fundRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(Fund).addSchema(FundCreate).addSchema(FundPatch).addSchema(FundPage);
  listRoute(app, deps, funds, FundPage);
  readRoute(app, deps, funds);
  createRoute(app, deps, funds, { body: FundCreate, permission: "funds.write" });
  patchRoute(app, deps, funds, { body: FundPatch, permission: "funds.write" });
}
