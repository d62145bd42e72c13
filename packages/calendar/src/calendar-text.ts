import type { Language } from "@zuwendo/domain";
import ical, { escape as escapeText, type ICalCalendar, ICalCalendarMethod } from "ical-generator";
import { tidyLine } from "./content-lines.ts";
import { type CalendarEvent, eventLines } from "./event.ts";

export interface CalendarInput {
  /** What calendar programs call it. */
  readonly name: string;
  readonly language: Language;
  /** Of the installation, without port; part of every UID. */
  readonly host: string;
  /** Days before each open entry, for a reminder of the calendar's own; null for none. */
  readonly alarmDays: number | null;
  readonly events: readonly CalendarEvent[];
}

const refreshSeconds = 3600;

/** A calendar to subscribe to (RFC 5545, METHOD:PUBLISH). The same input gives the same text, byte for byte. */
export function calendarText(input: CalendarInput): string {
  const calendar = emptyCalendar(ICalCalendarMethod.PUBLISH, input.language);
  // The library escapes texts of events, but not the calendar's name.
  calendar.name(escapeText(tidyLine(input.name), false)).ttl(refreshSeconds);
  return withEvents(
    calendar,
    input.events.map((event) => eventLines(calendar, event, input)),
  );
}

/** A calendar of ours without entries. */
export function emptyCalendar(method: ICalCalendarMethod, language: Language): ICalCalendar {
  const product = { company: "Zuwendo", product: "Zuwendo", language: language.toUpperCase() };
  return ical({ prodId: product, method });
}

const end = "END:VCALENDAR";

/** The calendar's text around the content lines of its events. */
export function withEvents(calendar: ICalCalendar, events: readonly string[]): string {
  const head = calendar.toString().slice(0, -end.length);
  return `${head}${events.join("")}${end}\r\n`;
}
