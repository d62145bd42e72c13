import type { FastifyInstance } from "fastify";
import type { Surroundings } from "../../request/session.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import type { Resource } from "../../resources/resource.ts";
import { createRoute, patchRoute } from "../../resources/write-routes.ts";
import { Need, NeedCreate, NeedPage, NeedPatch } from "./schema.ts";

const needs: Resource = {
  name: "needs",
  table: "needs",
  shape: Need,
  filters: ["themeId", "priority"],
  sorts: ["createdAt", "title"],
  read: "needs.read",
};

export function needRoutes(app: FastifyInstance, surroundings: Surroundings): void {
  app.addSchema(Need).addSchema(NeedCreate).addSchema(NeedPatch).addSchema(NeedPage);
  listRoute(app, surroundings, needs, NeedPage);
  readRoute(app, surroundings, needs);
  createRoute(app, surroundings, needs, { body: NeedCreate, permission: "needs.write" });
  patchRoute(app, surroundings, needs, { body: NeedPatch, permission: "needs.write" });
}
