import type { FastifyInstance } from "fastify";
import type { Deps } from "../../request/session.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import type { Resource } from "../../resources/resource.ts";
import { AuditEntry, AuditLogPage } from "./schema.ts";

const auditLog: Resource<typeof AuditEntry, "auditLog"> = {
  name: "audit-log",
  one: "an audit entry",
  table: "auditLog",
  shape: AuditEntry,
  filters: ["subjectId", "subjectType", "personId", "action"],
  ranges: ["at"],
  sorts: ["at"],
  read: "audit-log.read",
};

export function auditLogRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(AuditEntry).addSchema(AuditLogPage);
  listRoute(app, deps, auditLog, AuditLogPage);
  readRoute(app, deps, auditLog);
}
