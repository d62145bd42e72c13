import {
  capitalised,
  daysBetween,
  dueLine,
  type End,
  fill,
  formatDay,
  formatDayWithWeekday,
  type Language,
  type Text,
} from "@zuwendo/domain";
import { type Entry, pageUrl, type RenderedMail } from "./letter.ts";
import { fillBuckets } from "./reminder-buckets.ts";
import { reminderSubject } from "./reminder-subject.ts";
import { renderLetter } from "./render-letter.ts";
import {
  closingLines,
  greeting,
  type Matter,
  matterLine,
  standInLine,
  standingLinks,
} from "./standing-phrases.ts";

/** One deadline to be reminded of. */
export interface ReminderItem extends Matter {
  readonly deadlineId: string;
  readonly kind: Text;
  /** The day it should be met by, before the one it must be; null where there is none. */
  readonly softOn: string | null;
  readonly effectiveOn: string;
  /** Local time of day it ends at; `24:00` for the end of the day. */
  readonly endTime: string;
  /** Whether it has ended when the mail goes out. */
  readonly isOver: boolean;
  /** How the day was reckoned, where that is not plain; null where it is. */
  readonly explanation: Text | null;
  /** What the plan adds to this step. */
  readonly note: Text | null;
  /** Whom the recipient stands in for. */
  readonly standsInFor: string | null;
  /** The step and the role that it is for. */
  readonly why: {
    readonly rule: Text;
    readonly role: Text;
    /** The day the step counts to, where that is not the day the deadline ends; null where it is. */
    readonly countedOn: string | null;
    /** Early where its own day is no send day, late where its send day is over. */
    readonly timing: "early" | "on-time" | "late";
  };
  readonly nextReminderOn: string | null;
  /** Whether a morning is left before the end to be reminded on again. */
  readonly mayPutOff: boolean;
  /** Leads to the page where it is answered. */
  readonly answerPath: string;
}

/** `today` is the day of sending, so that the days left are true when the mail goes out. */
export interface ReminderMailInput {
  readonly language: Language;
  readonly recipientName: string;
  readonly officeName: string;
  /** The office's address for questions; null where it names none. */
  readonly officeEmail: string | null;
  readonly publicUrl: string;
  readonly today: string;
  readonly items: readonly ReminderItem[];
  readonly personPath: string;
  /** Null where everything in the mail is a statutory duty. */
  readonly unsubscribePath: string | null;
}

interface Due extends End, Pick<Matter, "number" | "paperNumber"> {
  readonly item: ReminderItem;
  readonly kind: string;
}

const phrases = {
  de: {
    headingOne: "Ihre Frist, Stand {today}",
    heading: "Ihre Fristen, Stand {today}",
    why: "Warum: {rule}, Rolle {role}.",
    whyNoted: "Warum: {rule} ({notes}), Rolle {role}.",
    counted: "gezählt bis {counted}",
    late: "nachgeholt",
    early: "vorgezogen",
    next: "Nächste Mail: {day}.",
    last: "Keine weitere Mail ist geplant.",
    softAhead: "Möglichst bis {day}.",
    softToday: "Möglichst heute.",
    softOver: "Der Soll-Termin am {day} ist vorbei.",
    question: "Erledigt, später erinnern oder nicht Ihre Aufgabe? Hier antworten:",
    questionNow: "Erledigt oder nicht Ihre Aufgabe? Hier antworten:",
    done: "Erledigt",
    later: "Später erinnern",
    notMine: "Nicht meine Aufgabe",
  },
  en: {
    headingOne: "Your deadline as of {today}",
    heading: "Your deadlines as of {today}",
    why: "Why: {rule}, role {role}.",
    whyNoted: "Why: {rule} ({notes}), role {role}.",
    counted: "counted to {counted}",
    late: "sent late",
    early: "sent early",
    next: "Next email: {day}.",
    last: "No further email is planned.",
    softAhead: "By {day} if possible.",
    softToday: "Today if possible.",
    softOver: "The recommended day, {day}, has passed.",
    question: "Done, remind you later, or not your task? Answer here:",
    questionNow: "Done, or not your task? Answer here:",
    done: "Done",
    later: "Remind me later",
    notMine: "Not my task",
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
    .map((item): Due => {
      const { effectiveOn: on, endTime: time, isOver } = item;
      return {
        item,
        kind: item.kind[language],
        number: item.number,
        paperNumber: item.paperNumber ?? null,
        on,
        time,
        isOver,
        days: daysBetween(today, on),
      };
    })
    .sort((a, b) => a.days - b.days);
  const filled = fillBuckets(dues, today, language);
  const isSingle = dues.length === 1;
  return renderLetter({
    language,
    subject: reminderSubject(filled, language),
    greeting: greeting(input.recipientName, language),
    heading: fill(isSingle ? say.headingOne : say.heading, { today: formatDay(today, language) }),
    sections: filled.map(({ label, dues: inBucket }) => ({
      heading: isSingle ? null : `${capitalised(label)} (${inBucket.length})`,
      entries: inBucket.map((due) => entryOf(due, input)),
    })),
    links: standingLinks(
      {
        personUrl: pageUrl(input.publicUrl, input.personPath),
        unsubscribeUrl:
          input.unsubscribePath === null ? null : pageUrl(input.publicUrl, input.unsubscribePath),
      },
      language,
    ),
    closing: closingLines(input, language),
  });
}

function entryOf({ item, kind, ...end }: Due, { language, publicUrl, today }: ReminderMailInput): Entry {
  const say = phrases[language];
  const url = pageUrl(publicUrl, item.answerPath);
  return {
    heading: capitalised(kind),
    keyLine: dueLine(end, language),
    lines: [
      matterLine(item, language),
      item.note?.[language] ?? "",
      softLine(item, today, language),
      item.explanation?.[language] ?? "",
      standInLine(item.standsInFor, language),
    ],
    remark: `${whyLine(item, language)} ${nextLine(item.nextReminderOn, language)}`,
    reply: {
      question: item.mayPutOff ? say.question : say.questionNow,
      url,
      choices: [
        { label: say.done, url: `${url}?answer=done` },
        ...(item.mayPutOff ? [{ label: say.later, url: `${url}?answer=later` }] : []),
        { label: say.notMine, url: `${url}?answer=not-mine` },
      ],
    },
  };
}

function softLine({ softOn }: ReminderItem, today: string, language: Language): string {
  if (softOn === null) return "";
  const say = phrases[language];
  if (softOn === today) return say.softToday;
  return fill(softOn < today ? say.softOver : say.softAhead, { day: formatDayWithWeekday(softOn, language) });
}

function whyLine({ why }: ReminderItem, language: Language): string {
  const say = phrases[language];
  const { timing, countedOn } = why;
  const notes = [
    ...(timing === "on-time" ? [] : [say[timing]]),
    ...(countedOn === null ? [] : [fill(say.counted, { counted: formatDay(countedOn, language) })]),
  ];
  return fill(notes.length === 0 ? say.why : say.whyNoted, {
    rule: why.rule[language],
    role: why.role[language],
    notes: notes.join(", "),
  });
}

function nextLine(nextReminderOn: string | null, language: Language): string {
  const say = phrases[language];
  return nextReminderOn === null ? say.last : fill(say.next, { day: formatDay(nextReminderOn, language) });
}
