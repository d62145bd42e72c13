import ICAL from "ical.js";

/** A calendar as another library reads it; throws where that one cannot. */
export function readCalendar(text: string) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const value = (name: string) => calendar.getFirstPropertyValue(name)?.toString() ?? null;
  return {
    value,
    events: calendar.getAllSubcomponents("vevent").map(readEvent),
  };
}

export type ReadEvent = ReturnType<typeof readEvent>;

function readEvent(event: ICAL.Component) {
  const value = (name: string) => event.getFirstPropertyValue(name)?.toString() ?? null;
  const time = (name: string) => event.getFirstPropertyValue(name) as ICAL.Time;
  const start = time("dtstart");
  return {
    uid: value("uid") ?? "",
    sequence: Number(value("sequence")),
    stamp: value("dtstamp"),
    lastModified: value("last-modified"),
    isAllDay: start.isDate,
    /** A day, or an instant in UTC. */
    start: start.toString(),
    end: time("dtend").toString(),
    summary: value("summary") ?? "",
    description: value("description") ?? "",
    location: value("location"),
    url: value("url"),
    status: value("status"),
    transparency: value("transp"),
    class: value("class"),
    alarms: event.getAllSubcomponents("valarm").map((alarm) => ({
      action: alarm.getFirstPropertyValue("action")?.toString(),
      description: alarm.getFirstPropertyValue("description")?.toString(),
      trigger: alarm.getFirstPropertyValue("trigger")?.toString(),
      related: alarm.getFirstProperty("trigger")?.getFirstParameter("related") ?? null,
    })),
    mailboxes: ["organizer", "attendee"].flatMap((name) =>
      event.getAllProperties(name).map((property) => ({
        role: name,
        address: property.getFirstValue()?.toString(),
        name: property.getFirstParameter("cn"),
        rsvp: property.getFirstParameter("rsvp") ?? null,
      })),
    ),
  };
}
