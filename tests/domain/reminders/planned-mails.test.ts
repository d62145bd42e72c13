import fc from "fast-check";
import { test } from "tap";
import { planDeadline } from "../../../packages/domain/src/deadlines/plan-deadline.ts";
import { isSendDay, sendAtOf, sendDayOf } from "../../../packages/domain/src/reminders/due-steps.ts";
import { countedDaysFor, endDaysFor } from "../../../packages/domain/src/reminders/forecast.ts";
import { ladderOf } from "../../../packages/domain/src/reminders/ladders.ts";
import { addDays, localDay } from "../../../packages/domain/src/time/calendar.ts";
import { lands } from "../../../packages/domain/src/time/holidays.ts";

const zone = "Europe/Berlin";
const someStep = fc
  .record({ days: fc.integer({ min: -60, max: 90 }), unit: fc.constantFrom("days", "working-days") })
  .map((step) => ladderOf([{ ...step, audience: ["lead"] }])[0]);
const someRule = fc.record({
  land: fc.constantFrom(...lands),
  zone: fc.constant(zone),
  sendWeekdays: fc.constantFrom([1, 2, 3, 4, 5], [2, 4], [1, 2, 3, 4, 5, 6, 7], [6], [3]),
});
const someDay = fc.integer({ min: 0, max: 7000 }).map((days) => addDays("2016-01-01", days));

test("property: the days a step is looked for by are all those, and only those, that lead to the day", async () => {
  fc.assert(
    fc.property(someStep, someRule, someDay, (step, rule, counted) => {
      if (step === undefined) return false;
      const day = sendDayOf(counted, step, rule);
      const found = countedDaysFor(step, day, rule);
      const isEach = found.every((one) => sendDayOf(one, step, rule) === day);
      return isEach && found.includes(counted) && new Set(found).size === found.length;
    }),
    { numRuns: 3000 },
  );
});

test("property: an overdue step that waits for the end is found by the end", async () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -14, max: -1 }),
      someRule,
      someDay,
      fc.boolean(),
      (days, rule, on, isTimed) => {
        const [step] = ladderOf([{ days, audience: ["lead"] }]);
        const planned = planDeadline({
          kind: "proof-of-use",
          rule: isTimed ? { kind: "at-time", on, time: "17:00", zone } : { kind: "fixed", on },
          ...{ land: rule.land, zone },
        });
        if (planned.none || step === undefined) return false;
        const sentOn = localDay(sendAtOf({ ...planned, ...rule, kind: "proof-of-use" }, step), zone);
        const isByCount = countedDaysFor(step, sentOn, rule).includes(planned.nominalOn);
        return (
          isSendDay(sentOn, rule) && (isByCount || endDaysFor(sentOn, rule).includes(planned.effectiveOn))
        );
      },
    ),
    { numRuns: 2000 },
  );
});
