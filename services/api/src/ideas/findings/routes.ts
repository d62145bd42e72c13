import type { FastifyInstance } from "fastify";
import type { Deps } from "../../request/session.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import type { Resource } from "../../resources/resource.ts";
import { createRoute, patchRoute } from "../../resources/write-routes.ts";
import { Finding, FindingCreate, FindingPage, FindingPatch } from "./schema.ts";

const findings: Resource<typeof Finding, "findings"> = {
  name: "findings",
  one: "a finding",
  table: "findings",
  shape: Finding,
  filters: ["themeId", "kind"],
  sorts: ["createdAt"],
  read: "findings.read",
};

export function findingRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(Finding).addSchema(FindingCreate).addSchema(FindingPatch).addSchema(FindingPage);
  listRoute(app, deps, findings, FindingPage);
  readRoute(app, deps, findings);
  createRoute(app, deps, findings, { body: FindingCreate, permission: "findings.write" });
  patchRoute(app, deps, findings, { body: FindingPatch, permission: "findings.write" });
}
