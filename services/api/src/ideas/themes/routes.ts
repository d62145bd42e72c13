import type { FastifyInstance } from "fastify";
import type { Surroundings } from "../../request/session.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import type { Resource } from "../../resources/resource.ts";
import { createRoute, patchRoute } from "../../resources/write-routes.ts";
import { Theme, ThemeCreate, ThemePage, ThemePatch } from "./schema.ts";

const themes: Resource = {
  name: "themes",
  table: "themes",
  shape: Theme,
  filters: ["method"],
  sorts: ["position", "createdAt"],
  read: "themes.read",
};

export function themeRoutes(app: FastifyInstance, surroundings: Surroundings): void {
  app.addSchema(Theme).addSchema(ThemeCreate).addSchema(ThemePatch).addSchema(ThemePage);
  listRoute(app, surroundings, themes, ThemePage);
  readRoute(app, surroundings, themes);
  createRoute(app, surroundings, themes, { body: ThemeCreate, permission: "themes.write" });
  patchRoute(app, surroundings, themes, { body: ThemePatch, permission: "themes.write" });
}
