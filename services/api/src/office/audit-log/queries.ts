import type { Resource } from "../../resources/resource.ts";
import { AuditEntry } from "./schema.ts";

export const auditLog: Resource<typeof AuditEntry, "auditLog"> = {
  name: "audit-log",
  one: "an audit entry",
  table: "auditLog",
  shape: AuditEntry,
  filters: ["subjectId", "subjectType", "personId", "action"],
  ranges: ["at"],
  sorts: ["at"],
  read: "audit-log.read",
};
