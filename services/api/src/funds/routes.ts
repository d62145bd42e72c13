import type { FastifyInstance } from "fastify";
import { listRoute, readRoute } from "../read-routes.ts";
import type { Resource } from "../resource.ts";
import type { Surroundings } from "../session.ts";
import { createRoute, patchRoute } from "../write-routes.ts";
import { Fund, FundCreate, FundPage, FundPatch } from "./schema.ts";

const funds: Resource = {
  name: "funds",
  table: "funds",
  shape: Fund,
  filters: ["programmeId", "committeeId"],
  sorts: ["createdAt"],
  read: "funds.read",
};

export function fundRoutes(app: FastifyInstance, surroundings: Surroundings): void {
  app.addSchema(Fund).addSchema(FundCreate).addSchema(FundPatch).addSchema(FundPage);
  listRoute(app, surroundings, funds, FundPage);
  readRoute(app, surroundings, funds);
  createRoute(app, surroundings, funds, { body: FundCreate, permission: "funds.write" });
  patchRoute(app, surroundings, funds, { body: FundPatch, permission: "funds.write" });
}
