import { type CalendarEvent, calendarText, invitationText } from "@zuwendo/calendar";
import fc from "fast-check";
import { test } from "tap";
import { holds } from "../support/holds.ts";
import { readCalendar } from "./read-calendar.ts";

const event: CalendarEvent = {
  kind: "deadline",
  id: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10",
  version: 4,
  updatedAt: "2026-09-19T09:12:45.120366Z",
  state: "open",
  on: "2027-02-19",
  endsAt: null,
  title: { de: "Mittelabruf: Chor", en: "Drawdown request: Chor" },
  description: { de: "Weil.", en: "Because." },
  place: null,
};
const input = {
  language: "en",
  host: "zuwendo.example",
  organizer: { name: "Koordinierungsstelle; Rendsburg", address: "no-reply@zuwendo.example" },
  attendee: { name: "Paula “Pia” Projekt", address: "paula@verein.example" },
  event,
} as const;

test("an invitation asks for nothing and replaces the entry of the feeds", async (t) => {
  const text = invitationText(input);
  const { value, events } = readCalendar(text);
  t.equal(value("method"), "REQUEST");
  t.same(events[0]?.mailboxes, [
    {
      role: "organizer",
      address: "mailto:no-reply@zuwendo.example",
      name: "Koordinierungsstelle; Rendsburg",
      rsvp: null,
    },
    { role: "attendee", address: "MAILTO:paula@verein.example", name: "Paula “Pia” Projekt", rsvp: "FALSE" },
  ]);
  const feed = calendarText({
    name: "x",
    language: "en",
    host: input.host,
    alarmDays: null,
    events: [event],
  });
  t.same({ ...events[0], mailboxes: [] }, readCalendar(feed).events[0], "else it is the same entry");
  t.equal(events[0]?.sequence, 3);
  t.equal(invitationText(input), text, "byte for byte the same again");
});

test("what was cancelled is called off", async (t) => {
  const { value, events } = readCalendar(
    invitationText({ ...input, event: { ...event, state: "cancelled" } }),
  );
  t.equal(value("method"), "CANCEL");
  t.match(events[0], { status: "CANCELLED", sequence: 3, summary: "Drawdown request: Chor" });
});

test("no name or address breaks out of its place", async (t) => {
  const odd = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      'a" ;CN=b',
      'x":mailto:evil@x.example\r\nX:',
      "back\\slash",
      "\r\nATTENDEE:mailto:e@x.example",
      "👩‍👩‍👧".repeat(20),
    ),
  );
  holds(t, "names", [odd, odd], (organizer, attendee) => {
    const text = invitationText({
      ...input,
      organizer: { ...input.organizer, name: organizer },
      attendee: { ...input.attendee, name: attendee },
    });
    const boxes = readCalendar(text).events[0]?.mailboxes ?? [];
    return (
      boxes.length === 2 &&
      boxes[0]?.address === "mailto:no-reply@zuwendo.example" &&
      boxes[1]?.address === "MAILTO:paula@verein.example" &&
      text
        .split("\r\n")
        .every((line) => Buffer.byteLength(line) <= 75 && !/[\p{Cc}\p{Surrogate}]/u.test(line))
    );
  });
});
