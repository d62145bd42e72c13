import { isLate } from "../deadlines/plan-deadline.ts";

/** Something that has come in: when, and the end that was in force for it then, null where there was none. */
export interface Receipt {
  readonly receivedAt: string;
  readonly inTimeUntil: string | null;
}

/**
 * Whether something came in too late by the end that is in force today; null where none is. What was in time when it came in
 * stays so: whoever kept to the day that was told them cannot be late by another.
 */
export function isReceivedLate({ receivedAt, inTimeUntil }: Receipt, endsAt: string | null): boolean {
  if (endsAt === null || !isLate(receivedAt, endsAt)) return false;
  return inTimeUntil === null || isLate(receivedAt, inTimeUntil);
}
