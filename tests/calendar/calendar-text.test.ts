import {
  type CalendarEvent,
  calendarText,
  callEvent,
  type DeadlineFacts,
  deadlineEvent,
  meetingEvent,
} from "@zuwendo/calendar";
import { addDays } from "@zuwendo/domain";
import fc from "fast-check";
import { test } from "tap";
import { holds } from "../support/holds.ts";
import { readCalendar } from "./read-calendar.ts";

const deadline: DeadlineFacts = {
  id: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10",
  version: 3,
  updatedAt: "2026-09-19T09:12:45.120366Z",
  kind: "proof-of-use",
  title: "Begegnungscafé am Markt",
  effectiveOn: "2027-02-12",
  softOn: null,
  endsAt: "2027-02-12T23:00:00.000Z",
  isTimed: false,
  strictness: "ordinary",
  explanation: {
    de: "Projektende am 31.12.2026 + 6 Wochen = Freitag, 12.02.2027.",
    en: "End of the project on 31 Dec 2026 + 6 weeks = Friday, 12 Feb 2027.",
  },
  state: "open",
};

const write = (events: readonly CalendarEvent[], more: Partial<Parameters<typeof calendarText>[0]> = {}) =>
  calendarText({
    name: "Meine Fristen",
    language: "de",
    host: "zuwendo.example",
    alarmDays: null,
    events,
    ...more,
  });

function only(text: string) {
  const [event, ...others] = readCalendar(text).events;
  if (event === undefined || others.length > 0) throw new Error("one event was expected");
  return event;
}

const read = (changes: Partial<DeadlineFacts>, more: Partial<Parameters<typeof calendarText>[0]> = {}) =>
  only(write([deadlineEvent({ ...deadline, ...changes })], more));

test("the calendar says whose it is and how often to look", async (t) => {
  const text = write([]);
  const { value, events } = readCalendar(text);
  t.equal(value("prodid"), "-//Zuwendo//Zuwendo//DE");
  t.equal(value("version"), "2.0");
  t.equal(value("method"), "PUBLISH");
  t.equal(value("x-wr-calname"), "Meine Fristen");
  t.equal(value("refresh-interval"), "PT1H");
  t.match(text, "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\n");
  t.same(events, []);
  t.match(text, /\r\nEND:VCALENDAR\r\n$/);
});

test("a deadline is a whole day that blocks nobody's time", async (t) => {
  const event = read({});
  t.same(event, {
    uid: "deadline-019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10@zuwendo.example",
    sequence: 2,
    stamp: "2026-09-19T09:12:45Z",
    lastModified: "2026-09-19T09:12:45Z",
    isAllDay: true,
    start: "2027-02-12",
    end: "2027-02-13",
    summary: "Verwendungsnachweis: Begegnungscafé am Markt",
    description:
      "Projektende am 31.12.2026 + 6 Wochen = Freitag, 12.02.2027.\nEs gilt der Bescheid, nicht dieser Kalender.",
    location: null,
    url: null,
    status: "CONFIRMED",
    transparency: "TRANSPARENT",
    class: "PRIVATE",
    alarms: [],
    mailboxes: [],
  });
  const again = write([deadlineEvent(deadline)]);
  t.equal(write([deadlineEvent({ ...deadline })]), again, "byte for byte the same again");
  const english = read({ strictness: "substantive", softOn: "2027-02-05" }, { language: "en" });
  t.equal(english.summary, "Proof of use: Begegnungscafé am Markt");
  t.same(english.description.split("\n"), [
    "End of the project on 31 Dec 2026 + 6 weeks = Friday, 12 Feb 2027.",
    "By 5 Feb 2027 if possible.",
    "Substantive deadline (Ausschlussfrist): whatever comes later is not considered.",
    "The grant notice (Bescheid) prevails, not this calendar.",
  ]);
});

test("what is met, what is cancelled, and what is no longer theirs", async (t) => {
  const met = read({ state: "met", strictness: "substantive" }, { alarmDays: 3 });
  t.match(met, {
    status: "CONFIRMED",
    summary: "✓ Verwendungsnachweis: Begegnungscafé am Markt",
    alarms: [],
  });
  t.match(met.description, /^Erledigt\.\n/);
  t.notMatch(met.description, /Ausschlussfrist/);
  const cancelled = read({ state: "cancelled" }, { alarmDays: 3 });
  t.match(cancelled, { status: "CANCELLED", summary: /^Verwendungsnachweis: /, alarms: [] });
  t.match(cancelled.description, /^Diese Frist entfällt\.\n/);
  const former = read({ isFormer: true, softOn: "2027-02-05" }, { alarmDays: 3 });
  t.match(former, { status: "CANCELLED", sequence: 2, alarms: [] });
  t.equal(former.description, "Für diese Frist sind Sie nicht mehr zuständig.", "and nothing of its day");
});

test("a clock time ends the entry at that instant", async (t) => {
  const event = read({ isTimed: true, endsAt: "2027-02-12T11:00:00.000Z" }, { alarmDays: 2 });
  t.match(event, { isAllDay: false, start: "2027-02-12T10:30:00Z", end: "2027-02-12T11:00:00Z" });
  t.equal(event.alarms[0]?.trigger, "-P2D");
});

test("an alarm rings in the morning, so many days before", async (t) => {
  const alarm = (alarmDays: number) => read({}, { alarmDays }).alarms;
  const description = "Verwendungsnachweis: Begegnungscafé am Markt";
  t.same(alarm(3), [{ action: "DISPLAY", description, trigger: "-P2DT15H", related: "START" }]);
  t.equal(alarm(1)[0]?.trigger, "-PT15H");
  t.same(alarm(0), [{ action: "DISPLAY", description, trigger: "PT9H", related: "START" }], "on the day");
});

test("whole days around clock changes, leap days and the end of the year", async (t) => {
  for (const [on, end] of [
    ["2027-03-28", "2027-03-29"],
    ["2027-10-31", "2027-11-01"],
    ["2028-02-28", "2028-02-29"],
    ["2028-02-29", "2028-03-01"],
    ["2027-02-28", "2027-03-01"],
    ["2026-12-31", "2027-01-01"],
  ] as const) {
    t.match(read({ effectiveOn: on }), { isAllDay: true, start: on, end }, on);
  }
});

test("calls and meetings", async (t) => {
  const { id, updatedAt } = deadline;
  const row = { id, version: 1, updatedAt };
  const call = only(
    write([
      callEvent({
        ...row,
        title: "Erste Runde",
        closesOn: "2027-01-07",
        closesAt: "2027-01-07T23:00:00.000Z",
        isTimed: false,
        strictness: "substantive",
      }),
    ]),
  );
  t.match(call, {
    uid: `call-${id}@zuwendo.example`,
    sequence: 0,
    start: "2027-01-07",
    summary: "Antragsschluss: Erste Runde",
    description: /^Ausschlussfrist: .*\nEs gilt der Förderaufruf/,
    url: null,
  });
  const meeting = {
    ...row,
    committeeName: "Begleitausschuss",
    takesPlaceOn: "2027-01-21",
    place: "Saal 1, Rathaus",
  };
  const planned = only(write([meetingEvent({ ...meeting, state: "planned" })]));
  t.match(planned, {
    uid: `meeting-${id}@zuwendo.example`,
    start: "2027-01-21",
    summary: "Sitzung: Begleitausschuss",
    location: "Saal 1, Rathaus",
    status: "CONFIRMED",
  });
  const cancelled = only(write([meetingEvent({ ...meeting, state: "cancelled" })]));
  t.match(cancelled, { status: "CANCELLED", description: /^Die Sitzung fällt aus/ });
  const held = only(write([meetingEvent({ ...meeting, state: "held" })], { alarmDays: 1 }));
  t.match(held, { status: "CONFIRMED", summary: "✓ Sitzung: Begleitausschuss", alarms: [] });
});

/** Texts with everything that means something in a calendar. */
const oddText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "\r\n",
        "\n",
        "\r",
        "\\n",
        "\\",
        ";",
        ",",
        ":",
        '"',
        "^n",
        "\t",
        "\u0000",
        "\u0085",
        "\u2028",
      ),
      fc.constantFrom(
        "END:VEVENT",
        "\r\nATTENDEE:mailto:x@y.example",
        "\nBEGIN:VALARM",
        "\u202e",
        "\ud800",
        "\udc00",
      ),
      fc.constantFrom(
        "Bürgermeisterwahl",
        "👩‍👩‍👧‍👦",
        "🎉",
        "é",
        "e\u0301",
        "ß".repeat(40),
        "x".repeat(80),
        "   ",
      ),
      fc.string({ unit: "binary", maxLength: 30 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));

/** What is left of a text: lines, without control characters, direction marks and halves of characters. */
function kept(text: string): string {
  return text
    .replace(/\r\n|[\r\v\f\u0085\u2028\u2029]/g, "\n")
    .replaceAll("\t", " ")
    .replace(/(?!\n)[\p{Cc}\p{Surrogate}\u202a-\u202e\u2066-\u2069]/gu, "")
    .replace(/[ \n]+$/, "");
}
const keptLine = (text: string) => kept(text).replace(/\s+/g, " ").trim();

function isWellFormed(text: string): boolean {
  const lines = text.split("\r\n");
  return (
    lines.pop() === "" &&
    lines.every((line) => Buffer.byteLength(line) <= 75 && !/[\p{Cc}\p{Surrogate}\u2028\u2029]/u.test(line))
  );
}

test("whatever a text holds, it is read back and starts no line of its own", async (t) => {
  holds(t, "titles and explanations", [oddText, oddText], (title, explanation) => {
    const facts = { ...deadline, title, explanation: { de: explanation, en: "" } };
    const text = write([deadlineEvent(facts)], { alarmDays: 1 });
    const event = only(text);
    return (
      isWellFormed(text) &&
      event.summary === keptLine(`Verwendungsnachweis: ${title}`) &&
      event.description === kept(`${explanation}\nEs gilt der Bescheid, nicht dieser Kalender.`) &&
      event.alarms.length === 1 &&
      event.mailboxes.length === 0
    );
  });
  holds(t, "names of calendars", [oddText], (name) => {
    const text = write([], { name });
    // A property of nobody's standard: ical.js leaves it as it is written.
    const written = readCalendar(text).value("x-wr-calname") ?? "";
    return isWellFormed(text) && written.replace(/\\(.)/g, "$1") === keptLine(name);
  });
  holds(t, "places", [oddText], (place) => {
    const { id, version, updatedAt } = deadline;
    const facts = { id, version, updatedAt, committeeName: "Beirat", takesPlaceOn: "2027-01-21", place };
    const text = write([meetingEvent({ ...facts, state: "planned" })]);
    return isWellFormed(text) && (only(text).location ?? "") === keptLine(place);
  });
});

test("any day and version: exclusive end, rising sequence, stable UID", async (t) => {
  const day = fc.integer({ min: 0, max: 25_000 }).map((days) => addDays("2000-01-01", days));
  holds(t, "days and versions", [day, fc.integer({ min: 1, max: 1_000_000 })], (on, version) => {
    const event = read({ effectiveOn: on, version });
    const next = read({ effectiveOn: addDays(on, 7), version: version + 1 });
    return (
      event.start === on &&
      event.end === addDays(on, 1) &&
      event.sequence < next.sequence &&
      event.uid === next.uid
    );
  });
});

test("thousands of entries are written at once", async (t) => {
  const events = Array.from({ length: 5000 }, (_, index) =>
    deadlineEvent({ ...deadline, id: `019ab2c4-6f0e-7a31-9d7e-${String(index).padStart(12, "0")}` }),
  );
  const text = write(events, { alarmDays: 1 });
  t.ok(isWellFormed(text));
  t.equal(new Set(readCalendar(text).events.map(({ uid }) => uid)).size, 5000);
});
