import { createRequire } from "node:module";
import fc from "fast-check";
import { test } from "tap";
import {
  addDays,
  addMonths,
  addWeeks,
  compareDays,
  daysBetween,
  endOfDayAt,
  epochMs,
  formatDay,
  formatDayWithWeekday,
  isDay,
  isZone,
  localDay,
  localInstant,
  localTime,
  monthName,
  weekday,
} from "../../../packages/domain/src/time/calendar.ts";
import {
  addWorkingDays,
  holidayCalendar,
  holidayOn,
  holidaysOf,
  isWorkingDay,
  type Land,
  lands,
  nextWorkingDay,
  previousWorkingDay,
} from "../../../packages/domain/src/time/holidays.ts";
import { holds } from "../../support/holds.ts";

const berlin = "Europe/Berlin";
const day = fc.integer({ min: 0, max: 40_000 }).map((days) => addDays("1991-01-01", days));
const land = fc.constantFrom<Land>(...lands);

/** Second source. Its type declarations export nothing, so it is required. */
const feiertage: { getHolidays(year: number, region: Land): { dateString: string }[] } = createRequire(
  import.meta.url,
)("feiertagejs");

/** The days on which the two sources differ, and why `date-holidays` is right. */
const explainedDifferences: {
  lands: Land[];
  years: number[];
  monthDay: string;
  onlyIn: string;
  why: string;
}[] = [
  { lands: ["BE"], years: [2020, 2025], monthDay: "05-08", onlyIn: "ours", why: "one-off day of Berlin" },
  { lands: ["BE"], years: [2028], monthDay: "06-17", onlyIn: "ours", why: "one-off day of Berlin" },
  {
    lands: ["BY"],
    years: Array.from({ length: 20 }, (_, index) => 2016 + index),
    monthDay: "08-15",
    onlyIn: "theirs",
    why: "a holiday only in municipalities with a Catholic majority",
  },
  {
    lands: ["HB", "HH", "NI", "SH"],
    years: [2016],
    monthDay: "10-31",
    onlyIn: "theirs",
    why: "Reformationstag is a holiday there from 2018, and 2017 once nationwide",
  },
];

test("days are written YYYY-MM-DD and exist", async (t) => {
  for (const good of ["2026-01-01", "2028-02-29", "2000-02-29", "2026-12-31"]) t.ok(isDay(good), good);
  const bad = ["2026-02-29", "1900-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "2026-01-00", ""];
  for (const wrong of [...bad, "2026-1-1", "01.01.2026", "20260101", "2026-01-01T00:00", "2026-01-01\n"]) {
    t.notOk(isDay(wrong), JSON.stringify(wrong));
    t.throws(() => addDays(wrong, 1), { code: "invalid-day", params: { day: wrong } });
  }
});

test("days, weeks and months are added", async (t) => {
  t.equal(addDays("2026-12-31", 1), "2027-01-01");
  t.equal(addDays("2028-03-01", -1), "2028-02-29", "leap day");
  t.equal(addWeeks("2026-09-19", 6), "2026-10-31");
  t.equal(addWeeks("2026-11-13", 6), "2026-12-25");
  t.equal(addMonths("2026-08-31", 6), "2027-02-28", "a missing day is the last of the month (§ 188 (3) BGB)");
  t.equal(addMonths("2027-08-31", 6), "2028-02-29");
  t.equal(addMonths("2028-02-29", 12), "2029-02-28");
  t.equal(addMonths("2026-03-31", -1), "2026-02-28");
  t.equal(addMonths("2026-11-30", 3), "2027-02-28");
  t.equal(daysBetween("2026-01-15", "2026-04-15"), 90);
  t.equal(daysBetween("2028-03-01", "2028-02-28"), -2);
  t.same(["2026-10-02", "2025-12-31", "2026-01-10"].sort(compareDays), [
    "2025-12-31",
    "2026-01-10",
    "2026-10-02",
  ]);
  t.equal(compareDays("2026-10-02", "2026-10-02"), 0);
  t.equal(weekday("2026-11-02"), 1);
  t.equal(weekday("2026-10-31"), 6);
  t.equal(weekday("2026-11-15"), 7);
});

test("day arithmetic of any day", async (t) => {
  const amount = fc.integer({ min: -2_000, max: 2_000 });
  holds(t, "undoes itself and counts right", [day, amount], (start, days) => {
    const end = addDays(start, days);
    return addDays(end, -days) === start && daysBetween(start, end) === days;
  });
  holds(t, "keeps the weekday over weeks", [day, amount], (start, weeks) => {
    return weekday(addWeeks(start, weeks)) === weekday(start);
  });
  holds(t, "lands in the named month, on the same day or its last", [day, amount], (start, months) => {
    const end = addMonths(start, months);
    const monthsOf = (each: string) => Number(each.slice(0, 4)) * 12 + Number(each.slice(5, 7));
    const isSameDay = end.slice(8) === start.slice(8);
    const isLastOfMonth = addDays(end, 1).endsWith("-01");
    const isShorter = end.slice(8) < start.slice(8);
    return monthsOf(end) - monthsOf(start) === months && (isSameDay || (isLastOfMonth && isShorter));
  });
  holds(
    t,
    "sorts like time",
    [day, day],
    (a, b) => Math.sign(compareDays(b, a)) === Math.sign(daysBetween(a, b)),
  );
});

test("instants and local days meet, also when the clock changes", async (t) => {
  t.equal(localInstant("2026-10-23", "07:00", berlin), "2026-10-23T05:00:00.000Z", "summer time");
  t.equal(localInstant("2026-10-30", "07:00", berlin), "2026-10-30T06:00:00.000Z", "winter time");
  t.equal(localInstant("2026-03-29", "02:30", berlin), "2026-03-29T01:30:00.000Z", "skipped: 03:30");
  t.equal(localInstant("2026-10-25", "02:30", berlin), "2026-10-25T00:30:00.000Z", "repeated: the first");
  t.equal(localInstant("2026-09-22", "17:00", "Europe/Brussels"), "2026-09-22T15:00:00.000Z");
  t.equal(endOfDayAt("2027-01-07", berlin), "2027-01-07T23:00:00.000Z");
  t.equal(endOfDayAt("2026-03-28", berlin), "2026-03-28T23:00:00.000Z");
  t.equal(endOfDayAt("2026-03-29", berlin), "2026-03-29T22:00:00.000Z", "a day of 23 hours");
  t.equal(endOfDayAt("2026-10-25", berlin), "2026-10-25T23:00:00.000Z", "a day of 25 hours");
  t.equal(endOfDayAt("2028-02-29", berlin), "2028-02-29T23:00:00.000Z", "leap day");
  t.equal(endOfDayAt("2026-12-31", berlin), "2026-12-31T23:00:00.000Z", "year end");
  t.equal(endOfDayAt("2026-04-24", "Africa/Cairo"), "2026-04-24T21:00:00.000Z");
  t.equal(endOfDayAt("2026-04-23", "Africa/Cairo"), "2026-04-23T22:00:00.000Z", "a day that begins at one");
  t.equal(localTime("2026-04-23T22:00:00Z", "Africa/Cairo"), "01:00");
  t.equal(localTime("2026-10-25T00:30:00Z", berlin), "02:30");
  t.equal(localTime(new Date("2026-10-25T01:30:00Z"), berlin), "02:30");
  for (const name of ["Europe/Berlin", "America/Argentina/Buenos_Aires", "UTC", "Etc/GMT+1"])
    t.ok(isZone(name), name);
  for (const name of ["", "Europe/Ratzeburg", "+01:00", "-05", "17:00", " Europe/Berlin"])
    t.notOk(isZone(name), name);
  t.equal(localDay("2026-06-30T21:59:59Z", berlin), "2026-06-30");
  t.equal(localDay("2026-07-01T00:00:00+02:00", berlin), "2026-07-01");
  t.equal(localDay(new Date("2026-06-30T22:00:00Z"), berlin), "2026-07-01");
  t.equal(localDay("2026-06-30T22:00:00Z", "UTC"), "2026-06-30");
  t.equal(epochMs("1970-01-01T00:00:01Z"), 1_000);
  t.throws(() => epochMs(new Date("never")), RangeError);
  t.throws(() => epochMs("2026-07-01"), RangeError, "a day is not an instant");
  holds(t, "the end of any day is the first instant of the next", [day], (each) => {
    const endsAt = epochMs(endOfDayAt(each, berlin));
    const isLastMs = localDay(new Date(endsAt - 1), berlin) === each;
    return isLastMs && localDay(new Date(endsAt), berlin) === addDays(each, 1);
  });
  holds(
    t,
    "a clock time shows on that clock, but for the hour that spring skips",
    [day, fc.nat(1439)],
    (each, minute) => {
      const time = `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
      const instant = localInstant(each, time, berlin);
      const isSkipped = /-03-(2[5-9]|3[01])$/.test(each) && weekday(each) === 7 && time.startsWith("02");
      const shown = isSkipped ? time.replace("02", "03") : time;
      return localDay(instant, berlin) === each && localTime(instant, berlin) === shown;
    },
  );
  holds(t, "a morning of any day is on that day", [day], (each) => {
    return localDay(localInstant(each, "07:00", berlin), berlin) === each;
  });
});

test("days are written as each language writes them", async (t) => {
  t.equal(formatDay("2026-11-22", "de"), "22.11.2026");
  t.equal(formatDay("2026-11-22", "en"), "22 Nov 2026");
  t.equal(formatDay("2026-05-02", "de"), "02.05.2026");
  t.equal(formatDay("2026-05-02", "en"), "2 May 2026");
  t.equal(formatDay("2026-09-03", "en"), "3 Sep 2026");
  t.same(monthName("2027-03"), { de: "März 2027", en: "March 2027" });
  t.equal(formatDayWithWeekday("2026-11-02", "de"), "Montag, 02.11.2026");
  t.equal(formatDayWithWeekday("2026-11-02", "en"), "Monday, 2 Nov 2026");
  t.equal(formatDayWithWeekday("2026-11-15", "de"), "Sonntag, 15.11.2026");
});

test("public holidays of Schleswig-Holstein (§ 2 SFTG)", async (t) => {
  const expected: Record<number, string[]> = {
    2026: ["01-01", "04-03", "04-06", "05-01", "05-14", "05-25", "10-03", "10-31", "12-25", "12-26"],
    2027: ["01-01", "03-26", "03-29", "05-01", "05-06", "05-17", "10-03", "10-31", "12-25", "12-26"],
    2028: ["01-01", "04-14", "04-17", "05-01", "05-25", "06-05", "10-03", "10-31", "12-25", "12-26"],
  };
  for (const [year, days] of Object.entries(expected)) {
    t.same(
      [...holidaysOf("SH", Number(year)).keys()],
      days.map((monthDay) => `${year}-${monthDay}`),
      year,
    );
  }
  t.equal(holidaysOf("SH", 2016).size, 9, "no Reformationstag in the year of the council paper");
  t.equal(holidayOn("2016-10-31", "SH"), undefined);
  t.same(holidayOn("2017-10-31", "SH"), { de: "Reformationstag", en: "Reformation Day" }, "once, nationwide");
  t.ok(holidayOn("2017-10-31", "BY"));
  t.equal(holidayOn("2018-10-31", "BY"), undefined);
  t.ok(holidayOn("2018-10-31", "SH"), "by the law of 21.03.2018");
  t.equal(holidayOn("2026-12-24", "SH"), undefined, "24 and 31 December are working days in law");
  t.ok(isWorkingDay("2026-12-31", "SH"));
  t.ok(holidayOn("2026-06-04", "NW"), "Fronleichnam where the funder sits");
  t.equal(holidayOn("2026-06-04", "SH"), undefined);
  t.same(holidayOn("2008-05-01", "SH"), {
    de: "Maifeiertag / Christi Himmelfahrt",
    en: "Labour Day / Ascension Day",
  });
  t.equal(holidaysOf("SH", 2026), holidaysOf("SH", 2026), "read once");
  for (const year of [1989, 2101, 2026.5]) {
    t.throws(() => holidaysOf("SH", year), { code: "year-out-of-range", params: { year } });
  }
});

test("sixteen Länder agree with a second source on every day, 2016 to 2035", async (t) => {
  t.equal(new Set(lands).size, 16);
  const found: string[] = [];
  let compared = 0;
  for (let year = 2016; year <= 2035; year += 1) {
    const days = Array.from({ length: daysBetween(`${year}-01-01`, `${year + 1}-01-01`) }, (_, index) =>
      addDays(`${year}-01-01`, index),
    );
    for (const each of lands) {
      const theirs = new Set(feiertage.getHolidays(year, each).map(({ dateString }) => dateString));
      for (const on of days) {
        const isOurs = holidayOn(on, each) !== undefined;
        if (isOurs !== theirs.has(on)) found.push(`${each} ${on} ${isOurs ? "ours" : "theirs"}`);
        compared += 1;
      }
    }
  }
  const explained = explainedDifferences.flatMap(({ lands, years, monthDay, onlyIn }) =>
    lands.flatMap((each) => years.map((year) => `${each} ${year}-${monthDay} ${onlyIn}`)),
  );
  t.equal(compared, 16 * 7_305);
  t.equal(explained.length, 27);
  t.same(found.toSorted(), explained.toSorted());
});

/** Days that a law made a holiday, or a single one, and the day on which the neighbours or the year before worked. */
const effectiveDated: { what: string; holiday: [Land, string][]; working: [Land, string][] }[] = [
  {
    what: "8 May, 75 and 80 years after the end of the war, in Berlin alone",
    holiday: [
      ["BE", "2020-05-08"],
      ["BE", "2025-05-08"],
    ],
    working: [
      ["BE", "2024-05-08"],
      ["BE", "2026-05-08"],
      ["BB", "2020-05-08"],
      ["SH", "2025-05-08"],
    ],
  },
  {
    what: "17 June 2028 in Berlin, once",
    holiday: [["BE", "2028-06-17"]],
    working: [
      ["BE", "2027-06-17"],
      ["BE", "2030-06-17"],
    ],
  },
  {
    what: "Reformation Day in the north from 2018 on",
    holiday: (["HB", "HH", "NI", "SH"] as const).flatMap((each): [Land, string][] => [
      [each, "2018-10-31"],
      [each, "2035-10-31"],
    ]),
    working: (["HB", "HH", "NI", "SH"] as const).map((each): [Land, string] => [each, "2016-10-31"]),
  },
  {
    what: "Women's Day in Berlin from 2019, in Mecklenburg-Vorpommern from 2023",
    holiday: [
      ["BE", "2019-03-08"],
      ["MV", "2023-03-08"],
    ],
    working: [
      ["BE", "2018-03-08"],
      ["MV", "2022-03-08"],
    ],
  },
  {
    what: "Children's Day in Thuringia from 2019",
    holiday: [["TH", "2019-09-20"]],
    working: [
      ["TH", "2018-09-20"],
      ["SN", "2019-09-20"],
    ],
  },
  {
    what: "Repentance Day in Saxony alone",
    holiday: [["SN", "2026-11-18"]],
    working: [
      ["TH", "2026-11-18"],
      ["BY", "2026-11-18"],
    ],
  },
];

test("holidays hold from the day of their law, where it holds", async (t) => {
  for (const { what, holiday, working } of effectiveDated) {
    for (const [where, on] of holiday) t.ok(holidayOn(on, where), `${what}: ${where} ${on}`);
    for (const [where, on] of working)
      t.equal(holidayOn(on, where), undefined, `${what}: not ${where} ${on}`);
  }
  const everywhere = lands.filter((each) => holidayOn("2017-10-31", each) !== undefined);
  t.same(everywhere, [...lands], "Reformation Day 2017 nationwide");
  const { version } = createRequire(import.meta.url)("date-holidays/package.json") as { version: string };
  t.equal(holidayCalendar, `date-holidays ${version}`, "deadlines name the version that is installed");
});

test("working days skip weekends and holidays", async (t) => {
  t.equal(nextWorkingDay("2026-10-31", "SH"), "2026-11-02");
  t.equal(nextWorkingDay("2026-12-25", "SH"), "2026-12-28");
  t.equal(nextWorkingDay("2026-11-02", "SH"), "2026-11-02", "the day itself");
  t.equal(nextWorkingDay("2027-12-31", "SH"), "2027-12-31");
  t.equal(nextWorkingDay("2028-01-01", "SH"), "2028-01-03");
  t.equal(previousWorkingDay("2026-04-06", "SH"), "2026-04-02", "over Easter");
  t.equal(previousWorkingDay("2027-01-01", "SH"), "2026-12-31", "into the year before");
  t.equal(addWorkingDays("2026-04-02", 1, "SH"), "2026-04-07");
  t.equal(addWorkingDays("2026-04-07", -1, "SH"), "2026-04-02");
  t.equal(addWorkingDays("2026-11-07", 5, "SH"), "2026-11-13", "from a Saturday");
  t.equal(addWorkingDays("2026-11-07", 0, "SH"), "2026-11-07", "none is the day itself");
});

test("working days of any day and Land", async (t) => {
  const daysFrom = (start: string, end: string) =>
    Array.from({ length: daysBetween(start, end) }, (_, index) => addDays(start, index));
  holds(t, "the next one is a working day, and none lies between", [day, land], (start, where) => {
    const end = nextWorkingDay(start, where);
    return isWorkingDay(end, where) && !daysFrom(start, end).some((each) => isWorkingDay(each, where));
  });
  holds(t, "the previous one is a working day, and none lies between", [day, land], (end, where) => {
    const start = previousWorkingDay(end, where);
    const between = daysFrom(start, end).map((each) => addDays(each, 1));
    return isWorkingDay(start, where) && !between.some((each) => isWorkingDay(each, where));
  });
  holds(
    t,
    "n of them span exactly n",
    [day, land, fc.integer({ min: 1, max: 30 })],
    (start, where, amount) => {
      const end = addWorkingDays(start, amount, where);
      const after = daysFrom(start, end).map((each) => addDays(each, 1));
      return isWorkingDay(end, where) && after.filter((each) => isWorkingDay(each, where)).length === amount;
    },
  );
  holds(
    t,
    "the n-th before a working day and the n-th after it meet again",
    [day, land, fc.integer({ min: 0, max: 60 })],
    (any, where, amount) => {
      const start = nextWorkingDay(any, where);
      return addWorkingDays(addWorkingDays(start, -amount, where), amount, where) === start;
    },
  );
  holds(t, "Saturday and Sunday are none", [day, land], (each, where) => {
    return weekday(each) < 6 || !isWorkingDay(each, where);
  });
});
