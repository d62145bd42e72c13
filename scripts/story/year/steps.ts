import type { About, Book, Member } from "./model.ts";
import { isAway, plusDays, sendDay } from "./model.ts";

/** A deadline as `GET /v1/deadlines` shows it, as far as the year looks. */
export interface Duty {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly applicationId: string | null;
  readonly applicationNumber: string | null;
  readonly leadId: string | null;
  readonly leadName: string | null;
  readonly nominalOn: string;
  readonly softOn: string | null;
  readonly effectiveOn: string;
  readonly state: string;
  readonly nextRemindAt: string | null;
}

export interface Step {
  readonly key: string;
  readonly days: number;
  readonly unit?: string;
  readonly audience: readonly string[];
}

/** What is due of a deadline on a day: the steps that fall on it are one reminder to the audience of all of them. */
export interface Due {
  readonly keys: readonly string[];
  readonly audience: readonly string[];
}

/** The day that a step is sent on: before the deadline on the send day before, after its end on the one after. */
function dayOfStep(duty: Duty, step: Step, countedTo = earlier(duty)): string {
  if (step.unit === "working-days") throw new Error("the year knows no steps in working days");
  if (step.days >= 0) return sendDay(plusDays(countedTo, -step.days), -1);
  const own = sendDay(plusDays(duty.nominalOn, -step.days), 1);
  return own > duty.effectiveOn ? own : sendDay(plusDays(duty.effectiveOn, 1), 1);
}

function earlier({ nominalOn, effectiveOn }: Duty): string {
  return effectiveOn < nominalOn ? effectiveOn : nominalOn;
}

/** Every day on which a deadline is reminded of, after the day since which it stands as it does. */
export function dueDays(duty: Duty, ladder: readonly Step[], since: string): Map<string, Due> {
  const days = new Map<string, Due>();
  const add = (day: string, key: string, step: Step) => {
    if (day <= since || (step.days >= 0 && day > duty.effectiveOn)) return;
    const known = days.get(day);
    const audience = new Set([...(known?.audience ?? []), ...step.audience]);
    days.set(day, { keys: [...(known?.keys ?? []), key], audience: [...audience] });
  };
  const { softOn } = duty;
  for (const step of ladder) {
    add(dayOfStep(duty, step), step.key, step);
    if (softOn !== null && softOn < duty.nominalOn && step.days >= 0) {
      add(dayOfStep(duty, step, softOn), `soft-${step.key}`, step);
    }
  }
  return days;
}

/** Who must be told, by the year's own book, and whether the office has to look for somebody. */
export interface Expected {
  readonly receivers: ReadonlySet<string>;
  readonly lacksLead: boolean;
}

export function expectedOn(book: Book, about: About, audience: readonly string[], day: string): Expected {
  const reached = (members: readonly (Member | undefined)[]) =>
    members.flatMap((member) => {
      if (member === undefined || !book.mayHear(member, about, day)) return [];
      return book.receiverFor(member, about, day)?.id ?? [];
    });
  const lead = book.of(about.leadId);
  const leads = audience.includes("lead") ? reached([lead]) : [];
  const deputies = audience.includes("deputy") ? reached([book.of(lead?.deputyId)]) : [];
  const coordinators = book.withRole("coordinator", day);
  const office = audience.includes("office") ? reached(coordinators) : [];
  const leadOffice = audience.includes("lead-office") ? reached(book.withRole("lead-office", day)) : [];
  const isMeantForSomebody = lead !== undefined && (audience.includes("lead") || audience.includes("deputy"));
  const isLost = isMeantForSomebody && leads.length + deputies.length === 0;
  const told = [...leads, ...deputies, ...office, ...leadOffice];
  const withOffice = isLost || told.length === 0 ? [...told, ...reached(coordinators)] : told;
  // A duty does not stay silent: rather those who are away than nobody.
  const receivers = withOffice.length > 0 ? withOffice : coordinators.map(({ id }) => id);
  const lacksLead = audience.includes("lead") && lead !== undefined && !book.mayHear(lead, about, day);
  return { receivers: new Set(receivers), lacksLead };
}

/** Whether somebody who is away had to be written to, as no coordinator was there. */
export function isNobodyThere(book: Book, day: string): boolean {
  return book.withRole("coordinator", day).every((member) => isAway(member, day));
}
