import type { FastifyInstance } from "fastify";
import type { Deps } from "../../request/session.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import type { Resource } from "../../resources/resource.ts";
import { ownedThrough } from "../../resources/visibility.ts";
import { Mail, MailPage } from "./schema.ts";

const mails: Resource<typeof Mail, "mails"> = {
  name: "mails",
  one: "a mail",
  table: "mails",
  shape: Mail,
  filters: ["recipientId", "kind", "state"],
  ranges: ["forOn"],
  sorts: ["createdAt"],
  read: "mails.read",
  own: ownedThrough({ person: "recipientId" }),
};

export function mailRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(Mail).addSchema(MailPage);
  listRoute(app, deps, mails, MailPage);
  readRoute(app, deps, mails);
}
