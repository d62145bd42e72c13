import type { FastifyInstance } from "fastify";
import type { Surroundings } from "../office.ts";
import type { Resource } from "../resource.ts";
import { listRoute, readRoute } from "../routes.ts";
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
