import { extensionStates } from "@zuwendo/domain";
import Type from "typebox";
import { withNames } from "../../resources/names.ts";
import {
  Day,
  Id,
  Instant,
  nullable,
  oneOf,
  Prose,
  pageOf,
  stored,
  transitions,
} from "../../resources/schema.ts";

export const ExtensionCreate = Type.Object(
  {
    deadlineId: Id,
    newOn: Day,
    reason: Prose,
    askedById: Type.Optional(Id),
    askedOn: Type.Optional(Day),
  },
  {
    $id: "ExtensionCreate",
    additionalProperties: false,
    description:
      "A project lead asks, the office grants at once; also after the end (§ 31 (7) VwVfG). Without `askedById` by the caller, without `askedOn` today",
    examples: [
      {
        deadlineId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10",
        newOn: "2027-02-15",
        reason: "Die Belege der Honorarkraft fehlen noch.",
      },
    ],
  },
);
export const Extension = withNames(
  Type.Object(
    {
      deadlineId: Id,
      state: oneOf(extensionStates),
      askedById: Id,
      askedOn: Day,
      reason: Type.String(),
      oldOn: Type.Unsafe<string>({
        ...Day,
        description: "The end when it was asked for or, once granted, when it was",
      }),
      newOn: Type.Unsafe<string>({ ...Day, description: "Asked for or, once granted, granted" }),
      decidedById: nullable(Id),
      decidedAt: nullable(Instant),
      decisionReason: nullable(Type.String()),
      ...stored,
      transitions: transitions(),
    },
    {
      $id: "Extension",
      additionalProperties: false,
      description:
        "Extension of a deadline (Fristverlängerung): who asked, who decided, why, old and new day",
    },
  ),
);
export const ExtensionPage = pageOf(Extension, "ExtensionPage");
export const ExtensionTransition = Type.Object(
  {
    to: oneOf(["granted", "refused"]),
    reason: Type.Optional(Prose),
    newOn: Type.Optional(
      Type.Unsafe<string>({ ...Day, description: "Where another day is granted than asked for" }),
    ),
  },
  {
    $id: "ExtensionTransition",
    additionalProperties: false,
    description: "The decision; a refusal needs a reason",
    examples: [{ to: "granted", newOn: "2027-02-01" }],
  },
);
