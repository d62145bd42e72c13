import type { FastifyInstance } from "fastify";
import type { Surroundings } from "../../request/session.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import type { Resource } from "../../resources/resource.ts";
import { createRoute, patchRoute } from "../../resources/write-routes.ts";
import { Finding, FindingCreate, FindingPage, FindingPatch } from "./schema.ts";

const findings: Resource = {
  name: "findings",
  table: "findings",
  shape: Finding,
  filters: ["themeId", "kind"],
  sorts: ["createdAt"],
  read: "findings.read",
};

export function findingRoutes(app: FastifyInstance, surroundings: Surroundings): void {
  app.addSchema(Finding).addSchema(FindingCreate).addSchema(FindingPatch).addSchema(FindingPage);
  listRoute(app, surroundings, findings, FindingPage);
  readRoute(app, surroundings, findings);
  createRoute(app, surroundings, findings, { body: FindingCreate, permission: "findings.write" });
  patchRoute(app, surroundings, findings, { body: FindingPatch, permission: "findings.write" });
}
