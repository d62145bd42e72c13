import {
  applicantKinds,
  financingTypes,
  funderLevels,
  matchCriteria,
  measureKinds,
  procedureActs,
  targetGroups,
  topics,
} from "@zuwendo/domain";
import Type from "typebox";
import {
  Amount,
  AreaKey,
  BilingualText,
  Day,
  Line,
  nullable,
  oneOf,
  pageOf,
  patchOf,
  stored,
} from "../../resources/schema.ts";

const basisPoints = Type.Integer({
  minimum: 0,
  maximum: 10_000,
  description: "Basis points; 10,000 is 100 %",
});
const some = <const Values extends readonly string[]>(values: Values) =>
  Type.Array(oneOf(values), { maxItems: 40, uniqueItems: true });
const anyOrSome = (items: object, description: string) =>
  Type.Unsafe<string[] | null>({
    type: ["array", "null"],
    items,
    maxItems: 200,
    uniqueItems: true,
    description,
  });

const properties = {
  name: Line,
  funder: Line,
  level: oneOf(funderLevels),
  procedureAct: Type.Optional(
    nullable(
      oneOf(
        procedureActs,
        "The act of administrative procedure that the funder works by; null: none, under private law. Without it as usual for the level",
      ),
    ),
  ),
  applicantKinds: Type.Optional(anyOrSome(oneOf(applicantKinds), "Who may apply; null: anybody")),
  excludedApplicantKinds: Type.Optional(some(applicantKinds)),
  areaKeys: Type.Optional(anyOrSome(AreaKey, "Where; null: anywhere")),
  topics: Type.Optional(some(topics)),
  excludedTopics: Type.Optional(some(topics)),
  excludedMeasureKinds: Type.Optional(some(measureKinds)),
  targetGroups: Type.Optional(some(targetGroups)),
  minGrant: Type.Optional(nullable(Amount)),
  maxGrant: Type.Optional(nullable(Amount)),
  maxTotalCost: Type.Optional(nullable(Amount)),
  fundingRateBp: Type.Optional(nullable(basisPoints)),
  ownShareMinBp: Type.Optional(basisPoints),
  isCharitableRequired: Type.Optional(Type.Boolean()),
  isOpinionRequired: Type.Optional(Type.Boolean({ description: "The municipality gives a written opinion" })),
  maxDurationMonths: Type.Optional(nullable(Type.Integer({ minimum: 1, maximum: 240 }))),
  latestEndMonthDay: Type.Optional(
    nullable(
      Type.String({
        pattern: "^(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$",
        description: "MM-DD of the project's year",
      }),
    ),
  ),
  financingType: Type.Optional(oneOf(financingTypes)),
  spendingWindowWeeks: Type.Optional(Type.Integer({ minimum: 1, maximum: 104 })),
  proofWeeks: Type.Optional(Type.Integer({ minimum: 1, maximum: 104 })),
  ruleQuotes: Type.Optional(
    Type.Object(Object.fromEntries(matchCriteria.map((name) => [name, Type.Optional(BilingualText)])), {
      additionalProperties: false,
      description: "The guideline's own words per criterion, quoted beside a verdict",
      examples: [
        {
          amount: { de: "Höchstens 5.000 Euro je Einzelmaßnahme.", en: "At most 5,000 euros per project." },
        },
      ],
    }),
  ),
  isIllustrative: Type.Optional(Type.Boolean({ description: "Values are examples, not the funder's" })),
  verifiedOn: Type.Optional(nullable(Day)),
  sourceUrl: Type.Optional(nullable(Type.String({ format: "uri", maxLength: 500 }))),
};

export const ProgrammeCreate = Type.Object(properties, {
  $id: "ProgrammeCreate",
  additionalProperties: false,
  examples: [
    {
      name: "Partnerschaft für Demokratie",
      funder: "Bund",
      level: "federal",
      topics: ["democracy", "encounter", "participation"],
      excludedMeasureKinds: ["education-course", "regular-teaching"],
      maxGrant: { amountCents: 500000, currency: "EUR" },
      fundingRateBp: 10000,
      ownShareMinBp: 0,
      financingType: "deficit",
      spendingWindowWeeks: 6,
      proofWeeks: 6,
    },
  ],
});
export const ProgrammePatch = patchOf(ProgrammeCreate, "ProgrammePatch", [{ ownShareMinBp: 1000 }]);
export const Programme = Type.Object(
  { ...Type.Required(ProgrammeCreate).properties, ...stored },
  {
    $id: "Programme",
    additionalProperties: false,
    description: "Funding programme (Förderprogramm); every figure is data",
  },
);
export const ProgrammePage = pageOf(Programme, "ProgrammePage");
