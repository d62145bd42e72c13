import { erasurePlaces, erasureRemains, type Text } from "@zuwendo/domain";
import Type from "typebox";
import { withNames } from "../../resources/names.ts";
import {
  BilingualText,
  Day,
  Id,
  Instant,
  Line,
  nullable,
  oneOf,
  Prose,
  pageOf,
  stored,
  worksOut,
} from "../../resources/schema.ts";

const personId = "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a11";
const erasedById = "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a12";
const pseudonym = "Person 7F3A2C";
const Count = Type.Integer({ minimum: 0 });
const text = (description: string) => Type.Unsafe<Text>({ ...BilingualText, description });

export const ErasureCreate = Type.Object(
  {
    reason: Type.Unsafe<string>({
      ...Prose,
      description: "Without the person's name and address: it stays in the protocol",
    }),
  },
  {
    $id: "ErasureCreate",
    additionalProperties: false,
    examples: [{ reason: "Request under Art. 17 GDPR of 12 October" }],
  },
);

export const Erasure = withNames(
  Type.Object(
    {
      id: stored.id,
      personId: Id,
      pseudonym: Line,
      reason: Prose,
      erasedById: Id,
      applicationIds: Type.Array(Id, { description: "Whose files must be able to name the person" }),
      isRestricted: worksOut(
        Type.Boolean({ description: "Whether name and address are still kept here (Art. 18 GDPR)" }),
      ),
      keptUntil: nullable({
        ...Day,
        description: "The last day of that; null where it is not known yet, and where nothing is kept",
      }),
      keptName: worksOut(
        Type.Optional(Type.String({ description: "While restricted; in single answers, to operators only" })),
      ),
      keptEmail: worksOut(Type.Optional(Type.String())),
      changed: Type.Unsafe<Readonly<Record<string, number>> | null>({
        type: ["object", "null"],
        additionalProperties: { type: "integer" },
        description: "How many rows were changed, by place",
      }),
      blankedAt: nullable({ ...Instant, description: "Since when nobody can name the person any more" }),
      version: stored.version,
      createdAt: Instant,
      updatedAt: Instant,
    },
    {
      $id: "Erasure",
      additionalProperties: false,
      description: "The protocol of an erasure (Löschprotokoll)",
      examples: [
        {
          ...{ id: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a1f", personId, pseudonym },
          ...{ reason: "Request under Art. 17 GDPR of 12 October", erasedById },
          applicationIds: ["019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10"],
          ...{ isRestricted: true, keptUntil: "2031-11-27" },
          changed: { people: 1, "audit-log": 12, "mails-to": 9, tokens: 1 },
          ...{ blankedAt: null, version: 1 },
          ...{ createdAt: "2026-11-23T08:15:30.123456Z", updatedAt: "2026-11-23T08:15:30.123456Z" },
        },
      ],
    },
  ),
);
export const ErasurePage = pageOf(Erasure, "ErasurePage");

export const ErasurePreview = Type.Object(
  {
    personId: Id,
    erasureId: nullable({ ...Id, description: "The protocol, once it is done" }),
    obstacles: Type.Array(
      Type.Object({ code: Type.String(), text: BilingualText }, { additionalProperties: false }),
      { description: "What has to be done first; an erasure is refused while there is any" },
    ),
    places: Type.Array(
      Type.Object(
        { place: oneOf(erasurePlaces), count: Count, text: text("What happens there") },
        { additionalProperties: false },
      ),
      { description: "How many rows are changed or, once it is done, have been" },
    ),
    remains: Type.Array(
      Type.Object(
        { what: oneOf(erasureRemains), count: Count, ground: text("Why it stays") },
        { additionalProperties: false },
      ),
      { description: "What stays as it is, under the pseudonym" },
    ),
    isRestricted: Type.Boolean(),
    keptUntil: nullable({ ...Day, description: "The last day on which the name must stay known" }),
    keptText: text("The same in words"),
    words: Type.Array(Type.String(), {
      description:
        "The names and addresses that are replaced in texts: nobody else has had them. None once it is done",
    }),
    textsNaming: Type.Array(
      Type.Object({ href: Type.String(), field: Type.String() }, { additionalProperties: false }),
      {
        description:
          "Texts that hold the name, the surname or the address, the first 100: nothing but people rewrites them",
      },
    ),
  },
  {
    $id: "ErasurePreview",
    additionalProperties: false,
    description: "What the erasure of a person changes, what stays, and what stands against it",
    examples: [
      {
        ...{ personId, erasureId: null },
        obstacles: [
          {
            code: "holds-something",
            text: {
              de: "Die Person hält noch: 1 laufender Antrag. Bitte übergeben Sie das zuerst.",
              en: "The person still holds: 1 application that has not come to its end. Please hand this over first.",
            },
          },
        ],
        places: [
          {
            ...{ place: "preferences", count: 1 },
            text: { de: "Gelöscht.", en: "Deleted." },
          },
        ],
        remains: [
          {
            ...{ what: "votes", count: 1 },
            ground: {
              de: "Art. 17 Abs. 3 Buchst. b und d DSGVO: Entscheidungen eines Gremiums gehören zu den Akten und ins Archiv.",
              en: "Art. 17 (3) (b) and (d) GDPR: decisions of a committee belong to the files and to the archive.",
            },
          },
        ],
        ...{ isRestricted: false, keptUntil: null },
        keptText: {
          de: "Name und Mailadresse müssen nicht mehr bekannt bleiben; sie werden nirgends aufbewahrt.",
          en: "Name and email address need not stay known; they are kept nowhere.",
        },
        words: ["frieda@kulturverein.example", "Frieda Musterfrau"],
        textsNaming: [{ href: "/v1/ideas/019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10", field: "summary" }],
      },
    ],
  },
);
