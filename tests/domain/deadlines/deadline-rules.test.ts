import fc from "fast-check";
import { test } from "tap";
import { rollPolicies } from "../../../packages/domain/src/deadlines/kinds.ts";
import { nominalDay } from "../../../packages/domain/src/deadlines/nominal-day.ts";
import { planDeadline } from "../../../packages/domain/src/deadlines/plan-deadline.ts";
import { validateRule } from "../../../packages/domain/src/deadlines/rule-check.ts";
import {
  type AfterEvent,
  type Anchor,
  type DatedRule,
  type DeadlineRule,
  eventOf,
  type PeriodUnit,
} from "../../../packages/domain/src/deadlines/rules.ts";
import { DomainError } from "../../../packages/domain/src/errors.ts";
import { addDays, daysBetween, isDay } from "../../../packages/domain/src/time/calendar.ts";
import { holidaysOf, isWorkingDay, type Land, lands } from "../../../packages/domain/src/time/holidays.ts";
import { holds } from "../../support/holds.ts";

const zone = "Europe/Berlin";

function anchorOn(on: string): Anchor {
  return { label: { de: "Ereignis", en: "Event" }, on };
}

function after(amount: number, unit: PeriodUnit, on: string, includesFirstDay = false): string {
  return nominalDay({ kind: "after-event", amount, unit, includesFirstDay }, anchorOn(on), "SH");
}

test("a period whose first day counts ends a day earlier (§§ 187 (2), 188 BGB)", async (t) => {
  t.equal(after(1, "days", "2026-11-16", true), "2026-11-16");
  t.equal(after(10, "days", "2026-11-16", true), "2026-11-25");
  t.equal(after(6, "weeks", "2026-11-16", true), "2026-12-27", "from a Monday to a Sunday");
  t.equal(after(6, "weeks", "2026-11-16"), "2026-12-28");
  t.equal(after(1, "months", "2026-11-16", true), "2026-12-15");
  t.equal(after(1, "months", "2026-02-01", true), "2026-02-28", "a whole month, whatever its length");
  t.equal(after(1, "months", "2026-03-01", true), "2026-03-31");
  t.equal(after(12, "months", "2027-01-01", true), "2027-12-31");
  t.equal(
    after(1, "months", "2026-01-31", true),
    "2026-02-28",
    "30 February is missing: the last of the month",
  );
  t.equal(after(1, "months", "2026-01-30", true), "2026-02-28", "29 February is missing");
  t.equal(after(1, "months", "2026-01-29", true), "2026-02-28");
  t.equal(after(1, "months", "2028-01-30", true), "2028-02-29");
  t.equal(after(1, "months", "2028-01-31", true), "2028-02-29");
  t.equal(after(1, "years", "2027-03-01", true), "2028-02-29");
  t.equal(after(1, "years", "2028-02-29", true), "2029-02-28");
  t.equal(after(1, "working-days", "2026-11-16", true), "2026-11-16");
  t.equal(after(3, "working-days", "2026-11-14", true), "2026-11-18", "a Saturday does not count either way");
});

test("months, half months, years and working days after an event", async (t) => {
  t.equal(after(0.5, "months", "2026-02-01"), "2026-02-16", "half a month is 15 days (§ 189 BGB)");
  t.equal(after(0.5, "months", "2026-02-01", true), "2026-02-15");
  t.equal(after(1.5, "months", "2027-01-31"), "2027-03-15", "whole months first");
  t.equal(after(1.5, "months", "2027-01-01", true), "2027-02-15");
  t.equal(after(2.5, "months", "2026-12-31"), "2027-03-15");
  t.equal(after(6, "months", "2026-08-31"), "2027-02-28");
  t.equal(after(3, "years", "2028-02-29"), "2031-02-28");
  t.equal(after(4, "years", "2028-02-29"), "2032-02-29");
  t.equal(after(6, "working-days", "2026-12-23"), "2027-01-04", "24, 28, 29, 30, 31 December … and New Year");
  t.equal(after(0, "days", "2026-02-28"), "2026-02-28");
  const inBerlin: DatedRule = { kind: "after-event", amount: 1, unit: "working-days" };
  t.equal(nominalDay(inBerlin, anchorOn("2025-05-07"), "BE"), "2025-05-09");
  t.equal(nominalDay(inBerlin, anchorOn("2025-05-07"), "BB"), "2025-05-08");
});

test("parts of a month (§ 192 BGB)", async (t) => {
  const part = (month: string, named: "beginning" | "middle" | "end") =>
    nominalDay({ kind: "month-part", month, part: named }, undefined, "SH");
  t.equal(part("2026-11", "beginning"), "2026-11-01");
  t.equal(part("2026-11", "middle"), "2026-11-15");
  t.equal(part("2026-11", "end"), "2026-11-30");
  t.equal(part("2028-02", "end"), "2028-02-29");
  t.equal(part("2100-02", "end"), "2100-02-28");
  t.equal(part("2026-12", "end"), "2026-12-31");
  t.throws(() => part("2026-13", "end"), { code: "invalid-day" });
});

const soft: DatedRule = { kind: "yearly", monthDay: "11-15", yearOffset: -1 };
const hard: DatedRule = { kind: "before-start", weeks: 6 };

test("a rule says which event it counts from", async (t) => {
  const events: [DeadlineRule, string | undefined][] = [
    [{ kind: "fixed", on: "2026-11-15" }, undefined],
    [{ kind: "month-part", month: "2026-11", part: "end" }, undefined],
    [{ kind: "none", reason: { de: "Jederzeit.", en: "At any time." } }, undefined],
    [{ kind: "before-meeting", days: 14 }, "meeting"],
    [{ kind: "before-meeting-working-days", days: 14 }, "meeting"],
    [hard, "project-start"],
    [soft, "project-start"],
    [{ kind: "yearly", monthDay: "02-12", yearOffset: 1, event: "project-end" }, "project-end"],
    [{ kind: "after-event", amount: 6, unit: "weeks", event: "payment" }, "payment"],
    [{ kind: "after-event", amount: 6, unit: "weeks" }, undefined],
    [{ kind: "soft-and-hard", soft, hard }, "project-start"],
    [{ kind: "soft-and-hard", soft: { kind: "fixed", on: "2026-11-15" }, hard }, "project-start"],
    [{ kind: "soft-and-hard", soft, hard: { kind: "fixed", on: "2026-11-15" } }, "project-start"],
    [
      {
        kind: "soft-and-hard",
        soft: { kind: "fixed", on: "2026-11-15" },
        hard: { kind: "fixed", on: "2026-11-16" },
      },
      undefined,
    ],
  ];
  for (const [rule, event] of events) t.equal(eventOf(rule), event, JSON.stringify(rule));
  t.throws(() => eventOf({ kind: "soft-and-hard", soft: { kind: "before-meeting", days: 14 }, hard }), {
    code: "deadline-rule-invalid",
    message: /“Meeting” and “Start of the project”/,
  });
});

const good: DeadlineRule[] = [
  { kind: "fixed", on: "2026-11-15" },
  { kind: "fixed", on: "2028-02-29" },
  { kind: "yearly", monthDay: "02-29", yearOffset: 0 },
  { kind: "yearly", monthDay: "12-31", yearOffset: -1, event: "project-end" },
  { kind: "rolling", reason: { de: "Jederzeit.", en: "At any time." } },
  { kind: "none", reason: { de: "Keine Frist.", en: "No deadline." } },
  { kind: "rolling-window", from: "2025-01-15", to: "2025-10-15" },
  { kind: "rolling-window", from: "2025-01-15", to: "2025-01-15" },
  { kind: "before-meeting", days: 0 },
  { kind: "before-meeting-working-days", days: 10 },
  { kind: "before-start", weeks: 1200 },
  { kind: "after-event", amount: 1.5, unit: "months" },
  { kind: "after-event", amount: 100, unit: "years", event: "proof-received" },
  { kind: "after-event", amount: 0.5, unit: "months", includesFirstDay: true },
  { kind: "after-event", amount: 0, unit: "days", includesFirstDay: false },
  { kind: "month-part", month: "2026-11", part: "middle" },
  { kind: "at-time", on: "2026-09-22", time: "17:00", zone: "Europe/Brussels" },
  { kind: "at-time", on: "2026-09-22", time: "00:00", zone: "UTC" },
  { kind: "soft-and-hard", soft, hard },
  { kind: "soft-and-hard", soft: { kind: "fixed", on: "2026-11-15" }, hard },
];

test("rules that can be reckoned with are accepted", async (t) => {
  for (const rule of good) t.doesNotThrow(() => validateRule(rule, "/rule"), JSON.stringify(rule));
});

/** What a person may write, where it goes wrong, and a word of the answer. */
const bad: [Record<string, unknown>, string, RegExp][] = [
  [{ kind: "fixed", on: "2026-02-29" }, "/on", /“2026-02-29” is not a day/],
  [{ kind: "fixed", on: "15.11.2026" }, "/on", /YYYY-MM-DD/],
  [{ kind: "fixed", on: "2126-11-15" }, "/on", /from 1991 to 2099/],
  [{ kind: "yearly", monthDay: "02-30", yearOffset: 0 }, "/monthDay", /exists in no year/],
  [{ kind: "yearly", monthDay: "31-12", yearOffset: 0 }, "/monthDay", /MM-DD/],
  [{ kind: "yearly", monthDay: "12-31", yearOffset: 21 }, "/yearOffset", /from −20 to 20/],
  [{ kind: "yearly", monthDay: "12-31", yearOffset: 0.5 }, "/yearOffset", /whole number/],
  [
    { kind: "yearly", monthDay: "12-31", yearOffset: 0, event: "christmas" },
    "/event",
    /no event “christmas”.*End of the project/,
  ],
  [{ kind: "rolling-window", from: "2026-03-31", to: "2026-03-01" }, "/to", /swap/],
  [{ kind: "rolling-window", from: "2026-03-32", to: "2026-03-01" }, "/from", /not a day/],
  [{ kind: "rolling-window", from: "2026-03-31", to: "" }, "/to", /not a day/],
  [{ kind: "before-meeting", days: -1 }, "/days", /from 0 to 1200/],
  [{ kind: "before-meeting-working-days", days: 1201 }, "/days", /from 0 to 1200/],
  [{ kind: "before-start", weeks: 1.5 }, "/weeks", /whole number/],
  [{ kind: "before-start", weeks: Number.NaN }, "/weeks", /whole number/],
  [{ kind: "after-event", amount: 0.5, unit: "weeks" }, "/amount", /whole number/],
  [{ kind: "after-event", amount: 1.5, unit: "years" }, "/amount", /from 0 to 100/],
  [{ kind: "after-event", amount: 101, unit: "years" }, "/amount", /from 0 to 100/],
  [{ kind: "after-event", amount: 1.25, unit: "months" }, "/amount", /half months/],
  [{ kind: "after-event", amount: -1, unit: "months" }, "/amount", /half months/],
  [{ kind: "after-event", amount: 1200.5, unit: "months" }, "/amount", /1200/],
  [{ kind: "after-event", amount: Number.POSITIVE_INFINITY, unit: "days" }, "/amount", /1200/],
  [{ kind: "after-event", amount: 1, unit: "hours" }, "/unit", /no unit “hours”.*working days/],
  [{ kind: "after-event", amount: 0, unit: "days", includesFirstDay: true }, "/amount", /above 0/],
  [{ kind: "after-event", amount: 1, unit: "days", event: "easter" }, "/event", /no event “easter”/],
  [{ kind: "month-part", month: "2026-13", part: "end" }, "/month", /YYYY-MM/],
  [{ kind: "month-part", month: "2026-11", part: "third" }, "/part", /beginning, middle and end/],
  [{ kind: "at-time", on: "2026-09-22", time: "24:00", zone: "Europe/Berlin" }, "/time", /at most 23:59/],
  [{ kind: "at-time", on: "2026-09-22", time: "5pm", zone: "Europe/Berlin" }, "/time", /17:00/],
  [{ kind: "at-time", on: "2026-09-22", time: "17:00", zone: "Mars/Olympus" }, "/zone", /IANA/],
  [{ kind: "at-time", on: "2026-09-22", time: "17:00", zone: "+02:00" }, "/zone", /IANA/],
  [{ kind: "at-time", on: "2026-09-22", time: "17:00", zone: "" }, "/zone", /IANA/],
  [{ kind: "soft-and-hard", soft: { kind: "fixed", on: "x" }, hard }, "/soft/on", /not a day/],
  [{ kind: "soft-and-hard", soft, hard: { kind: "before-start", weeks: -6 } }, "/hard/weeks", /0 to 1200/],
  [{ kind: "soft-and-hard", soft: { kind: "before-meeting", days: 1 }, hard }, "", /different events/],
  [{ kind: "soft-and-hard", soft: hard, hard: soft }, "/soft", /is not before/],
  [{ kind: "soft-and-hard", soft: { kind: "before-start", weeks: 2 }, hard }, "/soft", /is not before/],
  [
    {
      kind: "soft-and-hard",
      soft: { kind: "fixed", on: "2026-11-16" },
      hard: { kind: "fixed", on: "2026-11-15" },
    },
    "/soft",
    /swap/,
  ],
];

test("rules that cannot be reckoned with say what to do, in both languages", async (t) => {
  for (const [rule, pointer, words] of bad) {
    const error = thrownBy(() => validateRule(rule as unknown as DeadlineRule, "/rule"));
    t.match(error, { code: "deadline-rule-invalid", message: words }, JSON.stringify(rule));
    t.equal(error?.pointer, `/rule${pointer}`);
    t.match(error?.params, { problemDe: /Bitte /, problemEn: /Please / });
    t.notMatch(String(error?.params.problemDe) + String(error?.params.problemEn), /[{}]/);
    t.equal(thrownBy(() => validateRule(rule as unknown as DeadlineRule))?.pointer, undefined);
  }
});

function thrownBy(act: () => void): DomainError | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof DomainError) return error;
  }
  return undefined;
}

const day = fc.integer({ min: 0, max: 20_000 }).map((days) => addDays("2000-01-01", days));
const land = fc.constantFrom<Land>(...lands);
const count = fc.integer({ min: 0, max: 120 });
const unit = fc.constantFrom<PeriodUnit>("days", "weeks", "months", "working-days", "years");
const period = fc.record({ amount: count, unit, includesFirstDay: fc.boolean() }).map(
  (made): AfterEvent => ({
    kind: "after-event",
    ...made,
    amount: made.unit === "years" ? Math.ceil(made.amount / 10) + 1 : made.amount + 1,
  }),
);
const relative: fc.Arbitrary<DatedRule> = fc.oneof(
  period,
  count.map((days): DatedRule => ({ kind: "before-meeting", days })),
  count.map((days): DatedRule => ({ kind: "before-meeting-working-days", days })),
  count.map((weeks): DatedRule => ({ kind: "before-start", weeks })),
  fc
    .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 31 }), fc.integer({ min: -3, max: 3 }))
    .map(([month, dayOfMonth, yearOffset]) => ({
      kind: "yearly" as const,
      monthDay: `${String(month).padStart(2, "0")}-${String(dayOfMonth).padStart(2, "0")}`,
      yearOffset,
    }))
    .filter(({ monthDay }) => isDay(`2000-${monthDay}`)),
);
const rule: fc.Arbitrary<DatedRule> = fc.oneof(
  relative,
  day.map((on): DatedRule => ({ kind: "fixed", on })),
);

const dayMs = 86_400_000;

/** Another way of reckoning: plain numbers of UTC days and no calendar library. */
function byHand(given: DatedRule, on: string, where: Land): string {
  const start = Date.parse(`${on}T00:00:00Z`);
  const text = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const workingDays = (from: number, amount: number) => {
    const step = amount < 0 ? -dayMs : dayMs;
    let reached = from;
    for (let left = Math.abs(amount); left > 0; ) {
      reached += step;
      const weekday = new Date(reached).getUTCDay();
      const isOff = holidaysOf(where, new Date(reached).getUTCFullYear()).has(text(reached));
      if (weekday !== 0 && weekday !== 6 && !isOff) left -= 1;
    }
    return text(reached);
  };
  const months = (amount: number, dayOfMonth: number) => {
    const [year = 0, month = 0] = on.split("-").map(Number);
    const last = new Date(Date.UTC(year, month + amount, 0)).getUTCDate();
    return text(Date.UTC(year, month - 1 + amount, Math.min(dayOfMonth, last)));
  };
  const dayOfMonth = Number(on.slice(8));
  switch (given.kind) {
    case "before-meeting":
      return text(start - given.days * dayMs);
    case "before-meeting-working-days":
      return workingDays(start, -given.days);
    case "before-start":
      return text(start - given.weeks * 7 * dayMs);
    case "yearly": {
      const year = Number(on.slice(0, 4)) + given.yearOffset;
      const [month = 0, named = 0] = given.monthDay.split("-").map(Number);
      const ms = Date.UTC(year, month - 1, named);
      return new Date(ms).getUTCMonth() === month - 1 ? text(ms) : `${year}-02-28`;
    }
    case "after-event": {
      const { amount, includesFirstDay = false } = given;
      const back = includesFirstDay ? 1 : 0;
      if (given.unit === "days") return text(start + (amount - back) * dayMs);
      if (given.unit === "weeks") return text(start + (amount * 7 - back) * dayMs);
      if (given.unit === "working-days") return workingDays(start - back * dayMs, amount);
      const total = given.unit === "years" ? amount * 12 : amount;
      if (back === 0) return months(total, dayOfMonth);
      return dayOfMonth > 1
        ? months(total, dayOfMonth - 1)
        : text(Date.parse(`${months(total, 1)}T00:00:00Z`) - dayMs);
    }
    case "fixed":
      return given.on;
    default:
      throw new Error(`not reckoned by hand: ${given.kind}`);
  }
}

test("rule R on anchor A is due exactly when A + offset says so", async (t) => {
  holds(t, "by hand and by the calendar alike", [rule, day, land], (given, on, where) => {
    return nominalDay(given, anchorOn(on), where) === byHand(given, on, where);
  });
  holds(t, "a valid rule on any day, explained", [relative, day, land], (given, on, where) => {
    validateRule(given);
    const planned = planDeadline({
      ...{ kind: "completion", rule: given, anchor: anchorOn(on), land: where, zone },
    } as const);
    if (planned.none) return false;
    const words = planned.explanation.de + planned.explanation.en;
    return (
      !/[{}]|undefined|NaN/.test(words) &&
      planned.effectiveOn >= planned.nominalOn === !isBackward(given, planned)
    );
  });

  interface State {
    readonly anchorOn: string;
    readonly rule: DatedRule;
    readonly land: Land;
    readonly extendedTo: string | null;
  }
  const edit: fc.Arbitrary<Partial<State>> = fc.oneof(
    day.map((on) => ({ anchorOn: on })),
    rule.map((other) => ({ rule: other })),
    land.map((where) => ({ land: where })),
    fc.option(day).map((extendedTo) => ({ extendedTo })),
  );
  const state: fc.Arbitrary<State> = fc.record({ anchorOn: day, rule, land, extendedTo: fc.option(day) });
  holds(
    t,
    "whatever the order of edits: a chain of them ends as its last state reckoned once",
    [state, fc.array(edit, { maxLength: 12 }), fc.constantFrom(...rollPolicies, undefined)],
    (first, edits, rollPolicy) => {
      const reckon = (now: State) =>
        planDeadline({
          kind: "proof-of-use",
          ...{
            rule: now.rule,
            anchor: anchorOn(now.anchorOn),
            land: now.land,
            zone,
            extendedTo: now.extendedTo,
          },
          ...(rollPolicy === undefined ? {} : { rollPolicy }),
        });
      let current = first;
      let result = reckon(current);
      for (const each of edits) {
        current = { ...current, ...each };
        result = reckon(current);
      }
      const once = reckon(Object.assign({}, first, ...edits));
      const isDue =
        !result.none &&
        result.nominalOn === latest(byHand(current.rule, current.anchorOn, current.land), current.extendedTo);
      return isDue && JSON.stringify(result) === JSON.stringify(once);
    },
  );
  holds(
    t,
    "an event moved there and back gives the same deadline",
    [rule, day, day, land],
    (given, on, other, where) => {
      const question = { kind: "proof-of-use", rule: given, land: where, zone } as const;
      const before = JSON.stringify(planDeadline({ ...question, anchor: anchorOn(on) }));
      planDeadline({ ...question, anchor: anchorOn(other) });
      return JSON.stringify(planDeadline({ ...question, anchor: anchorOn(on) })) === before;
    },
  );
  holds(t, "n days and weeks after and before cancel out", [day, count, land], (on, amount, where) => {
    const there = nominalDay({ kind: "after-event", amount, unit: "days" }, anchorOn(on), where);
    const back = nominalDay({ kind: "before-meeting", days: amount }, anchorOn(there), where);
    const later = nominalDay({ kind: "after-event", amount, unit: "weeks" }, anchorOn(on), where);
    const earlier = nominalDay({ kind: "before-start", weeks: amount }, anchorOn(later), where);
    return back === on && earlier === on && daysBetween(on, later) === amount * 7;
  });
  holds(t, "a pair is its two rules", [relative, relative, day, land], (a, b, on, where) => {
    const pair = planDeadline({
      kind: "application-cut-off",
      rule: { kind: "soft-and-hard", soft: a, hard: b },
      anchor: anchorOn(on),
      ...{ land: where, zone },
    });
    const alone = planDeadline({
      kind: "application-cut-off",
      rule: b,
      anchor: anchorOn(on),
      land: where,
      zone,
    });
    if (pair.none || alone.none) return false;
    const softOn = byHand(a, on, where);
    const isSoft = pair.softOn === (softOn < alone.nominalOn ? softOn : null);
    return (
      isSoft &&
      JSON.stringify({ ...pair, softOn: null, explanation: "" }) ===
        JSON.stringify({ ...alone, explanation: "" })
    );
  });
});

function isBackward(given: DatedRule, planned: { nominalOn: string; effectiveOn: string }): boolean {
  return given.kind.startsWith("before-") && planned.effectiveOn !== planned.nominalOn;
}

function latest(day: string, extendedTo: string | null): string {
  return extendedTo !== null && extendedTo > day ? extendedTo : day;
}

test("rolls land on the nearest working day of their side", async (t) => {
  holds(t, "first on or after, last on or before, or the day itself", [day, land], (on, where) => {
    const rolled = rollPolicies.map((rollPolicy) => {
      const planned = planDeadline({
        kind: "completion",
        rule: { kind: "fixed", on },
        land: where,
        zone,
        rollPolicy,
      });
      return planned.none ? "" : planned.effectiveOn;
    });
    const nearest = (direction: 1 | -1) => {
      let reached = on;
      while (!isWorkingDay(reached, where)) reached = addDays(reached, direction);
      return reached;
    };
    return JSON.stringify(rolled) === JSON.stringify([on, nearest(1), nearest(-1)]);
  });
});
