import { addDays, type Language, type Text } from "@zuwendo/domain";
import {
  ICalAlarmRelatesTo,
  ICalAlarmType,
  type ICalCalendar,
  ICalEvent,
  ICalEventClass,
  type ICalEventData,
  ICalEventStatus,
  ICalEventTransparency,
} from "ical-generator";
import { foldLines, tidyLine, tidyText } from "./content-lines.ts";

/** One entry of a calendar, made from a row. */
export interface CalendarEvent {
  /** With the id the part of the UID before the host: `deadline-019a…`. */
  readonly kind: "deadline" | "call" | "meeting";
  readonly id: string;
  /** Of the row; SEQUENCE rises with it. */
  readonly version: number;
  readonly updatedAt: string;
  readonly state: "open" | "met" | "cancelled";
  /** The day, or the last one in time. */
  readonly on: string;
  /** Where a clock time counts, the first instant too late; null for the whole day. */
  readonly endsAt: string | null;
  readonly title: Text;
  readonly description: Text;
  readonly place: string | null;
}

export interface EventOptions {
  readonly language: Language;
  readonly host: string;
  /** Days before, for a reminder of the calendar's own; null for none. */
  readonly alarmDays: number | null;
}

const hourSeconds = 3600;
const daySeconds = 24 * hourSeconds;
const alarmHour = 9;
/** How long an entry with a clock time is, up to that time. */
const timedMinutes = 30;

const statuses = {
  open: ICalEventStatus.CONFIRMED,
  met: ICalEventStatus.CONFIRMED,
  cancelled: ICalEventStatus.CANCELLED,
} as const;

/** The event's content lines from BEGIN to END; `more` adds what an invitation has. */
export function eventLines(
  calendar: ICalCalendar,
  event: CalendarEvent,
  options: EventOptions,
  more: Partial<ICalEventData> = {},
): string {
  const { language, alarmDays } = options;
  const title = tidyLine(event.title[language]);
  const summary = event.state === "met" ? `✓ ${title}` : title;
  const hasAlarm = alarmDays !== null && event.state === "open";
  const made = new ICalEvent(
    {
      id: `${event.kind}-${event.id}@${options.host}`,
      sequence: event.version - 1,
      // Of the row, so that the same rows give the same text.
      stamp: event.updatedAt,
      lastModified: event.updatedAt,
      ...timesOf(event),
      summary,
      description: tidyText(event.description[language]),
      location: event.place === null ? null : tidyLine(event.place) || null,
      status: statuses[event.state],
      // A deadline keeps nobody from meeting others, and of a meeting only the day is known.
      transparency: ICalEventTransparency.TRANSPARENT,
      class: ICalEventClass.PRIVATE,
      ...more,
    },
    calendar,
  );
  if (hasAlarm) {
    const triggerBefore = alarmDays * daySeconds - untilMorning(event);
    const alarm = made.createAlarm({ type: ICalAlarmType.display, triggerBefore, description: summary });
    // Its constructor forgets it, and counts what lies after the start from the end.
    alarm.relatesTo(ICalAlarmRelatesTo.start);
  }
  return foldLines(made.toString());
}

/** A whole day ends, exclusively, on the day after (RFC 5545, 3.6.1). */
function timesOf({ on, endsAt }: CalendarEvent) {
  if (endsAt === null) return { start: on, end: addDays(on, 1), allDay: true };
  return { start: new Date(Date.parse(endsAt) - timedMinutes * 60_000), end: new Date(endsAt) };
}

/** A whole day begins at midnight, when nobody should be woken. */
function untilMorning({ endsAt }: CalendarEvent): number {
  return endsAt === null ? alarmHour * hourSeconds : 0;
}
