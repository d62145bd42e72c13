import { type DeadlineKind, deadlineKinds, deadlineProfiles } from "../deadlines/kinds.ts";
import { DomainError } from "../errors.ts";
import { compareDays } from "../time/calendar.ts";
import { dayText } from "../time/day-words.ts";
import { byLanguage } from "../wording.ts";

/** What somebody wants of their mails, and who stands in while they are away. */
export interface Preferences {
  /** Kinds of deadlines that they are not reminded of. */
  readonly mutedKinds: readonly DeadlineKind[];
  /** Local time of day of the digest, HH:MM; null: as soon as the office sends. */
  readonly mailAt: string | null;
  readonly deputyId: string | null;
  readonly absentFrom: string | null;
  readonly absentUntil: string | null;
}

/** What holds for somebody who has not chosen anything. */
export const defaultPreferences: Preferences = {
  mutedKinds: [],
  mailAt: null,
  deputyId: null,
  absentFrom: null,
  absentUntil: null,
};

/** The kinds whose reminders can be switched off: those that rest neither on a statute nor on a grant notice. */
export const mutableKinds: readonly DeadlineKind[] = deadlineKinds.filter(
  (kind) => !deadlineProfiles[kind].isStatutory,
);

/**
 * Refuses wishes that cannot be kept: `statutory-kind`, `deputy-is-oneself`, and `absence-reversed` for an absence that
 * ends before it begins or without having begun.
 */
export function assertPreferences(personId: string, wanted: Preferences): void {
  const statutory = wanted.mutedKinds.find((kind) => deadlineProfiles[kind].isStatutory);
  if (statutory !== undefined) {
    const kind = deadlineProfiles[statutory].label;
    throw new DomainError("statutory-kind", byLanguage({ kind }), "/mutedKinds");
  }
  if (wanted.deputyId === personId) throw new DomainError("deputy-is-oneself", {}, "/deputyId");
  const { absentFrom: from, absentUntil: until } = wanted;
  if (until !== null && (from === null || compareDays(until, from) < 0)) {
    throw new DomainError("absence-reversed", byLanguage({ until: dayText(until) }), "/absentUntil");
  }
}
