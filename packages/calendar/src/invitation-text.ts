import type { Language } from "@zuwendo/domain";
import { ICalAttendeeRole, ICalAttendeeType, ICalCalendarMethod } from "ical-generator";
import { emptyCalendar, withEvents } from "./calendar-text.ts";
import { tidyParameter } from "./content-lines.ts";
import { type CalendarEvent, eventLines } from "./event.ts";

/** Somebody with a mail address. */
export interface Correspondent {
  readonly name: string;
  readonly address: string;
}

export interface InvitationInput {
  readonly language: Language;
  /** Of the installation, without port; the UID is the one of the feeds if the host is. */
  readonly host: string;
  readonly organizer: Correspondent;
  readonly attendee: Correspondent;
  readonly event: CalendarEvent;
}

/**
 * The entry as an attachment of a mail (RFC 5546): METHOD:REQUEST, or METHOD:CANCEL for what was cancelled. It replaces
 * what a calendar holds under the same UID with a lower SEQUENCE, and asks for no answer.
 */
export function invitationText(input: InvitationInput): string {
  const { language, host, organizer, attendee, event } = input;
  const method = event.state === "cancelled" ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.REQUEST;
  const calendar = emptyCalendar(method, language);
  const lines = eventLines(
    calendar,
    event,
    { language, host, alarmDays: null },
    {
      organizer: mailboxOf(organizer),
      attendees: [
        {
          ...mailboxOf(attendee),
          role: ICalAttendeeRole.REQ,
          type: ICalAttendeeType.INDIVIDUAL,
          rsvp: false,
        },
      ],
    },
  );
  return withEvents(calendar, [lines]);
}

function mailboxOf({ name, address }: Correspondent): { name: string; email: string } {
  const email = tidyParameter(address).replace(/\s/g, "");
  return { name: tidyParameter(name) || email, email };
}
