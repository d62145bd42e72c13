import {
  applicationStates,
  costKinds,
  financingKinds,
  type CostLine as PlanCostLine,
  type FinancingLine as PlanFinancingLine,
} from "@zuwendo/domain";
import Type from "typebox";
import {
  Day,
  Id,
  Instant,
  Line,
  Money,
  nullable,
  oneOf,
  pageOf,
  patchOf,
  refTo,
  stored,
  transitions,
  transitionTo,
} from "../../resources/schema.ts";

const cents = Type.Integer({ minimum: 0, maximum: 9_000_000_000_000 });

const CostLine = Type.Object(
  {
    kind: oneOf(costKinds),
    label: Line,
    amountCents: cents,
    unit: Type.Optional(
      Type.Object(
        { quantity: Type.Number({ minimum: 0, maximum: 1_000_000 }), rateCents: cents },
        { additionalProperties: false },
      ),
    ),
  },
  {
    $id: "CostLine",
    additionalProperties: false,
    description: "A line of expenditure (Ausgabe), in cents of EUR",
  },
);
const FinancingLine = Type.Object(
  { kind: oneOf(financingKinds), label: Line, amountCents: cents },
  {
    $id: "FinancingLine",
    additionalProperties: false,
    description: "A line of cover (Deckungsmittel), in cents of EUR",
  },
);

const exampleSum = { amountCents: 480000, currency: "EUR" };
const editable = {
  title: Type.Optional(Line),
  organisationId: Type.Optional(Id),
  partnerOrganisationIds: Type.Optional(Type.Array(Id, { maxItems: 20, uniqueItems: true })),
  leadId: Type.Optional(Id),
  costs: Type.Optional(Type.Array(refTo<PlanCostLine>("CostLine"), { maxItems: 200 })),
  financing: Type.Optional(Type.Array(refTo<PlanFinancingLine>("FinancingLine"), { maxItems: 200 })),
  startsOn: Type.Optional(Day),
  endsOn: Type.Optional(Day),
  meetingId: Type.Optional(nullable(Id)),
};

export const ApplicationCreate = Type.Object(
  { ideaId: Id, callId: Id, ...editable },
  {
    $id: "ApplicationCreate",
    additionalProperties: false,
    description: "Whatever is left out comes from the idea",
    examples: [
      {
        ideaId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10",
        callId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a11",
        title: "Begegnungscafé am Markt",
        startsOn: "2027-02-01",
        endsOn: "2027-11-30",
        costs: [{ kind: "venue", label: "Gemeindehaus", amountCents: 480000 }],
        financing: [{ kind: "grant", label: "Aktionsfonds", amountCents: 480000 }],
      },
    ],
  },
);
export const ApplicationPatch = patchOf(
  Type.Object({
    ...editable,
    callId: Type.Unsafe<string>({
      ...Id,
      description:
        "Of another round, by the office: programme, fund, meeting and cut-off follow, the receipt stamp stays",
    }),
  }),
  "ApplicationPatch",
  [{ endsOn: "2027-11-30" }],
);
export const Application = Type.Object(
  {
    number: Type.String({ description: "Readable number, usable in the path", examples: ["RZ-2026-A-0007"] }),
    ideaId: Id,
    callId: Id,
    programmeId: Id,
    fundId: nullable(Id),
    ...Type.Required(Type.Object(editable)).properties,
    totalCost: Type.Unsafe<typeof exampleSum>({ ...Money, examples: [exampleSum] }),
    requested: Type.Unsafe<typeof exampleSum>({ ...Money, examples: [exampleSum] }),
    state: oneOf(applicationStates),
    stateReason: nullable(Type.String()),
    receivedAt: nullable(Instant),
    isLate: Type.Boolean({
      description: "Received after the cut-off; kept, and inadmissible where the cut-off is substantive",
    }),
    snapshotSha256: nullable(Type.String({ description: "Checksum of the application as it was handed in" })),
    ...stored,
    transitions: transitions(),
  },
  {
    $id: "Application",
    additionalProperties: false,
    description: "Application (Antrag) with its finance plan",
  },
);
export const ApplicationPage = pageOf(Application, "ApplicationPage");
export const ApplicationTransition = Type.Object(
  {
    ...transitionTo(applicationStates, "", []).properties,
    receivedOn: Type.Optional(
      Type.Unsafe<string>({
        ...Day,
        description: "Of an application on paper that the office enters: the day of its physical stamp",
      }),
    ),
  },
  {
    $id: "ApplicationTransition",
    additionalProperties: false,
    description: "The step to take, and why where a reason is required",
    examples: [{ to: "submitted" }],
  },
);
export const applicationSchemas = [
  CostLine,
  FinancingLine,
  ApplicationCreate,
  ApplicationPatch,
  ApplicationTransition,
  Application,
  ApplicationPage,
];
