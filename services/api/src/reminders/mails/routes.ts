import type { FastifyInstance } from "fastify";
import type { Deps } from "../../request/session.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import { mails } from "./queries.ts";
import { Mail, MailPage } from "./schema.ts";

export function mailRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(Mail).addSchema(MailPage);
  listRoute(app, deps, mails, MailPage);
  readRoute(app, deps, mails);
}
