import type { DeadlineKind } from "../deadlines/kinds.ts";
import { DomainError } from "../errors.ts";
import type { Labels, Text } from "../text.ts";
import { dayCount } from "../time/day-words.ts";
import { byLanguage, countText, type Noun, say } from "../wording.ts";

/**
 * Who a reminder goes to, by function in the matter: whoever leads it (Projektleitung), owns what it came from (the
 * idea's or paper's author), stands in for the lead, the coordination office (KuF), the lead office (federführendes Amt).
 */
export const reminderAudiences = ["lead", "owner", "deputy", "office", "lead-office"] as const;
export type ReminderAudience = (typeof reminderAudiences)[number];

export const audienceLabels: Labels<ReminderAudience> = {
  lead: { de: "Projektleitung", en: "project lead" },
  owner: { de: "Ideengeber*in", en: "author of the idea" },
  deputy: { de: "Vertretung", en: "deputy" },
  office: { de: "Koordinierungsstelle", en: "coordination office" },
  "lead-office": { de: "federführendes Amt", en: "lead office" },
};

const leadLabels: Partial<Record<DeadlineKind, Text>> = {
  "paper-cut-off": { de: "Verfasser*in", en: "author of the paper" },
  "follow-up": { de: "zuständige Person", en: "person responsible" },
};

/** What the reader is called for a kind of deadline: not every one is a project's. */
export function audienceLabel(audience: ReminderAudience, kind: DeadlineKind): Text {
  return (audience === "lead" && leadLabels[kind]) || audienceLabels[audience];
}

/** How the distance of a step is counted: in calendar days, or in the office's working days. */
export const stepUnits = ["days", "working-days"] as const;
export type StepUnit = (typeof stepUnits)[number];

/** A step as a plan writes it down. */
export interface PlanStep {
  /** Before the nominal day; negative after it. */
  readonly days: number;
  readonly unit?: StepUnit | undefined;
  readonly audience: readonly ReminderAudience[];
  /** Urgent ones go single and at once; others into the day's digest. Left out: three days or fewer, or overdue. */
  readonly isUrgent?: boolean | undefined;
  /** A sentence that the mail adds to this step. */
  readonly text?: Text | null | undefined;
}

export interface ReminderStep {
  /** Permanent within a ladder, part of the idempotency key of a mail: `d-14` before, `d+1` after, `w-3` in working days. */
  readonly key: string;
  readonly days: number;
  readonly unit: StepUnit;
  readonly audience: readonly ReminderAudience[];
  readonly urgent: boolean;
  readonly text: Text | null;
}

const mostSteps = 20;
const farthestDays = 400;

const tooMuch: Text = {
  de: "Bitte überzählige oder zu weit entfernte Schritte entfernen.",
  en: "Please remove steps that are too many or too far away.",
};
const twice: Text = {
  de: "Doppelt ist: {step}. Bitte die beiden Schritte zusammenlegen.",
  en: "Given twice: {step}. Please make one step of the two.",
};

/**
 * The steps of a plan with their keys, farthest ahead first. Throws `reminder-steps-invalid` for more than 20 steps,
 * two with one key, or one that lies more than 400 days away.
 */
export function ladderOf(steps: readonly PlanStep[]): ReminderStep[] {
  const ladder = steps.map(stepOf).sort((a, b) => b.days - a.days);
  const isFar = ladder.some(({ days }) => Math.abs(days) > farthestDays);
  const repeated = ladder.find(({ key }, index) => ladder.findIndex((step) => step.key === key) < index);
  if (ladder.length > mostSteps || isFar || repeated !== undefined) {
    const fault = repeated === undefined ? tooMuch : say(twice, { step: stepText(repeated.key) });
    const params = { most: mostSteps, farthest: farthestDays, ...byLanguage({ fault }) };
    throw new DomainError("reminder-steps-invalid", params, "/steps");
  }
  return ladder;
}

function stepOf({ days, unit = "days", audience, isUrgent, text = null }: PlanStep): ReminderStep {
  const letter = unit === "days" ? "d" : "w";
  return {
    key: days < 0 ? `${letter}+${-days}` : `${letter}-${days}`,
    days,
    unit,
    audience,
    urgent: isUrgent ?? days <= 3,
    text,
  };
}

/** A step `days` before the nominal day, after it if negative; the lead is always told. */
export function reminderStep(days: number, ...others: Exclude<ReminderAudience, "lead">[]): ReminderStep {
  return stepOf({ days, audience: ["lead", ...others] });
}

const stepWords: Readonly<Record<StepUnit, Noun>> = {
  days: dayCount,
  "working-days": {
    one: { de: "1 Arbeitstag", en: "1 working day" },
    other: { de: "{count} Arbeitstage", en: "{count} working days" },
  },
};

/** A step's key in words: `d-14` is "14 Tage vorher", `again` a reminder that was put off, `soft-d-7` counts to the soft day. */
export function stepText(key: string): Text {
  if (key.startsWith("again")) return { de: "auf Wunsch verschoben", en: "put off on request" };
  const [, soft, letter, sign, size = ""] = /^(soft-)?([dw])([-+])(\d+)$/.exec(key) ?? [];
  const count = Number(size);
  const distance = countText(count, stepWords[letter === "w" ? "working-days" : "days"]);
  if (sign === "+")
    return say({ de: "{distance} nach Ablauf", en: "{distance} after the end" }, { distance });
  if (count === 0) {
    return soft === undefined
      ? { de: "am Tag selbst", en: "on the day itself" }
      : { de: "am Soll-Termin", en: "on the recommended day" };
  }
  return soft === undefined
    ? say({ de: "{distance} vorher", en: "{distance} before" }, { distance })
    : say(
        { de: "{distance} vor dem Soll-Termin", en: "{distance} before the recommended day" },
        { distance },
      );
}

/** Overdue: a nudge, two reminders, the check for revocation. None of these mails is itself a notice: the office writes that. */
const proofLadder = ladderOf([
  { days: 42, audience: ["lead"] },
  { days: 14, audience: ["lead"] },
  { days: 7, audience: ["lead"] },
  { days: 1, audience: ["lead"] },
  { days: -1, audience: ["lead", "office"] },
  {
    days: -14,
    audience: ["lead", "office", "lead-office"],
    text: {
      de: "Erinnerung nach Fristablauf: Der Nachweis ist noch nicht eingegangen.",
      en: "Reminder after the deadline: the proof has not come in yet.",
    },
  },
  {
    days: -28,
    audience: ["lead", "deputy", "office", "lead-office"],
    text: {
      de: "Zweite Erinnerung nach Fristablauf: Nachfrist und Anhörung können folgen.",
      en: "Second reminder after the deadline: a period of grace and a hearing may follow.",
    },
  },
  {
    days: -42,
    audience: ["lead", "deputy", "office", "lead-office"],
    text: {
      de: "Das federführende Amt prüft jetzt, ob es die Bewilligung widerruft.",
      en: "The lead office now checks whether to revoke the grant.",
    },
  },
]);

/**
 * The default ladder of each kind, first step first; an office or a programme may set its own.
 * The lead of a council paper is its author, of an upstream proof and a retention end the clerk in charge.
 * Kinds that municipal practice has no ladder for follow the nearest one that it has.
 */
export const reminderLadders: Readonly<Record<DeadlineKind, readonly ReminderStep[]>> = {
  "application-cut-off": [
    reminderStep(42),
    reminderStep(14, "office"),
    reminderStep(7),
    reminderStep(3, "office"),
    reminderStep(1),
  ],
  completion: [reminderStep(7), reminderStep(2)],
  "formal-check": ladderOf([{ days: 1, audience: ["office"] }]),
  "fast-lane-answer": ladderOf([
    { days: 3, audience: ["office"], isUrgent: false },
    { days: 1, audience: ["office"] },
    { days: -1, audience: ["office", "lead-office"] },
  ]),
  "drawdown-request": [28, 21, 7].map((days) => reminderStep(days, "office")),
  "spending-window": [reminderStep(14), reminderStep(7, "lead-office"), reminderStep(1)],
  "granting-period-end": [reminderStep(42), reminderStep(14), reminderStep(3)],
  "interim-proof": proofLadder,
  "proof-of-use": proofLadder,
  objection: [reminderStep(14), reminderStep(7), reminderStep(1)],
  "meeting-invitation": [reminderStep(7, "office"), reminderStep(1, "office")],
  "paper-cut-off": [28, 14, 7].map((days) => reminderStep(days, "lead-office")),
  "upstream-proof": [90, 42, 14, 7, 1].map((days) => reminderStep(days, "lead-office", "deputy")),
  "charitable-exemption": [reminderStep(60, "office"), reminderStep(14, "office")],
  "retention-end": [reminderStep(30, "lead-office")],
  repayment: [reminderStep(14), reminderStep(7), reminderStep(1), reminderStep(-1, "office")],
  "follow-up": [reminderStep(0)],
};
