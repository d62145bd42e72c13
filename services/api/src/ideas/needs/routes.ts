import type { FastifyInstance } from "fastify";
import type { Deps } from "../../request/session.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import type { Resource } from "../../resources/resource.ts";
import { createRoute, patchRoute } from "../../resources/write-routes.ts";
import { Need, NeedCreate, NeedPage, NeedPatch } from "./schema.ts";

const needs: Resource<typeof Need, "needs"> = {
  name: "needs",
  one: "a need",
  table: "needs",
  shape: Need,
  filters: ["themeId", "priority"],
  sorts: ["createdAt", "title"],
  read: "needs.read",
};

export function needRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(Need).addSchema(NeedCreate).addSchema(NeedPatch).addSchema(NeedPage);
  listRoute(app, deps, needs, NeedPage);
  readRoute(app, deps, needs);
  createRoute(app, deps, needs, { body: NeedCreate, permission: "needs.write" });
  patchRoute(app, deps, needs, { body: NeedPatch, permission: "needs.write" });
}
