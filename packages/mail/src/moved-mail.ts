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
import { closingLines, greeting, projectLine, standInLine, standingLinks } from "./standing-phrases.ts";

/** A deadline that moved from one day to another; `reason` is what made it move, such as a new date of the meeting. */
export interface MovedItem {
  readonly kindLabel: Text;
  readonly title: string;
  readonly number: string | null;
  readonly oldOn: string;
  readonly newOn: string;
  /** Local times of day that the old and the new one end at; `24:00` for the end of the day. */
  readonly oldEndTime: string;
  readonly endTime: string;
  /** Whether it has ended when the mail goes out. */
  readonly isOver: boolean;
  readonly reason: Text;
  readonly explanation: Text;
  /** Whom the recipient stands in for. */
  readonly standsInFor: string | null;
}

export interface MovedMailInput {
  readonly language: Language;
  readonly recipientName: string;
  readonly officeName: string;
  readonly publicUrl: string;
  readonly today: string;
  readonly items: readonly MovedItem[];
  readonly personPath: string;
}

const phrases = {
  de: {
    subjectOne: "Frist verschoben: {kind}",
    subject: "{count} Fristen verschoben",
    headingOne: "Eine Frist hat sich geändert",
    heading: "{count} Fristen haben sich geändert",
    moved: "{old} → {new} ({left})",
    at: "{day}, {time} Uhr",
    reason: "Grund: {reason}",
    remindedOne: "Wir erinnern zum neuen Tag.",
    reminded: "Wir erinnern zu den neuen Tagen.",
    entryOne: "Im Anhang: der neue Kalendereintrag.",
    entries: "Im Anhang: die neuen Kalendereinträge.",
  },
  en: {
    subjectOne: "Deadline moved: {kind}",
    subject: "{count} deadlines moved",
    headingOne: "A deadline has changed",
    heading: "{count} deadlines have changed",
    moved: "{old} → {new} ({left})",
    at: "{day}, {time}",
    reason: "Because: {reason}",
    remindedOne: "Reminders follow the new day.",
    reminded: "Reminders follow the new days.",
    entryOne: "Attached: the new calendar entry.",
    entries: "Attached: the new calendar entries.",
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
    links: standingLinks(
      { personUrl: pageUrl(input.publicUrl, input.personPath), unsubscribeUrl: null },
      language,
    ),
    closing: [
      [
        // A day that is over already is not promised a reminder before it.
        ...(items.some(({ isOver }) => !isOver) ? [isSingle ? say.remindedOne : say.reminded] : []),
        isSingle ? say.entryOne : say.entries,
      ].join(" "),
      ...closingLines(input.officeName, language),
    ],
  });
}

function entryOf(item: MovedItem, { language, today }: MovedMailInput): Entry {
  const say = phrases[language];
  const days = daysBetween(today, item.newOn);
  // Where only the clock time has moved, the days alone would say nothing.
  const timed = (day: string, time: string) =>
    item.oldEndTime === "24:00" && item.endTime === "24:00" ? day : fill(say.at, { day, time });
  return {
    heading: capitalised(item.kindLabel[language]),
    keyLine: fill(say.moved, {
      old: timed(formatDay(item.oldOn, language), item.oldEndTime),
      new: timed(formatDayWithWeekday(item.newOn, language), item.endTime),
      left: daysLeft({ days, time: item.endTime, isOver: item.isOver }, language),
    }),
    lines: [
      fill(say.reason, { reason: item.reason[language] }),
      projectLine(item.title, item.number, language),
      standInLine(item.standsInFor, language),
    ],
    remark: item.explanation[language],
    reply: null,
  };
}
