import type { FastifyInstance } from "fastify";
import type { Deps } from "../../request/session.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import { auditLog } from "./queries.ts";
import { AuditEntry, AuditLogPage } from "./schema.ts";

export function auditLogRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(AuditEntry).addSchema(AuditLogPage);
  listRoute(app, deps, auditLog, AuditLogPage);
  readRoute(app, deps, auditLog);
}
