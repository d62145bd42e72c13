import { deadlineKinds, deadlineProfiles } from "@zuwendo/domain";
import Type from "typebox";
import { Day, Id, nullable, oneOf, patchOf } from "../../resources/schema.ts";

const statutory = deadlineKinds.filter((kind) => deadlineProfiles[kind].isStatutory).join(", ");

const properties = {
  mutedKinds: Type.Array(oneOf(deadlineKinds), {
    maxItems: deadlineKinds.length,
    uniqueItems: true,
    description: `Kinds of deadlines not to be reminded of; never the statutory ones: ${statutory}`,
  }),
  mailAt: nullable(
    Type.String({
      pattern: "^([01]\\d|2[0-3]):[0-5]\\d$",
      description: "Local time of day of the digest; null: as soon as the office sends",
    }),
  ),
  deputyId: nullable(
    Type.Unsafe<string>({ ...Id, description: "Who is reminded instead during an absence" }),
  ),
  absentFrom: nullable(Day),
  absentUntil: nullable(
    Type.Unsafe<string>({ ...Day, description: "The last day; null: until further notice" }),
  ),
};

export const PreferencesPatch = patchOf(Type.Object(properties), "PreferencesPatch", [
  { mutedKinds: ["follow-up"], mailAt: "07:30" },
]);
export const Preferences = Type.Object(
  {
    id: Type.Unsafe<string>({ ...Id, description: "Of the person: everybody has exactly one" }),
    ...properties,
    version: Type.Integer({ minimum: 0, description: "0: nothing chosen yet, the defaults hold" }),
  },
  {
    $id: "Preferences",
    additionalProperties: false,
    description: "What a person wants of mails, and who stands in while they are away",
    examples: [
      {
        id: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a11",
        mutedKinds: ["follow-up"],
        mailAt: "07:30",
        deputyId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a12",
        absentFrom: "2026-12-21",
        absentUntil: "2027-01-03",
        version: 3,
      },
    ],
  },
);
