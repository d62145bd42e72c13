import { type CalendarEvent, callEvent, deadlineEvent, meetingEvent } from "@zuwendo/calendar";
import type { EntryRow } from "./queries.ts";

/** The entries in the order of their days, so that the same rows give the same text. */
export function eventsOf(rows: readonly EntryRow[]): CalendarEvent[] {
  const keyOf = ({ day, source, id }: EntryRow) => `${day} ${source} ${id}`;
  const keyed = rows.map((row) => ({ row, key: keyOf(row) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : 1));
  return keyed.map(({ row }) => eventOf(row));
}

function eventOf(row: EntryRow): CalendarEvent {
  const { source, day, state, endsAt, title } = row;
  switch (source) {
    case "deadline":
      return deadlineEvent({ ...row, effectiveOn: day, state: state as CalendarEvent["state"] });
    case "call":
      return callEvent({ ...row, closesOn: day, closesAt: endsAt });
    case "meeting":
      return meetingEvent({
        ...row,
        committeeName: title,
        takesPlaceOn: day,
        state: state as "planned" | "held" | "cancelled",
      });
    default:
      return source satisfies never;
  }
}
