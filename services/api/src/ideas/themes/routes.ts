import type { FastifyInstance } from "fastify";
import type { Deps } from "../../request/session.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import type { Resource } from "../../resources/resource.ts";
import { createRoute, patchRoute } from "../../resources/write-routes.ts";
import { Theme, ThemeCreate, ThemePage, ThemePatch } from "./schema.ts";

const themes: Resource<typeof Theme, "themes"> = {
  name: "themes",
  one: "a theme",
  table: "themes",
  shape: Theme,
  filters: ["method"],
  sorts: ["position", "createdAt"],
  read: "themes.read",
};

export function themeRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(Theme).addSchema(ThemeCreate).addSchema(ThemePatch).addSchema(ThemePage);
  listRoute(app, deps, themes, ThemePage);
  readRoute(app, deps, themes);
  createRoute(app, deps, themes, { body: ThemeCreate, permission: "themes.write" });
  patchRoute(app, deps, themes, { body: ThemePatch, permission: "themes.write" });
}
