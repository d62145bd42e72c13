import { daysLeft, type End, fill, type Language } from "@zuwendo/domain";
import type { FilledBucket } from "./reminder-buckets.ts";

const phrases = {
  de: {
    one: "Frist",
    more: "Fristen",
    single: "Frist {left}: {kind}",
    overdueOne: "Überfällig: {kind}",
    overdueKind: "Überfällig: {kind} ({count})",
    onlyLater: "{count} Fristen, die nächste {left}",
  },
  en: {
    one: "deadline",
    more: "deadlines",
    single: "Deadline {left}: {kind}",
    overdueOne: "Overdue: {kind}",
    overdueKind: "Overdue: {kind} ({count})",
    onlyLater: "{count} deadlines, the next {left}",
  },
} as const;

/**
 * The subject line: counts and kinds of deadlines only, never a name, a number or a title. One deadline, or one overdue
 * kind, is named; several are counted by bucket.
 */
export function reminderSubject(
  filled: readonly FilledBucket<{ readonly kind: string } & Omit<End, "on">>[],
  language: Language,
): string {
  const say = phrases[language];
  const [first] = filled;
  if (first === undefined) return "";
  const dues = filled.flatMap((bucket) => bucket.dues);
  const kinds = new Set(dues.map(({ kind }) => kind));
  const [kind = ""] = kinds;
  const count = dues.length;
  const [next = { days: 0, time: "24:00", isOver: false }] = dues;
  const left = first.bucket === "today" ? first.label : daysLeft(next, language);
  const isOnly = filled.length === 1;
  if (isOnly && first.bucket === "overdue" && kinds.size === 1) {
    return fill(count === 1 ? say.overdueOne : say.overdueKind, { kind, count });
  }
  if (count === 1) return fill(say.single, { kind, left });
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
