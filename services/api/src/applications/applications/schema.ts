import {
  applicationStates,
  costKinds,
  type DeadlineKind,
  deadlineKinds,
  financingKinds,
  type CostLine as PlanCostLine,
  type FinancingLine as PlanFinancingLine,
  type Status,
} from "@zuwendo/domain";
import Type from "typebox";
import { withNames } from "../../resources/names.ts";
import {
  Amount,
  Day,
  Id,
  Instant,
  Line,
  looksUp,
  nullable,
  oneOf,
  Prose,
  pageOf,
  patchOf,
  refTo,
  stored,
  Total,
  transitions,
  transitionTo,
  worksOut,
} from "../../resources/schema.ts";
import type { ShownCost, ShownFinancing } from "./plan-lines.ts";
import {
  selectGranted,
  selectNextDeadline,
  selectNextDeadlineOn,
  selectPaid,
  selectProved,
} from "./standing-queries.ts";

const CostLine = Type.Object(
  {
    kind: oneOf(costKinds),
    label: Line,
    amount: Amount,
    unit: Type.Optional(
      Type.Object(
        { quantity: Type.Number({ minimum: 0, maximum: 1_000_000 }), rate: Amount },
        { additionalProperties: false },
      ),
    ),
  },
  {
    $id: "CostLine",
    additionalProperties: false,
    description: "A line of expenditure (Ausgabe)",
  },
);
const FinancingLine = Type.Object(
  { kind: oneOf(financingKinds), label: Line, amount: Amount },
  {
    $id: "FinancingLine",
    additionalProperties: false,
    description: "A line of cover (Deckungsmittel)",
  },
);

const exampleSum = { amountCents: 480000, currency: "EUR" };
const editable = {
  title: Type.Optional(Line),
  organisationId: Type.Optional(Id),
  partnerOrganisationIds: Type.Optional(Type.Array(Id, { maxItems: 20, uniqueItems: true })),
  leadId: Type.Optional(Id),
  costs: Type.Optional(Type.Array(refTo<ShownCost>("CostLine"), { maxItems: 200 })),
  financing: Type.Optional(Type.Array(refTo<ShownFinancing>("FinancingLine"), { maxItems: 200 })),
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
        costs: [{ kind: "venue", label: "Gemeindehaus", amount: exampleSum }],
        financing: [{ kind: "grant", label: "Aktionsfonds", amount: exampleSum }],
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
    reason: Type.Unsafe<string>({
      ...Prose,
      description:
        "Why, for the history; the office needs one for another lead or organisation after submission",
    }),
  }),
  "ApplicationPatch",
  [{ endsOn: "2027-11-30" }],
);
const sumExample = Type.Unsafe<typeof exampleSum>({ ...Total, examples: [exampleSum] });
const NextDeadline = Type.Unsafe<{ id: string; kind: DeadlineKind; title: string; on: string } | null>({
  ...Type.Object(
    { id: Id, kind: oneOf(deadlineKinds), title: Type.String(), on: Day },
    { additionalProperties: false, description: "The earliest one that is still open" },
  ),
  type: ["object", "null"],
});
export const Application = withNames(
  Type.Object(
    {
      number: Type.String({
        description: "Readable number, usable in the path",
        examples: ["RZ-2026-A-0007"],
      }),
      ideaId: Id,
      callId: Id,
      programmeId: Id,
      fundId: nullable(Id),
      ...Type.Required(Type.Object(editable)).properties,
      // In the database as the rules have them; `showPlan` shows them as they are handed in.
      costs: Type.Array(refTo<PlanCostLine>("CostLine"), { maxItems: 200 }),
      financing: Type.Array(refTo<PlanFinancingLine>("FinancingLine"), { maxItems: 200 }),
      totalCost: sumExample,
      requested: sumExample,
      granted: looksUp(nullable(sumExample), selectGranted),
      paid: looksUp({ ...sumExample }, selectPaid),
      proved: looksUp({ ...sumExample }, selectProved),
      state: oneOf(applicationStates),
      stateReason: nullable(Type.String()),
      stateSince: Instant,
      status: worksOut(refTo<Status>("Status")),
      nextDeadlineOn: looksUp(nullable(Day), selectNextDeadlineOn),
      nextDeadline: looksUp(NextDeadline, selectNextDeadline),
      receivedAt: nullable(Instant),
      isLate: Type.Boolean({
        description: "Received after the cut-off; kept, and inadmissible where the cut-off is substantive",
      }),
      snapshotSha256: nullable(
        Type.String({ description: "Checksum of the application as it was handed in" }),
      ),
      ...stored,
      transitions: transitions(),
    },
    {
      $id: "Application",
      additionalProperties: false,
      description: "Application (Antrag) with its finance plan",
    },
  ),
);
export const ApplicationPage = Type.Object(
  {
    ...pageOf(Application, "").properties,
    totals: Type.Optional(
      Type.Object(
        { count: Type.Integer(), requested: Total, granted: Total, paid: Total, proved: Total },
        { additionalProperties: false, description: "Of the whole list as filtered; on its first page" },
      ),
    ),
  },
  { $id: "ApplicationPage", additionalProperties: false },
);
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
