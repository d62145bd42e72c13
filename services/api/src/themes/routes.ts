import type { FastifyInstance } from "fastify";
import { listRoute, readRoute } from "../read-routes.ts";
import type { Resource } from "../resource.ts";
import type { Surroundings } from "../session.ts";
import { createRoute, patchRoute } from "../write-routes.ts";
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
