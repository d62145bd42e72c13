import {
  applicantKinds,
  ideaOrigins,
  ideaStates,
  measureKinds,
  type Status,
  targetGroups,
  topics,
} from "@zuwendo/domain";
import Type from "typebox";
import { withNames } from "../../resources/names.ts";
import {
  Amount,
  AreaKey,
  Day,
  Id,
  Instant,
  Line,
  nullable,
  oneOf,
  Prose,
  pageOf,
  patchOf,
  refTo,
  stored,
  transitions,
  transitionTo,
  worksOut,
} from "../../resources/schema.ts";

const properties = {
  title: Line,
  summary: Type.Optional(nullable(Prose)),
  origin: Type.Optional(oneOf(ideaOrigins)),
  capturedOn: Type.Optional(Day),
  themeId: Type.Optional(nullable(Id)),
  needId: Type.Optional(nullable(Id)),
  organisationId: Type.Optional(nullable(Id)),
  leadId: Type.Optional(nullable(Id)),
  applicantKind: Type.Optional(nullable(oneOf(applicantKinds))),
  topics: Type.Optional(Type.Array(oneOf(topics), { maxItems: 20, uniqueItems: true })),
  measureKinds: Type.Optional(Type.Array(oneOf(measureKinds), { maxItems: 20, uniqueItems: true })),
  targetGroups: Type.Optional(Type.Array(oneOf(targetGroups), { maxItems: 20, uniqueItems: true })),
  areaKey: Type.Optional(nullable(AreaKey)),
  amount: Type.Optional(nullable(Amount)),
  ownShare: Type.Optional(nullable(Amount)),
  startsOn: Type.Optional(nullable(Day)),
  endsOn: Type.Optional(nullable(Day)),
};

const example = {
  title: "Begegnungscafé am Markt",
  summary:
    "Ein offener Nachmittag in der Woche, an dem Alteingesessene und Zugezogene einander kennenlernen.",
  applicantKind: "association",
  topics: ["encounter", "participation"],
  measureKinds: ["encounter"],
  areaKey: "01053100",
  amount: { amountCents: 480000, currency: "EUR" },
  startsOn: "2027-02-01",
  endsOn: "2027-11-30",
};

export const IdeaCreate = Type.Object(properties, {
  $id: "IdeaCreate",
  additionalProperties: false,
  description: "Only the title is needed; everything else can follow. Please give no names of refugees.",
  examples: [example],
});
export const IdeaPatch = patchOf(IdeaCreate, "IdeaPatch", [
  { amount: { amountCents: 500000, currency: "EUR" } },
]);
export const Idea = withNames(
  Type.Object(
    {
      number: Type.String({ description: "Readable number, usable in the path", examples: ["RZ-2026-0042"] }),
      ...Type.Required(IdeaCreate).properties,
      state: oneOf(ideaStates),
      stateReason: nullable(Type.String()),
      stateSince: Instant,
      status: worksOut(refTo<Status>("Status")),
      hasApplication: Type.Boolean({ description: "Whether an application was made of it" }),
      ...stored,
      transitions: transitions(),
    },
    {
      $id: "Idea",
      additionalProperties: false,
      description: "Project idea (Projektidee); exists before any programme and becomes 0..n applications",
    },
  ),
);
export const IdeaPage = pageOf(Idea, "IdeaPage");
export const IdeaTransition = transitionTo(ideaStates, "IdeaTransition", [{ to: "in-advice" }]);
export const ideaSchemas = [IdeaCreate, IdeaPatch, IdeaTransition, Idea, IdeaPage];
