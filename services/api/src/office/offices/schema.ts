import { procedureActs } from "@zuwendo/domain";
import Type from "typebox";
import {
  Email,
  Id,
  Instant,
  LanguageCode,
  Line,
  nullable,
  oneOf,
  patchOf,
  stored,
} from "../../resources/schema.ts";

const TimeOfDay = Type.String({
  pattern: "^([01]\\d|2[0-3]):[0-5]\\d$",
  description: "Local time of day, HH:MM",
});

const settings = {
  name: Line,
  language: LanguageCode,
  email: nullable(Email),
  sendFrom: TimeOfDay,
  sendUntil: TimeOfDay,
  sendWeekdays: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), {
    minItems: 1,
    maxItems: 7,
    uniqueItems: true,
    description: "Days of the week that mails go out on, 1 (Monday) to 7",
  }),
};

const example = {
  name: "Koordinierungsstelle Seenstadt",
  language: "de",
  email: "koordination@seenstadt.example",
  sendFrom: "07:00",
  sendUntil: "09:00",
  sendWeekdays: [1, 2, 3, 4, 5],
} as const;

export const Office = Type.Object(
  {
    id: Id,
    ...settings,
    short: Type.String({ description: "Prefix of the readable numbers" }),
    zone: Type.String({ description: "IANA time zone" }),
    land: Type.String({ description: "The Land whose public holidays count" }),
    procedureAct: oneOf(procedureActs, "The act of administrative procedure that its notices rest on"),
    version: stored.version,
    createdAt: Instant,
    updatedAt: Instant,
  },
  {
    $id: "Office",
    additionalProperties: false,
    description: "The office itself, and when its mails go out",
    examples: [
      {
        id: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a01",
        ...example,
        short: "RZ",
        zone: "Europe/Berlin",
        land: "SH",
        procedureAct: "LVwG SH",
        version: 1,
        createdAt: "2026-11-23T08:15:30.123456Z",
        updatedAt: "2026-11-23T08:15:30.123456Z",
      },
    ],
  },
);
export const OfficePatch = patchOf(Type.Object(settings), "OfficePatch", [
  { sendFrom: "08:00", sendUntil: "10:00" },
]);
