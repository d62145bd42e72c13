import type { Duty } from "./steps.ts";

/** A mail as `GET /v1/mails` shows it. */
export interface Mail {
  readonly id: string;
  readonly recipientId: string;
  readonly kind: string;
  readonly forOn: string;
  readonly state: string;
  readonly subject: string | null;
  readonly text: string | null;
}

/** A reminder as `GET /v1/reminders` shows it. */
export interface Reminder {
  readonly id: string;
  readonly deadlineId: string;
  readonly step: string;
  readonly recipientId: string;
  readonly forId: string | null;
  readonly mailId: string | null;
}

/** A day that somebody had been told and that has changed; no new day where the duty has ended. */
export interface News {
  readonly duty: Duty;
  readonly personId: string;
  readonly oldOn: string;
  readonly newOn: string | null;
}

/** The rules that the mails of the year are held against. */
export const rules = {
  nobody: "nobody got a mail who may not",
  forgotten: "nobody was forgotten",
  moved: "whoever knew a day was told when it changed",
  twice: "nobody was told the same twice",
} as const;
export type Rule = keyof typeof rules;

/** What was looked at by each rule, and what was wrong. */
export class Findings {
  faults: { readonly rule: Rule; readonly text: string }[] = [];
  looked: Record<Rule, number> = { nobody: 0, forgotten: 0, moved: 0, twice: 0 };
  readonly total: Record<Rule, number> = { nobody: 0, forgotten: 0, moved: 0, twice: 0 };

  fault(rule: Rule, text: string): void {
    this.faults.push({ rule, text });
  }

  /** Begins a new month. */
  clear(): void {
    this.faults = [];
    for (const rule of Object.keys(rules) as Rule[]) this.total[rule] += this.looked[rule];
    this.looked = { nobody: 0, forgotten: 0, moved: 0, twice: 0 };
  }
}

export function nameOf({ applicationNumber, effectiveOn, kind, title }: Duty): string {
  return `${kind} ${effectiveOn} of ${applicationNumber ?? title}`;
}
