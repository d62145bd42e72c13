import type { FastifyInstance } from "fastify";
import { listRoute, readRoute } from "../read-routes.ts";
import type { Resource } from "../resource.ts";
import type { Surroundings } from "../session.ts";
import { AuditEntry, AuditLogPage } from "./schema.ts";

const auditLog: Resource = {
  name: "audit-log",
  table: "auditLog",
  shape: AuditEntry,
  filters: ["subjectId", "subjectType", "personId", "action"],
  ranges: ["at"],
  sorts: ["at"],
  read: "audit-log.read",
};

export function auditLogRoutes(app: FastifyInstance, surroundings: Surroundings): void {
  app.addSchema(AuditEntry).addSchema(AuditLogPage);
  listRoute(app, surroundings, auditLog, AuditLogPage);
  readRoute(app, surroundings, auditLog);
}
