import { type Language, weekday } from "@zuwendo/domain";

/** When a deadline ends, seen from the day of the mail; the order is that of the mail. */
const buckets = ["overdue", "today", "week", "later"] as const;
type Bucket = (typeof buckets)[number];

/** Deadlines of one bucket; `label` is its name in the middle of a sentence. */
export interface FilledBucket<T> {
  readonly bucket: Bucket;
  readonly label: string;
  readonly dues: readonly T[];
}

const labels = {
  de: { overdue: "überfällig", today: "heute", week: "binnen 7 Tagen", later: "später" },
  en: { overdue: "overdue", today: "today", week: "within 7 days", later: "later" },
} as const;
const thisWeek = { de: "diese Woche", en: "this week" } as const;

/** The buckets that are not empty, in order; each deadline is in exactly one. Days left are counted from `today`. */
export function fillBuckets<T extends { readonly days: number; readonly isOver: boolean }>(
  dues: readonly T[],
  today: string,
  language: Language,
): FilledBucket<T>[] {
  return buckets
    .map((bucket) => ({ bucket, dues: dues.filter((due) => bucketOf(due) === bucket) }))
    .filter((filled) => filled.dues.length > 0)
    .map((filled) => ({ ...filled, label: labelOf(filled, today, language) }));
}

function bucketOf({ days, isOver }: { readonly days: number; readonly isOver: boolean }): Bucket {
  if (isOver) return "overdue";
  if (days === 0) return "today";
  return days <= 7 ? "week" : "later";
}

/** On a Friday the next Monday is within seven days, but not "this week". */
function labelOf(
  { bucket, dues }: { bucket: Bucket; dues: readonly { readonly days: number }[] },
  today: string,
  language: Language,
): string {
  const endsThisWeek = dues.every(({ days }) => weekday(today) + days <= 7);
  return bucket === "week" && endsThisWeek ? thisWeek[language] : labels[language][bucket];
}
