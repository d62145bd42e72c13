import type { FastifyInstance } from "fastify";
import { listRoute, readRoute } from "../read-routes.ts";
import type { Resource } from "../resource.ts";
import type { Surroundings } from "../session.ts";
import { createRoute, patchRoute } from "../write-routes.ts";
import { Programme, ProgrammeCreate, ProgrammePage, ProgrammePatch } from "./schema.ts";

const programmes: Resource = {
  name: "programmes",
  table: "programmes",
  shape: Programme,
  filters: ["level", "isIllustrative"],
  sorts: ["createdAt", "name"],
  read: "programmes.read",
};

export function programmeRoutes(app: FastifyInstance, surroundings: Surroundings): void {
  app.addSchema(Programme).addSchema(ProgrammeCreate).addSchema(ProgrammePatch).addSchema(ProgrammePage);
  listRoute(app, surroundings, programmes, ProgrammePage);
  readRoute(app, surroundings, programmes);
  createRoute(app, surroundings, programmes, { body: ProgrammeCreate, permission: "programmes.write" });
  patchRoute(app, surroundings, programmes, { body: ProgrammePatch, permission: "programmes.write" });
}
