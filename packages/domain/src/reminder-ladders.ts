import type { DeadlineKind } from "./deadlines.ts";

/** Who a reminder goes to, by function in the matter: whoever owes it, the coordination office (KuF), the lead office. */
export const reminderAudiences = ["lead", "coordinator", "lead-office"] as const;
export type ReminderAudience = (typeof reminderAudiences)[number];

export interface ReminderStep {
  /** Permanent within a ladder, part of the idempotency key of a mail: `d-14` before, `d+1` after the nominal day. */
  readonly key: string;
  /** Days before the nominal day; negative after it. */
  readonly days: number;
  readonly audience: readonly ReminderAudience[];
  /** Three days or fewer are left, or none. */
  readonly urgent: boolean;
}

/** A step `days` before the nominal day, after it if negative; the lead is always told. */
export function reminderStep(days: number, ...others: Exclude<ReminderAudience, "lead">[]): ReminderStep {
  return {
    key: days < 0 ? `d+${-days}` : `d-${days}`,
    days,
    audience: ["lead", ...others],
    urgent: days <= 3,
  };
}

/** Overdue: a nudge, the first reminder, the second with a period of grace and hearing, the check for revocation. */
const proofLadder = [
  reminderStep(42),
  reminderStep(14),
  reminderStep(7),
  reminderStep(1),
  reminderStep(-1, "coordinator"),
  reminderStep(-14, "coordinator", "lead-office"),
  reminderStep(-28, "coordinator", "lead-office"),
  reminderStep(-42, "coordinator", "lead-office"),
];

/**
 * The default ladder of each kind, first step first; a programme may set its own.
 * The lead of a council paper is its author, of an upstream proof and a retention end the clerk in charge.
 * `objection` and `repayment` are not in that table: theirs follow the spending window.
 */
export const reminderLadders: Readonly<Record<DeadlineKind, readonly ReminderStep[]>> = {
  "application-cut-off": [
    reminderStep(42),
    reminderStep(14, "coordinator"),
    reminderStep(7),
    reminderStep(3, "coordinator"),
    reminderStep(1),
  ],
  completion: [reminderStep(7), reminderStep(2)],
  "drawdown-request": [28, 21, 7].map((days) => reminderStep(days, "coordinator")),
  "spending-window": [reminderStep(14), reminderStep(7, "lead-office"), reminderStep(1)],
  "granting-period-end": [reminderStep(42), reminderStep(14), reminderStep(3)],
  "interim-proof": proofLadder,
  "proof-of-use": proofLadder,
  objection: [reminderStep(14), reminderStep(7), reminderStep(1)],
  "paper-cut-off": [28, 14, 7].map((days) => reminderStep(days, "lead-office")),
  "upstream-proof": [90, 42, 14, 7, 1].map((days) => reminderStep(days, "lead-office")),
  "retention-end": [reminderStep(30, "lead-office")],
  repayment: [reminderStep(14), reminderStep(7), reminderStep(1), reminderStep(-1, "coordinator")],
};
