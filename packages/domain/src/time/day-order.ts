import { DomainError } from "../errors.ts";
import { byLanguage } from "../wording.ts";
import { dayText } from "./day-words.ts";

/**
 * Refuses the day of something that is recorded as done: `day-in-future` when it has yet to come, and
 * `days-out-of-order` when it lies before the step it follows (vote, notice, payment).
 */
export function assertHappened(
  day: string,
  limits: { readonly today: string; readonly notBefore?: string },
  pointer: string,
): void {
  if (day > limits.today) {
    throw new DomainError("day-in-future", byLanguage({ day: dayText(day) }), pointer);
  }
  if (limits.notBefore !== undefined && day < limits.notBefore) {
    const days = byLanguage({ day: dayText(day), earlier: dayText(limits.notBefore) });
    throw new DomainError("days-out-of-order", days, pointer);
  }
}
