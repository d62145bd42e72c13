import type { FastifyInstance } from "fastify";
import { planningProblems } from "../../deadlines/planning/problems.ts";
import type { Deps } from "../../request/session.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import type { Resource } from "../../resources/resource.ts";
import { ownedThrough } from "../../resources/visibility.ts";
import { createRoute, patchRoute } from "../../resources/write-routes.ts";
import { followExemption, planExemption } from "./exemption.ts";
import { Organisation, OrganisationCreate, OrganisationPage, OrganisationPatch } from "./schema.ts";

const organisations: Resource<typeof Organisation, "organisations"> = {
  name: "organisations",
  one: "an organisation",
  table: "organisations",
  shape: Organisation,
  filters: ["kind", "areaKey", "isCharitable"],
  sorts: ["createdAt", "name"],
  hasWords: true,
  read: "organisations.read",
  own: ownedThrough({ organisation: "id" }),
};

export function organisationRoutes(app: FastifyInstance, deps: Deps): void {
  app
    .addSchema(Organisation)
    .addSchema(OrganisationCreate)
    .addSchema(OrganisationPatch)
    .addSchema(OrganisationPage);
  listRoute(app, deps, organisations, OrganisationPage);
  readRoute(app, deps, organisations);
  createRoute(app, deps, organisations, {
    body: OrganisationCreate,
    permission: "organisations.write",
    problems: planningProblems,
    after: planExemption,
  });
  patchRoute(app, deps, organisations, {
    body: OrganisationPatch,
    permission: "organisations.write",
    problems: planningProblems,
    after: followExemption,
  });
}
