import {
  capitalised,
  daysBetween,
  daysLeft,
  fill,
  formatDay,
  formatDayWithWeekday,
  type Language,
  type Text,
} from "@zuwendo/domain";
import { type Entry, pageUrl, type RenderedMail, renderLetter } from "./letter.ts";
import { closingLines, greeting, projectLine } from "./standing-phrases.ts";

/** A deadline that moved from one day to another; `reason` is what made it move, such as a new date of the meeting. */
export interface MovedItem {
  readonly kindLabel: Text;
  readonly title: string;
  readonly number: string | null;
  readonly oldOn: string;
  readonly newOn: string;
  readonly reason: Text;
  readonly explanation: Text;
  readonly path: string;
}

export interface MovedMailInput {
  readonly language: Language;
  readonly recipientName: string;
  readonly officeName: string;
  readonly publicUrl: string;
  readonly today: string;
  readonly items: readonly MovedItem[];
}

const phrases = {
  de: {
    subjectOne: "Neue Frist: {kind}",
    subject: "{count} neue Fristen",
    headingOne: "Eine Frist hat sich geändert",
    heading: "{count} Fristen haben sich geändert",
    moved: "{old} → {new} ({left})",
    reason: "Grund: {reason}",
    reminders: "Die Erinnerungen richten sich nach dem neuen Datum.",
    open: "Frist öffnen",
  },
  en: {
    subjectOne: "New deadline: {kind}",
    subject: "{count} new deadlines",
    headingOne: "A deadline has changed",
    heading: "{count} deadlines have changed",
    moved: "{old} → {new} ({left})",
    reason: "Because: {reason}",
    reminders: "Reminders follow the new date.",
    open: "Open deadline",
  },
} as const;

/** One mail for all deadlines that moved, each "old day → new day" with the reason. Throws RangeError without items. */
export function renderMovedMail(input: MovedMailInput): RenderedMail {
  const { language, items } = input;
  const [first] = items;
  if (first === undefined) throw new RangeError("a mail about moved deadlines without deadlines");
  const say = phrases[language];
  const isSingle = items.length === 1;
  const params = { kind: first.kindLabel[language], count: items.length };
  return renderLetter({
    language,
    subject: fill(isSingle ? say.subjectOne : say.subject, params),
    greeting: greeting(input.recipientName, language),
    heading: fill(isSingle ? say.headingOne : say.heading, params),
    sections: [{ heading: null, entries: items.map((item) => entryOf(item, input)) }],
    closing: [say.reminders, ...closingLines(input.officeName, language)],
  });
}

function entryOf(item: MovedItem, { language, publicUrl, today }: MovedMailInput): Entry {
  const say = phrases[language];
  return {
    heading: capitalised(item.kindLabel[language], language),
    keyLine: fill(say.moved, {
      old: formatDay(item.oldOn, language),
      new: formatDayWithWeekday(item.newOn, language),
      left: daysLeft(daysBetween(today, item.newOn), language),
    }),
    lines: [
      fill(say.reason, { reason: item.reason[language] }),
      projectLine(item.title, item.number, language),
    ],
    link: { label: say.open, url: pageUrl(publicUrl, item.path) },
    remark: item.explanation[language],
  };
}
