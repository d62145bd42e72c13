import {
  capitalised,
  daysBetween,
  dueLine,
  fill,
  formatDay,
  type Language,
  type Text,
} from "@zuwendo/domain";
import { type Entry, pageUrl, type RenderedMail, renderLetter } from "./letter.ts";
import { fillBuckets } from "./reminder-buckets.ts";
import { reminderSubject } from "./reminder-subject.ts";
import { closingLines, greeting, projectLine } from "./standing-phrases.ts";

/** One deadline to be reminded of; `title` and `number` are those of the project, `path` leads to it. */
export interface ReminderItem {
  readonly deadlineId: string;
  readonly kind: Text;
  readonly title: string;
  readonly number: string | null;
  readonly nominalOn: string;
  readonly effectiveOn: string;
  readonly explanation: Text;
  readonly why: { readonly rule: Text; readonly role: Text };
  readonly nextReminderOn: string | null;
  readonly path: string;
}

/** `today` is the day of sending, so that the days left are true when the mail goes out. */
export interface ReminderMailInput {
  readonly language: Language;
  readonly recipientName: string;
  readonly officeName: string;
  readonly publicUrl: string;
  readonly today: string;
  readonly items: readonly ReminderItem[];
}

interface Due {
  readonly item: ReminderItem;
  readonly kind: string;
  readonly days: number;
}

const phrases = {
  de: {
    headingOne: "Ihre Frist, Stand {today}",
    heading: "Ihre Fristen, Stand {today}",
    why: "Warum: {rule}, Rolle {role}.",
    whyCounted: "Warum: {rule} (gezählt bis {nominal}), Rolle {role}.",
    next: "Nächste Mail: {day}.",
    last: "Letzte Mail zu dieser Frist.",
    open: "Frist öffnen",
  },
  en: {
    headingOne: "Your deadline as of {today}",
    heading: "Your deadlines as of {today}",
    why: "Why: {rule}, role {role}.",
    whyCounted: "Why: {rule} (counted to {nominal}), role {role}.",
    next: "Next mail: {day}.",
    last: "Last mail about this deadline.",
    open: "Open deadline",
  },
} as const;

/**
 * One mail for all deadlines of one person and day: overdue, today, this week, later, each by date. Throws RangeError
 * without items, `invalid-day` for a malformed day.
 */
export function renderReminderMail(input: ReminderMailInput): RenderedMail {
  const { language, today } = input;
  if (input.items.length === 0) throw new RangeError("a reminder mail without deadlines");
  const say = phrases[language];
  const dues = input.items
    .map((item) => ({ item, kind: item.kind[language], days: daysBetween(today, item.effectiveOn) }))
    .sort((a, b) => a.days - b.days);
  const filled = fillBuckets(dues, today, language);
  const isSingle = dues.length === 1;
  return renderLetter({
    language,
    subject: reminderSubject(filled, language),
    greeting: greeting(input.recipientName, language),
    heading: fill(isSingle ? say.headingOne : say.heading, { today: formatDay(today, language) }),
    sections: filled.map(({ label, dues: inBucket }) => ({
      heading: isSingle ? null : `${capitalised(label, language)} (${inBucket.length})`,
      entries: inBucket.map((due) => entryOf(due, input)),
    })),
    closing: closingLines(input.officeName, language),
  });
}

function entryOf({ item, kind, days }: Due, { language, publicUrl }: ReminderMailInput): Entry {
  const isMoved = item.effectiveOn !== item.nominalOn;
  return {
    heading: capitalised(kind, language),
    keyLine: dueLine(item.effectiveOn, days, language),
    lines: [projectLine(item.title, item.number, language), ...(isMoved ? [item.explanation[language]] : [])],
    link: { label: phrases[language].open, url: pageUrl(publicUrl, item.path) },
    remark: `${whyLine(item, language)} ${nextLine(item.nextReminderOn, language)}`,
  };
}

/** Rules count to the nominal day; if that is not the day the deadline ends, both are named, since they disagree. */
function whyLine({ why, nominalOn, effectiveOn }: ReminderItem, language: Language): string {
  const say = phrases[language];
  return fill(nominalOn === effectiveOn ? say.why : say.whyCounted, {
    rule: why.rule[language],
    role: why.role[language],
    nominal: formatDay(nominalOn, language),
  });
}

function nextLine(nextReminderOn: string | null, language: Language): string {
  const say = phrases[language];
  return nextReminderOn === null ? say.last : fill(say.next, { day: formatDay(nextReminderOn, language) });
}
