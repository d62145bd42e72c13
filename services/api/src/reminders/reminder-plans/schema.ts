import { deadlineKinds, planStates, reminderAudiences, stepUnits } from "@zuwendo/domain";
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
  pageOf,
  stored,
  transitions,
} from "../../resources/schema.ts";

const note = Type.Object({ de: Line, en: Line }, { additionalProperties: false });

const PlanStep = Type.Object(
  {
    days: Type.Integer({
      minimum: -400,
      maximum: 400,
      description: "Before the day the deadline counts to; negative after it",
    }),
    unit: Type.Optional(oneOf(stepUnits, "days unless given")),
    audience: Type.Array(oneOf(reminderAudiences), { minItems: 1, maxItems: 5, uniqueItems: true }),
    isUrgent: Type.Optional(
      Type.Boolean({
        description:
          "Single instead of in the day's digest, within the office's hours; from three days before on",
      }),
    ),
    text: Type.Optional(
      Type.Unsafe<{ de: string; en: string } | null>({
        ...note,
        type: ["object", "null"],
        description: "A sentence that the mail adds",
      }),
    ),
  },
  { additionalProperties: false },
);

const expectedMails = Type.Optional(
  Type.Integer({
    minimum: 0,
    maximum: 1_000_000,
    description:
      "The number of mails of the next 30 days that was shown; a plan that would send more is not put in force",
  }),
);

const steps = Type.Array(PlanStep, { maxItems: 20 });
const exampleSteps = [
  { days: 14, audience: ["lead"] },
  { days: 3, unit: "working-days", audience: ["lead", "office"], isUrgent: true },
  { days: -7, audience: ["lead", "deputy", "lead-office"] },
];

export const ReminderPlanCreate = Type.Object(
  {
    programmeId: Type.Optional(nullable(Id)),
    kind: oneOf(deadlineKinds),
    steps,
    state: Type.Optional(oneOf(["draft", "active"], "draft unless given")),
    expectedMails,
  },
  {
    $id: "ReminderPlanCreate",
    additionalProperties: false,
    description:
      "Without a programme for every programme that has no plan of its own; without steps nobody is reminded",
    examples: [
      { programmeId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10", kind: "proof-of-use", steps: exampleSteps },
    ],
  },
);
export const ReminderPlanPatch = Type.Object(
  { steps, expectedMails },
  {
    $id: "ReminderPlanPatch",
    additionalProperties: false,
    examples: [{ steps: exampleSteps, expectedMails: 12 }],
  },
);
export const ReminderPlanTransition = Type.Object(
  { to: oneOf(planStates), reason: Type.Optional(Line), expectedMails },
  {
    $id: "ReminderPlanTransition",
    additionalProperties: false,
    description: "The step to take; putting in force needs the number of mails that was shown",
    examples: [{ to: "active", expectedMails: 12 }],
  },
);
export const ReminderPlan = withNames(
  Type.Object(
    {
      programmeId: nullable(Id),
      kind: oneOf(deadlineKinds),
      steps,
      state: oneOf(planStates),
      inForceSince: Type.Unsafe<string>({
        ...Instant,
        description: "Steps that lie before are never sent for it",
      }),
      ...stored,
      transitions: transitions(),
    },
    {
      $id: "ReminderPlan",
      additionalProperties: false,
      description: "Who is reminded when of deadlines of one kind, in one programme or in all",
    },
  ),
);
export const ReminderPlanPage = pageOf(ReminderPlan, "ReminderPlanPage");

export const PlanForecast = Type.Object(
  {
    planId: Id,
    replacesId: { ...nullable(Id), description: "The plan that is in force now and would retire" },
    mails: Type.Integer({ description: "Mails of the next 30 days; pass it on as `expectedMails`" }),
    people: Type.Integer(),
    reminders: Type.Integer(),
    skipped: Type.Integer({
      description: "Steps of open deadlines that are past already and will not be sent",
    }),
    byDay: Type.Array(Type.Object({ on: Day, mails: Type.Integer() }, { additionalProperties: false })),
  },
  {
    $id: "PlanForecast",
    additionalProperties: false,
    description: "What putting a plan in force would do",
    examples: [
      {
        planId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10",
        replacesId: null,
        mails: 12,
        people: 7,
        reminders: 15,
        skipped: 4,
        byDay: [{ on: "2026-11-30", mails: 12 }],
      },
    ],
  },
);

export const LadderInForce = Type.Object(
  {
    kind: oneOf(deadlineKinds),
    label: BilingualText,
    isStatutory: Type.Boolean(),
    origin: oneOf(["programme", "office", "built-in"]),
    steps: Type.Array(
      Type.Object(
        { key: Type.String(), rule: BilingualText, ...PlanStep.properties },
        { additionalProperties: false },
      ),
    ),
  },
  {
    $id: "LadderInForce",
    additionalProperties: false,
    description: "The steps that deadlines of a kind follow, and where they come from",
    examples: [
      {
        kind: "completion",
        label: { de: "Nachreichen von Unterlagen", en: "Missing documents" },
        isStatutory: true,
        origin: "built-in",
        steps: [
          {
            key: "d-7",
            rule: { de: "7 Tage vorher", en: "7 days before" },
            days: 7,
            unit: "days",
            audience: ["lead"],
            isUrgent: false,
            text: null,
          },
        ],
      },
    ],
  },
);
export const LaddersInForce = Type.Object(
  { items: Type.Array(Type.Ref("LadderInForce")) },
  { $id: "LaddersInForce", additionalProperties: false },
);
export const LadderQuery = Type.Object({ programmeId: Type.Optional(Id) }, { additionalProperties: false });
