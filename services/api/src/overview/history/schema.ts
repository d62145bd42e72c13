import { historyKinds } from "@zuwendo/domain";
import Type from "typebox";
import { BilingualText, Id, Instant, nullable, oneOf } from "../../resources/schema.ts";

const OptionalText = Type.Unsafe<unknown>({ ...BilingualText, type: ["object", "null"] });

export const HistoryEvent = Type.Object(
  {
    id: Id,
    at: Instant,
    kind: oneOf(historyKinds),
    personId: nullable({
      ...Id,
      description: "Who did it; of a mail who got it; null: nobody, or the system",
    }),
    personName: nullable(Type.String()),
    subjectType: Type.String(),
    subjectId: Id,
    text: BilingualText,
    reason: nullable(Type.String()),
    changes: Type.Array(
      Type.Object(
        { field: Type.String(), label: BilingualText, before: OptionalText, after: OptionalText },
        { additionalProperties: false },
      ),
      { description: "Old → new of each changed field" },
    ),
  },
  {
    $id: "HistoryEvent",
    additionalProperties: false,
    examples: [
      {
        id: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a19",
        at: "2026-11-23T08:15:30.123456Z",
        kind: "changed",
        personId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a11",
        personName: "Frieda Musterfrau",
        subjectType: "applications",
        subjectId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a12",
        text: { de: "Antrag geändert", en: "Application changed" },
        reason: null,
        changes: [
          {
            field: "endsOn",
            label: { de: "Ende", en: "end" },
            before: { de: "31.10.2027", en: "31 Oct 2027" },
            after: { de: "30.11.2027", en: "30 Nov 2027" },
          },
        ],
      },
    ],
  },
);

export const History = Type.Object(
  {
    items: Type.Array(Type.Ref("HistoryEvent")),
    nextCursor: Type.Unsafe<string | null>({ type: ["string", "null"] }),
  },
  { $id: "History", additionalProperties: false },
);

export const historyQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    cursor: Type.Optional(
      Type.String({ maxLength: 200, description: "The `nextCursor` of the page before" }),
    ),
    kind: Type.Optional(oneOf(historyKinds, "Only events of this kind")),
  },
  { additionalProperties: false },
);
