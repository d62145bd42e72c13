import Type from "typebox";
import { Id, Instant, nullable, pageOf } from "../schema.ts";

export const AuditEntry = Type.Object(
  {
    id: Id,
    at: Instant,
    personId: nullable(Id),
    tokenId: nullable(Id),
    action: Type.String(),
    subjectType: Type.String(),
    subjectId: Id,
    version: nullable(Type.Integer()),
    changes: Type.Unsafe<Record<string, unknown>>({ type: "object", additionalProperties: true }),
  },
  { $id: "AuditEntry", additionalProperties: false, description: "Who did what, when; never changed" },
);
export const AuditLogPage = pageOf(AuditEntry, "AuditLogPage");
