import type { DeadlineKind, DeadlineRule, PlanStep } from "@zuwendo/domain";

interface ExampleRule {
  readonly key: string;
  readonly programme?: string;
  readonly committee?: string;
  readonly kind: DeadlineKind;
  readonly rule: DeadlineRule;
  readonly isExtendable?: boolean;
}

/** What programmes and committees ask for beyond the defaults; the days are example values. */
export const exampleRules: readonly ExampleRule[] = [
  {
    key: "steering-invitation",
    committee: "steering",
    kind: "meeting-invitation",
    rule: { kind: "before-meeting", days: 14 },
  },
  {
    key: "council-paper",
    committee: "council",
    kind: "paper-cut-off",
    rule: { kind: "before-meeting", days: 21 },
  },
  {
    key: "partnership-drawdown",
    programme: "pfd",
    kind: "drawdown-request",
    rule: { kind: "yearly", monthDay: "11-15", yearOffset: 0, event: "project-end" },
  },
];

interface ExamplePlan {
  readonly key: string;
  readonly programme: string;
  readonly kind: DeadlineKind;
  readonly steps: readonly PlanStep[];
}

/** A plan that the office has drafted and not put in force: its forecast shows what that would send. */
export const examplePlans: readonly ExamplePlan[] = [
  {
    key: "partnership-proof",
    programme: "pfd",
    kind: "proof-of-use",
    steps: [
      { days: 28, audience: ["lead"] },
      {
        days: 10,
        unit: "working-days",
        audience: ["lead"],
        text: {
          de: "Bitte an die Teilnahmelisten denken.",
          en: "Please remember the lists of participants.",
        },
      },
      { days: 3, unit: "working-days", audience: ["lead", "office"] },
      { days: -7, audience: ["lead", "deputy", "office"] },
    ],
  },
];
