import { paperStates } from "@zuwendo/domain";
import Type from "typebox";
import { withNames } from "../../resources/names.ts";
import {
  Id,
  Instant,
  Line,
  nullable,
  oneOf,
  pageOf,
  patchOf,
  stored,
  transitions,
  transitionTo,
} from "../../resources/schema.ts";

export const PaperCreate = Type.Object(
  { title: Line, meetingId: Id, authorId: Type.Optional(Id) },
  {
    $id: "PaperCreate",
    additionalProperties: false,
    description: "Without `authorId` of whoever creates it",
    examples: [
      {
        title: "Kofinanzierung der Partnerschaft für Demokratie 2027",
        meetingId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10",
        authorId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a11",
      },
    ],
  },
);
export const PaperPatch = patchOf(Type.Object({ title: Line, meetingId: Id, authorId: Id }), "PaperPatch", [
  { meetingId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10" },
]);
export const Paper = withNames(
  Type.Object(
    {
      number: Type.String({
        description: "Readable number, usable in the path",
        examples: ["RZ-2026-P-0003"],
      }),
      ...Type.Required(PaperCreate).properties,
      state: oneOf(paperStates),
      stateReason: nullable(Type.String()),
      handedInAt: nullable(Instant),
      isLate: Type.Boolean({ description: "Handed in after its cut-off; kept and flagged" }),
      ...stored,
      transitions: transitions(),
    },
    {
      $id: "Paper",
      additionalProperties: false,
      description: "Paper for a meeting (Beschlussvorlage); it must be handed in some time before",
    },
  ),
);
export const PaperPage = pageOf(Paper, "PaperPage");
export const PaperTransition = transitionTo(paperStates, "PaperTransition", [{ to: "handed-in" }]);
export const paperSchemas = [PaperCreate, PaperPatch, PaperTransition, Paper, PaperPage];
