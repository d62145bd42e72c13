import { daysLeft, type End, fill, formatDay, type Language } from "@zuwendo/domain";
import type { FilledBucket } from "./reminder-buckets.ts";
import { kindAndNumber, type Matter } from "./standing-phrases.ts";

const phrases = {
  de: {
    one: "Frist",
    more: "Fristen",
    single: "Frist {left} ({day}): {matter}",
    overdueOne: "Überfällig ({day}): {matter}",
    overdueKind: "Überfällig: {kind} ({count})",
    onlyLater: "{count} Fristen, die nächste {left}",
  },
  en: {
    one: "deadline",
    more: "deadlines",
    single: "Deadline {left} ({day}): {matter}",
    overdueOne: "Overdue ({day}): {matter}",
    overdueKind: "Overdue: {kind} ({count})",
    onlyLater: "{count} deadlines, the next {left}",
  },
} as const;

/**
 * The subject line: counts, kinds and days of deadlines, and the number of the application or paper, never a name or a title. One
 * deadline is named so that two mails of a day can be told apart; several are counted by bucket, or one overdue kind is.
 */
export function reminderSubject(
  filled: readonly FilledBucket<End & { readonly kind: string } & Pick<Matter, "number" | "paperNumber">>[],
  language: Language,
): string {
  const say = phrases[language];
  const [first] = filled;
  if (first === undefined) return "";
  const dues = filled.flatMap((bucket) => bucket.dues);
  const kinds = new Set(dues.map(({ kind }) => kind));
  const [kind = ""] = kinds;
  const count = dues.length;
  const [next] = dues;
  if (next === undefined) return "";
  const left = first.bucket === "today" ? first.label : daysLeft(next, language);
  const isOnly = filled.length === 1;
  const one = { day: formatDay(next.on, language), matter: kindAndNumber(next.kind, next) };
  if (isOnly && first.bucket === "overdue" && kinds.size === 1) {
    return fill(count === 1 ? say.overdueOne : say.overdueKind, { kind, count, ...one });
  }
  if (count === 1) return fill(say.single, { left, ...one });
  if (first.bucket === "later") return fill(say.onlyLater, { count, left });
  return filled.map((bucket, index) => countOf(bucket, index === 0 ? say : undefined)).join(", ");
}

function countOf(
  { dues, label }: FilledBucket<unknown>,
  noun: { readonly one: string; readonly more: string } | undefined,
): string {
  const count = dues.length;
  if (noun === undefined) return `${count} ${label}`;
  return `${count} ${count === 1 ? noun.one : noun.more} ${label}`;
}
