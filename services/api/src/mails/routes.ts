import type { FastifyInstance } from "fastify";
import { listRoute, readRoute } from "../read-routes.ts";
import { ownedThrough, type Resource } from "../resource.ts";
import type { Surroundings } from "../session.ts";
import { Mail, MailPage } from "./schema.ts";

const mails: Resource = {
  name: "mails",
  table: "mails",
  shape: Mail,
  filters: ["recipientId", "kind", "state"],
  ranges: ["forOn"],
  sorts: ["createdAt"],
  read: "mails.read",
  own: ownedThrough({ person: "recipientId" }),
};

export function mailRoutes(app: FastifyInstance, surroundings: Surroundings): void {
  app.addSchema(Mail).addSchema(MailPage);
  listRoute(app, surroundings, mails, MailPage);
  readRoute(app, surroundings, mails);
}
