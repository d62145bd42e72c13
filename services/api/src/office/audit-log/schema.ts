import Type from "typebox";
import { nameAmong, titledTables, withNames } from "../../resources/names.ts";
import { Id, Instant, nullable, pageOf } from "../../resources/schema.ts";

export const AuditEntry = withNames(
  Type.Object(
    {
      id: Id,
      at: Instant,
      personId: nullable(Id),
      tokenId: nullable(Id),
      action: Type.String(),
      subjectType: Type.String(),
      subjectId: Id,
      subjectName: nameAmong("subjectId", titledTables),
      version: nullable(Type.Integer()),
      changes: Type.Unsafe<Record<string, unknown>>({ type: "object", additionalProperties: true }),
      before: Type.Unsafe<Record<string, unknown> | null>({
        type: ["object", "null"],
        additionalProperties: true,
        description: "What the changed fields held",
      }),
    },
    {
      $id: "AuditEntry",
      additionalProperties: false,
      description: "Who did what, when; never changed",
      examples: [
        {
          id: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a19",
          at: "2026-11-23T08:15:30.123456Z",
          personId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a11",
          tokenId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a1a",
          action: "change",
          subjectType: "ideas",
          subjectId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10",
          subjectName: "Begegnungscafé am Markt",
          version: 2,
          changes: { amount: { amountCents: 500000, currency: "EUR" } },
          before: { amount: { amountCents: 480000, currency: "EUR" } },
        },
      ],
    },
  ),
);
export const AuditLogPage = pageOf(AuditEntry, "AuditLogPage");
