import {
  capitalised,
  daysLeft,
  type End,
  fill,
  formatDay,
  formatDayWithWeekday,
  type Language,
  type Text,
} from "@zuwendo/domain";
import { type Entry, pageUrl, type RenderedMail } from "./letter.ts";
import { renderLetter } from "./render-letter.ts";
import {
  closingLines,
  greeting,
  kindAndNumber,
  type Matter,
  matterLine,
  officeLine,
  standInLine,
  standingLinks,
} from "./standing-phrases.ts";

/** A deadline whose day has changed; `reason` is what made it so, such as a new date of the meeting. */
export interface MovedItem extends Matter {
  readonly kindLabel: Text;
  /** As the recipient knows it; null for one that was cancelled and is back. */
  readonly before: Pick<End, "on" | "time"> | null;
  /** As it is now; null for one that is cancelled. */
  readonly after: End | null;
  readonly reason: Text;
  readonly explanation: Text;
  /** Whom the recipient stands in for. */
  readonly standsInFor: string | null;
}

export interface MovedMailInput {
  readonly language: Language;
  readonly recipientName: string;
  readonly officeName: string;
  /** The office's address for questions; null where it names none. */
  readonly officeEmail: string | null;
  readonly publicUrl: string;
  readonly items: readonly MovedItem[];
  readonly personPath: string;
}

type Change = "moved" | "ended" | "back";

const phrases = {
  de: {
    subjectOne: {
      moved: "Frist verschoben auf {day}: {matter}",
      ended: "Frist entfällt ({day}): {matter}",
      back: "Frist gilt wieder ({day}): {matter}",
    },
    subject: {
      moved: "{count} Fristen verschoben",
      ended: "{count} Fristen entfallen",
      back: "{count} Fristen gelten wieder",
      mixed: "{count} Fristen geändert",
    },
    headingOne: { current: "Eine Frist hat sich geändert", ended: "Eine Frist entfällt" },
    heading: { current: "{count} Fristen haben sich geändert", ended: "{count} Fristen entfallen" },
    moved: "{old} → {new} ({left})",
    ended: "{old} → entfällt",
    back: "gilt wieder: {new} ({left})",
    at: "{day}, {time} Uhr",
    reason: "Grund: {reason}",
    remindedOne: "Die Erinnerungen richten sich nach dem neuen Tag.",
    reminded: "Die Erinnerungen richten sich nach den neuen Tagen.",
    entryOne: {
      current: "Im Anhang: der neue Kalendereintrag.",
      ended: "Im Anhang: die Absage für Ihren Kalender.",
    },
    entries: {
      current: "Im Anhang: die neuen Kalendereinträge.",
      ended: "Im Anhang: die Absagen für Ihren Kalender.",
    },
  },
  en: {
    subjectOne: {
      moved: "Deadline moved to {day}: {matter}",
      ended: "Deadline cancelled ({day}): {matter}",
      back: "Deadline applies again ({day}): {matter}",
    },
    subject: {
      moved: "{count} deadlines moved",
      ended: "{count} deadlines cancelled",
      back: "{count} deadlines apply again",
      mixed: "{count} deadlines changed",
    },
    headingOne: { current: "A deadline has changed", ended: "A deadline is cancelled" },
    heading: { current: "{count} deadlines have changed", ended: "{count} deadlines are cancelled" },
    moved: "{old} → {new} ({left})",
    ended: "{old} → cancelled",
    back: "applies again: {new} ({left})",
    at: "{day}, {time}",
    reason: "Reason: {reason}",
    remindedOne: "Reminders follow the new day.",
    reminded: "Reminders follow the new days.",
    entryOne: {
      current: "Attached: the new calendar entry.",
      ended: "Attached: the cancellation for your calendar.",
    },
    entries: {
      current: "Attached: the new calendar entries.",
      ended: "Attached: the cancellations for your calendar.",
    },
  },
} as const;

function changeOf({ before, after }: MovedItem): Change {
  if (after === null) return "ended";
  return before === null ? "back" : "moved";
}

/** One mail for all deadlines whose day has changed, each "old day → new day" with the reason. Throws RangeError without items. */
export function renderMovedMail(input: MovedMailInput): RenderedMail {
  const { language, items } = input;
  const [first] = items;
  if (first === undefined) throw new RangeError("a mail about moved deadlines without deadlines");
  const say = phrases[language];
  const isSingle = items.length === 1;
  const change = changeOf(first);
  const known = first.after ?? first.before;
  const params = {
    count: items.length,
    matter: kindAndNumber(first.kindLabel[language], first),
    day: known === null ? "" : formatDay(known.on, language),
  };
  const subject = say.subject[items.every((item) => changeOf(item) === change) ? change : "mixed"];
  const news = items.every(({ after }) => after === null) ? "ended" : "current";
  return renderLetter({
    language,
    subject: fill(isSingle ? say.subjectOne[change] : subject, params),
    greeting: greeting(input.recipientName, language),
    heading: fill((isSingle ? say.headingOne : say.heading)[news], params),
    sections: [{ heading: null, entries: items.map((item) => entryOf(item, input)) }],
    links: standingLinks(
      { personUrl: pageUrl(input.publicUrl, input.personPath), unsubscribeUrl: null },
      language,
    ),
    closing: [
      [
        // A day that is over already is not promised a reminder before it.
        ...(items.some(({ after }) => after?.isOver === false)
          ? [isSingle ? say.remindedOne : say.reminded]
          : []),
        (isSingle ? say.entryOne : say.entries)[news],
      ].join(" "),
      // Of a day that is gone it need not be said that it runs on.
      ...(news === "ended" ? [officeLine(input)] : closingLines(input, language)),
    ],
  });
}

function entryOf(item: MovedItem, { language }: MovedMailInput): Entry {
  const say = phrases[language];
  const { before, after } = item;
  // Where only the clock time has moved, the days alone would say nothing.
  const isTimed = [before, after].some((end) => end !== null && end.time !== "24:00");
  const timed = (day: string, time: string) => (isTimed ? fill(say.at, { day, time }) : day);
  return {
    heading: capitalised(item.kindLabel[language]),
    keyLine: fill(say[changeOf(item)], {
      old: before === null ? "" : timed(formatDay(before.on, language), before.time),
      new: after === null ? "" : timed(formatDayWithWeekday(after.on, language), after.time),
      left: after === null ? "" : daysLeft(after, language),
    }),
    lines: [
      fill(say.reason, { reason: item.reason[language] }),
      matterLine(item, language),
      standInLine(item.standsInFor, language),
    ],
    // How a day was reckoned is of no use once it is gone.
    remark: after === null ? "" : item.explanation[language],
    reply: null,
  };
}
