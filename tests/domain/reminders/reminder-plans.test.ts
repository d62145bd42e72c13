import fc from "fast-check";
import { test } from "tap";
import {
  type DeadlineKind,
  deadlineKinds,
  rollPolicies,
} from "../../../packages/domain/src/deadlines/kinds.ts";
import { planDeadline } from "../../../packages/domain/src/deadlines/plan-deadline.ts";
import {
  isSendDay,
  nextOpening,
  nextReminder,
  type PlannedReminder,
  plannedSteps,
  type RemindedDeadline,
  remindersBetween,
  type SendRule,
  sendAtOf,
} from "../../../packages/domain/src/reminders/due-steps.ts";
import { countedDaysFor, endDaysFor } from "../../../packages/domain/src/reminders/forecast.ts";
import {
  ladderOf,
  type PlanStep,
  reminderAudiences,
  reminderLadders,
  reminderStep,
  stepText,
  stepUnits,
} from "../../../packages/domain/src/reminders/ladders.ts";
import {
  ladderInForce,
  type Receiver,
  type SetPlan,
  standInFor,
} from "../../../packages/domain/src/reminders/plans.ts";
import {
  addDays,
  compareDays,
  epochMs,
  localDay,
  localInstant,
} from "../../../packages/domain/src/time/calendar.ts";
import { holidayOn, type Land, lands } from "../../../packages/domain/src/time/holidays.ts";
import { holds } from "../../support/holds.ts";

const zone = "Europe/Berlin";
/** Days of any season, and of the weeks in which the most holidays follow each other. */
const day = fc.oneof(
  fc.integer({ min: 0, max: 9_000 }).map((days) => addDays("2016-01-01", days)),
  fc
    .tuple(fc.integer({ min: 2016, max: 2040 }), fc.constantFrom("12-18", "04-01", "04-28"), fc.nat(24))
    .map(([year, from, days]) => addDays(`${year}-${from}`, days)),
);
const land = fc.constantFrom<Land>(...lands);

const step: fc.Arbitrary<PlanStep> = fc.record({
  days: fc.oneof(
    fc.integer({ min: -60, max: 90 }),
    fc.integer({ min: -5, max: 5 }),
    fc.constantFrom(-400, 400),
  ),
  unit: fc.constantFrom(...stepUnits),
  audience: fc.uniqueArray(fc.constantFrom(...reminderAudiences), { minLength: 1 }),
});
const ladder = fc
  .uniqueArray(step, { minLength: 1, maxLength: 8, selector: ({ days, unit }) => `${unit} ${days}` })
  .map(ladderOf);
const weekdays: fc.Arbitrary<readonly number[]> = fc.oneof(
  fc.constantFrom([1, 2, 3, 4, 5], [2, 4], [2], [1], [5], [7]),
  fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
);
const hours = fc.constantFrom("00:00", "02:30", "07:00", "09:15", "23:30");

/** Any deadline with a plan of its own, performed elsewhere than its office sends. */
const deadline: fc.Arbitrary<RemindedDeadline> = fc
  .record({
    kind: fc.constantFrom<DeadlineKind>(...deadlineKinds),
    on: day,
    softDays: fc.option(fc.integer({ min: -10, max: 120 })),
    place: land,
    office: land,
    rollPolicy: fc.constantFrom(...rollPolicies),
    ladder,
    sendWeekdays: weekdays,
    sendFrom: hours,
    time: fc.option(fc.constantFrom("00:00", "06:59", "17:00")),
  })
  .map(({ on, softDays, place, office, rollPolicy, time, kind, ...plan }) => {
    const hard =
      time === null
        ? ({ kind: "fixed", on } as const)
        : ({ kind: "at-time", on, time, zone: "Europe/Brussels" } as const);
    const rule =
      softDays === null
        ? hard
        : ({ kind: "soft-and-hard", soft: { kind: "fixed", on: addDays(on, -softDays) }, hard } as const);
    const planned = planDeadline({ kind, rule, land: place, zone, rollPolicy });
    if (planned.none) throw new Error("no deadline");
    const { nominalOn, softOn, endsAt } = planned;
    return { kind, nominalOn, softOn, endsAt, land: office, zone, ...plan };
  });

function isOverdue({ step: { days } }: PlannedReminder): boolean {
  return days < 0;
}

function stepping(of: RemindedDeadline, after: string | null, until: string): PlannedReminder[] {
  const found: PlannedReminder[] = [];
  let next = nextReminder(of, after);
  while (next !== undefined && epochMs(next.sendAt) <= epochMs(until)) {
    found.push(next);
    next = nextReminder(of, next.sendAt);
  }
  return found;
}

test("any plan of any deadline", async (t) => {
  holds(t, "goes out at the office's hour on a day it sends on", [deadline], (each) => {
    return plannedSteps(each).every(({ sendAt }) => {
      const on = localDay(sendAt, zone);
      return isSendDay(on, each) && sendAt === localInstant(on, each.sendFrom ?? "", zone);
    });
  });
  holds(
    t,
    "never announces an end that has come, and never calls overdue what is in time",
    [deadline],
    (each) => {
      return stepping(each, null, "2100-01-01T00:00:00Z").every((reminder) => {
        const hasEnded = epochMs(reminder.sendAt) >= epochMs(each.endsAt);
        return hasEnded === isOverdue(reminder);
      });
    },
  );
  holds(t, "never goes out after its day, an overdue step never before", [deadline], (each) => {
    return plannedSteps(each).every(({ step: { key, days, unit }, sendAt }) => {
      if (unit !== "days") return true;
      const from = key.startsWith("soft-") ? (each.softOn ?? "") : each.nominalOn;
      const side = compareDays(localDay(sendAt, zone), addDays(from, -days));
      return days < 0 ? side >= 0 : side <= 0;
    });
  });
  holds(t, "has every step once, those before the end also for the soft day", [deadline], (each) => {
    const keys = plannedSteps(each).map(({ step: { key } }) => key);
    const own = (each.ladder ?? []).map(({ key }) => key);
    const soft = (each.ladder ?? []).filter(({ days }) => days >= 0).map(({ key }) => `soft-${key}`);
    const expected = each.softOn == null ? own : [...own, ...soft];
    return (
      new Set(keys).size === keys.length && JSON.stringify(keys.sort()) === JSON.stringify(expected.sort())
    );
  });
  const span = fc.tuple(fc.integer({ min: -500, max: 500 }), fc.integer({ min: 0, max: 200 }));
  holds(
    t,
    "is listed between two instants as stepping from one to the next finds it",
    [deadline, span],
    (each, [start, length]) => {
      const after = new Date(epochMs(each.endsAt) + start * 43_200_000).toISOString();
      const until = new Date(epochMs(after) + length * 43_200_000).toISOString();
      const listed = remindersBetween(each, after, until);
      return JSON.stringify(listed) === JSON.stringify(stepping(each, after, until));
    },
  );
  holds(t, "is found by the days a preview looks at", [deadline], (each) => {
    const lastDay = localDay(new Date(epochMs(each.endsAt) - 1), zone);
    return plannedSteps(each).every(({ step, sendAt }) => {
      const sentOn = localDay(sendAt, zone);
      const counted = countedDaysFor(step, sentOn, each);
      if (step.key.startsWith("soft-")) return counted.includes(each.softOn ?? "");
      return (
        counted.includes(each.nominalOn) ||
        (lastDay < each.nominalOn && counted.includes(lastDay)) ||
        (step.days < 0 && endDaysFor(sentOn, each).includes(lastDay))
      );
    });
  });
});

test("an office that sends on Mondays only is found over Christmas, too", async (t) => {
  const monday = {
    kind: "completion",
    endsAt: "2024-01-08T23:00:00Z",
    land: "SH",
    zone,
    sendWeekdays: [1],
  } as const;
  const dayBefore = sendAtOf({ ...monday, nominalOn: "2024-01-08" }, reminderStep(1));
  t.equal(dayBefore, "2023-12-18T06:00:00.000Z", "Mondays 25.12. and 01.01. are holidays");
  const found = countedDaysFor(reminderStep(1), "2023-12-18", monday);
  t.equal(found[0], "2023-12-19");
  t.equal(found.at(-1), "2024-01-08");
  const overdue = sendAtOf(
    { ...monday, nominalOn: "2023-12-16", endsAt: "2023-12-18T23:00:00Z" },
    reminderStep(-1),
  );
  t.equal(overdue, "2024-01-08T06:00:00.000Z");
  t.ok(endDaysFor("2024-01-08", monday).includes("2023-12-18"));
});

const office: SendRule = { land: "SH", zone, sendFrom: "07:00", sendUntil: "09:00" };

test("an office opens at its hour, on its days, in its time zone", async (t) => {
  const opening = (now: string, rule: SendRule = office) => nextOpening(now, rule);
  t.equal(opening("2026-11-16T05:59:59Z"), "2026-11-16T06:00:00.000Z", "before seven");
  t.equal(opening("2026-11-16T06:00:00Z"), "2026-11-16T06:00:00.000Z", "at seven");
  t.equal(opening("2026-11-16T07:12:34.567Z"), "2026-11-16T07:12:34.567Z", "within the hours: now");
  t.equal(opening("2026-11-16T08:00:00Z"), "2026-11-16T08:00:00.000Z", "the last instant");
  t.equal(opening("2026-11-16T08:00:00.001Z"), "2026-11-17T06:00:00.000Z", "after nine: the next morning");
  t.equal(opening("2026-11-16T20:00:00Z", { ...office, sendUntil: undefined }), "2026-11-16T20:00:00.000Z");
  t.equal(opening("2026-11-13T09:00:00Z"), "2026-11-16T06:00:00.000Z", "over the weekend");
  t.equal(opening("2026-04-02T09:00:00Z"), "2026-04-07T05:00:00.000Z", "over Easter");
  t.equal(opening("2026-12-24T09:00:00Z"), "2026-12-28T06:00:00.000Z", "over Christmas");
  t.equal(opening("2026-12-31T09:00:00Z"), "2027-01-04T06:00:00.000Z", "over New Year");
  t.equal(opening("2026-03-27T09:00:00Z"), "2026-03-30T05:00:00.000Z", "over the change to summer time");
  t.equal(opening("2026-10-23T09:00:00Z"), "2026-10-26T06:00:00.000Z", "and back");
  t.equal(
    opening("2026-03-29T00:59:00Z", { ...office, sendWeekdays: [7], sendFrom: "02:30" }),
    "2026-03-29T01:30:00.000Z",
  );
  t.equal(opening("2026-11-18T09:00:00Z", { ...office, sendWeekdays: [2, 4] }), "2026-11-19T06:00:00.000Z");
  t.equal(opening("2023-12-18T09:00:00Z", { ...office, sendWeekdays: [1] }), "2024-01-08T06:00:00.000Z");
  const instant = fc
    .tuple(day, fc.integer({ min: 0, max: 86_399 }))
    .map(([on, second]) => new Date(Date.parse(`${on}T00:00:00Z`) + second * 1_000));
  const rule = fc.record({
    land,
    zone: fc.constant(zone),
    sendFrom: fc.constantFrom("00:00", "07:00"),
    sendUntil: fc.constantFrom("08:00", "23:59", undefined),
    sendWeekdays: weekdays,
  });
  holds(
    t,
    "never in the past, never outside its hours, and no opening before it is missed",
    [instant, rule],
    (now, each) => {
      const opens = nextOpening(now, each);
      const on = localDay(opens, zone);
      const isOpen = isSendDay(on, each) && opens >= localInstant(on, each.sendFrom, zone);
      const isBeforeClose = each.sendUntil === undefined || opens <= localInstant(on, each.sendUntil, zone);
      let missed = 0;
      for (let between = addDays(localDay(now, zone), 1); between < on; between = addDays(between, 1)) {
        if (isSendDay(between, each)) missed += 1;
      }
      return (
        epochMs(opens) >= now.getTime() &&
        isOpen &&
        isBeforeClose &&
        missed === 0 &&
        nextOpening(opens, each) === opens
      );
    },
  );
  holds(t, "sends on no holiday and on no other day of the week", [day, rule], (on, each) => {
    const number = ((Math.round(Date.parse(`${on}T00:00:00Z`) / 86_400_000) + 3) % 7) + 1;
    return (
      isSendDay(on, each) === (each.sendWeekdays.includes(number) && holidayOn(on, each.land) === undefined)
    );
  });
});

test("plans are written in days or working days, each step once", async (t) => {
  const made = ladderOf([
    { days: -1, audience: ["office"] },
    { days: 5, unit: "working-days", audience: ["lead"], isUrgent: true, text: { de: "Bald.", en: "Soon." } },
    { days: 5, audience: ["lead", "deputy"] },
  ]);
  t.same(
    made.map(({ key }) => key),
    ["w-5", "d-5", "d+1"],
  );
  t.match(made[0], { unit: "working-days", urgent: true, text: { de: "Bald." } });
  t.match(made[1], { unit: "days", urgent: false, text: null, audience: ["lead", "deputy"] });
  const refused = { code: "reminder-steps-invalid", pointer: "/steps" };
  t.throws(
    () =>
      ladderOf([
        { days: 5, audience: ["lead"] },
        { days: 5, unit: "days", audience: ["office"] },
      ]),
    refused,
  );
  t.throws(() => ladderOf([{ days: -401, audience: ["lead"] }]), refused);
  t.throws(
    () => ladderOf(Array.from({ length: 21 }, (_, days) => ({ days, audience: ["lead"] as const }))),
    refused,
  );
  t.equal(
    ladderOf(Array.from({ length: 20 }, (_, days) => ({ days, audience: ["lead"] as const }))).length,
    20,
  );
  const words = ["d-14", "d-1", "d-0", "d+1", "w-5", "w-1", "w+2", "soft-d-7", "soft-w-1", "again-2"].map(
    stepText,
  );
  t.same(
    words.map(({ de }) => de),
    [
      ...["14 Tage vorher", "1 Tag vorher", "am Tag selbst", "1 Tag nach Ablauf", "5 Arbeitstage vorher"],
      ...["1 Arbeitstag vorher", "2 Arbeitstage nach Ablauf", "7 Tage vor dem Soll-Termin"],
      ...["1 Arbeitstag vor dem Soll-Termin", "auf Wunsch verschoben"],
    ],
  );
  t.equal(words[7]?.en, "7 days before the recommended day");
});

test("a pair is announced for the day it should be met by, too (MaTZ)", async (t) => {
  const pair: RemindedDeadline = {
    kind: "application-cut-off",
    nominalOn: "2026-12-21",
    softOn: "2026-11-15",
    endsAt: "2026-12-21T23:00:00Z",
    ...{ land: "SH", zone, ladder: [reminderStep(14), reminderStep(1), reminderStep(-1, "office")] },
  };
  const listed = remindersBetween(pair, null, "2027-12-31T00:00:00Z");
  t.same(
    listed.map(({ step: { key }, sendAt }) => `${key} ${localDay(sendAt, zone)}`),
    ["soft-d-14 2026-10-30", "soft-d-1 2026-11-13", "d-14 2026-12-07", "d-1 2026-12-18", "d+1 2026-12-22"],
  );
});

test("the most particular plan is in force", async (t) => {
  const steps: PlanStep[] = [{ days: 3, audience: ["lead"] }];
  const ofOffice: SetPlan = {
    programmeId: null,
    kind: "completion",
    steps,
    state: "active",
    inForceSince: "2026-01-01T00:00:00Z",
  };
  const ofProgramme: SetPlan = {
    ...ofOffice,
    programmeId: "p",
    steps: [],
    inForceSince: "2026-02-01T00:00:00Z",
  };
  const inForce = (programmeId: string | null, kind: DeadlineKind = "completion") =>
    ladderInForce([ofOffice, ofProgramme], { kind, programmeId });
  t.match(inForce("p"), { origin: "programme", ladder: [], since: "2026-02-01T00:00:00Z" });
  t.match(inForce("q"), { origin: "office", ladder: [{ key: "d-3" }], since: "2026-01-01T00:00:00Z" });
  t.match(inForce(null), { origin: "office" });
  const retired: SetPlan = { ...ofProgramme, state: "retired" };
  t.match(
    ladderInForce([ofOffice, retired], { kind: "completion", programmeId: "p" }),
    { origin: "office", since: "2026-02-01T00:00:00Z" },
    "what follows a retired plan makes up for nothing from before",
  );
  t.same(inForce("p", "objection"), { origin: "built-in", ladder: reminderLadders.objection, since: null });
});

test("mails go to whoever stands in on the day", async (t) => {
  const person = (
    id: string,
    deputyId: string | null,
    away: [string | null, string | null] = ["2026-11-01", "2026-11-30"],
  ) => [id, { id, deputyId, absentFrom: away[0], absentUntil: away[1] }] as const;
  const standIn = (people: (readonly [string, Receiver])[], id = "a", today = "2026-11-16") =>
    standInFor(id, new Map(people), today, (one) => one !== "blind");
  const here: [null, null] = [null, null];
  t.equal(standIn([person("a", "b", here)]), "a", "here");
  t.equal(standIn([person("a", "b"), person("b", null, here)]), "b");
  t.equal(
    standIn([person("a", "b"), person("b", "c"), person("c", null, here)]),
    "c",
    "the deputy is away, too",
  );
  t.equal(standIn([person("a", null)]), null, "no deputy");
  t.equal(standIn([person("a", "b"), person("b", null)]), null, "a chain that ends nowhere");
  t.equal(standIn([person("a", "a")]), null, "their own deputy");
  t.equal(standIn([person("a", "b"), person("b", "a")]), null, "round and back");
  t.equal(standIn([person("a", "b"), person("b", "c"), person("c", "b")]), null, "round without them");
  const chain = (length: number) =>
    Array.from({ length }, (_, index) => person(`p${index}`, `p${index + 1}`)).concat([
      person(`p${length}`, null, here),
    ]);
  t.equal(standIn(chain(4), "p0"), "p4");
  t.equal(standIn(chain(5), "p0"), null, "longer than anybody would follow");
  t.equal(standIn([person("a", "b")]), null, "a deputy of whom nothing is known");
  t.equal(standIn([]), null);
  t.equal(standIn([person("a", "blind"), person("blind", null, here)]), null, "who may not stand in");
  t.equal(standIn([person("blind", null, here)], "blind"), "blind", "stands for nobody but themselves");
  const week = [person("a", "b", ["2026-11-16", "2026-11-20"]), person("b", null, here)];
  const days = ["2026-11-15", "2026-11-16", "2026-11-20", "2026-11-21"];
  t.same(
    days.map((today) => standIn(week, "a", today)),
    ["a", "b", "b", "a"],
    "both days counted",
  );
  t.equal(
    standIn([person("a", "b", ["2026-11-16", null]), person("b", null, here)], "a", "2030-01-01"),
    "b",
    "until further notice",
  );
  const id = fc.constantFrom("a", "b", "c", "d", "e", "f", "g");
  const people = fc.dictionary(id, fc.record({ deputyId: fc.option(id), isAway: fc.boolean() }));
  holds(t, "ends with the person or somebody who is there", [people, id], (all, start) => {
    const receivers = new Map(
      Object.entries(all).map(([each, { deputyId, isAway }]) =>
        person(each, deputyId, isAway ? undefined : here),
      ),
    );
    const found = standInFor(start, receivers, "2026-11-16", () => true);
    return found === null || all[found]?.isAway === false;
  });
});
