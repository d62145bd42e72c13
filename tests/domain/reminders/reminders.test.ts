import fc from "fast-check";
import { test } from "tap";
import { type DeadlineKind, deadlineKinds } from "../../../packages/domain/src/deadlines/kinds.ts";
import { planDeadline } from "../../../packages/domain/src/deadlines/plan-deadline.ts";
import {
  dueSteps,
  nextReminder,
  planOnCreation,
  type RemindedDeadline,
  sendAtOf,
  sendDayOf,
  standingOf,
} from "../../../packages/domain/src/reminders/due-steps.ts";
import {
  type ReminderStep,
  type reminderAudiences,
  reminderLadders,
  reminderStep,
} from "../../../packages/domain/src/reminders/ladders.ts";
import { addDays, compareDays, epochMs, localDay } from "../../../packages/domain/src/time/calendar.ts";
import { isWorkingDay, type Land, lands } from "../../../packages/domain/src/time/holidays.ts";
import { holds } from "../../support/holds.ts";

const zone = "Europe/Berlin";

function deadlineOn(kind: DeadlineKind, on: string, land: Land = "SH"): RemindedDeadline {
  const deadline = planDeadline({ kind, rule: { kind: "fixed", on }, land, zone });
  if (deadline.none) throw new Error("no deadline");
  return { kind, nominalOn: deadline.nominalOn, endsAt: deadline.endsAt, land, zone };
}

function allReminders(
  deadline: RemindedDeadline,
): { key: string; sendAt: string; audience: readonly string[] }[] {
  const found = [];
  let next = nextReminder(deadline, null);
  while (next !== undefined) {
    found.push({ key: next.step.key, sendAt: next.sendAt, audience: next.step.audience });
    next = nextReminder(deadline, next.sendAt);
  }
  return found;
}

function keys(steps: readonly { step: ReminderStep; reason: string }[]): string[] {
  return steps.map(({ step, reason }) => `${step.key} ${reason}`);
}

/** A payout on Saturday 19.09.2026. */
const window = deadlineOn("spending-window", "2026-10-31");

test("ladders are the ones municipal practice uses", async (t) => {
  const days = (kind: DeadlineKind) => reminderLadders[kind].map((step) => step.days);
  t.same(days("application-cut-off"), [42, 14, 7, 3, 1]);
  t.same(days("completion"), [7, 2]);
  t.same(days("drawdown-request"), [28, 21, 7]);
  t.same(days("spending-window"), [14, 7, 1]);
  t.same(days("granting-period-end"), [42, 14, 3]);
  t.same(days("interim-proof"), [42, 14, 7, 1, -1, -14, -28, -42]);
  t.same(days("proof-of-use"), days("interim-proof"));
  t.same(days("paper-cut-off"), [28, 14, 7]);
  t.same(days("upstream-proof"), [90, 42, 14, 7, 1]);
  t.same(days("retention-end"), [30]);
  for (const kind of deadlineKinds) {
    const ladder = reminderLadders[kind];
    // The check and the answer are the office's own work, and the lead has nothing to do for them.
    const told = kind === "formal-check" || kind === "fast-lane-answer" ? "office" : "lead";
    t.ok(
      ladder.length > 0 && ladder.every((step) => step.audience.includes(told)),
      `${kind}: the ${told} is always told`,
    );
    t.equal(new Set(ladder.map((step) => step.key)).size, ladder.length, `${kind}: keys differ`);
  }
  const told = (kind: DeadlineKind, audience: (typeof reminderAudiences)[number]) =>
    reminderLadders[kind].filter((step) => step.audience.includes(audience)).map((step) => step.key);
  t.same(told("application-cut-off", "office"), ["d-14", "d-3"], "list of drafts at 14 and 3");
  t.same(told("spending-window", "lead-office"), ["d-7"]);
  t.same(told("proof-of-use", "office"), ["d+1", "d+14", "d+28", "d+42"]);
  t.same(told("proof-of-use", "lead-office"), ["d+14", "d+28", "d+42"]);
  t.same(reminderStep(-14, "office"), {
    key: "d+14",
    days: -14,
    unit: "days",
    audience: ["lead", "office"],
    urgent: true,
    text: null,
  });
  t.match(reminderStep(7), { key: "d-7", urgent: false });
  t.match(reminderStep(3), { key: "d-3", urgent: true });
});

test("the spending window is announced on three Fridays at seven (scenario E)", async (t) => {
  t.same(allReminders(window), [
    { key: "d-14", sendAt: "2026-10-16T05:00:00.000Z", audience: ["lead"] },
    { key: "d-7", sendAt: "2026-10-23T05:00:00.000Z", audience: ["lead", "lead-office"] },
    { key: "d-1", sendAt: "2026-10-30T06:00:00.000Z", audience: ["lead"] },
  ]);
  t.match(nextReminder(window, "2026-10-16T04:59:59Z"), { step: { key: "d-14" } });
  t.match(nextReminder(window, new Date("2026-10-16T05:00:00Z")), { step: { key: "d-7" } }, "strictly after");
});

test("a step goes out on a working day", async (t) => {
  t.equal(sendDayOf("2026-10-31", reminderStep(14), { land: "SH", zone }), "2026-10-16");
  t.equal(sendDayOf("2026-04-07", reminderStep(1), { land: "SH", zone }), "2026-04-02", "before Easter");
  t.equal(
    sendDayOf("2026-12-24", reminderStep(-1), { land: "SH", zone }),
    "2026-12-28",
    "overdue: after Christmas",
  );
  t.equal(sendDayOf("2026-11-02", reminderStep(2), { land: "BY", zone }), "2026-10-30");
});

test("an overdue step waits until the rolled deadline is over", async (t) => {
  const proof = deadlineOn("proof-of-use", "2026-10-31");
  const at = (days: number) => sendAtOf(proof, reminderStep(days));
  t.equal(
    sendDayOf("2026-10-31", reminderStep(-1), { land: "SH", zone }),
    "2026-11-02",
    "still in time that day",
  );
  t.equal(at(-1), "2026-11-03T06:00:00.000Z");
  t.equal(at(-14), "2026-11-16T06:00:00.000Z", "Saturday 14.11.");
  t.equal(at(-28), "2026-11-30T06:00:00.000Z", "Saturday 28.11.");
  const anywhere = { ...proof, nominalOn: "2026-11-04", endsAt: "2026-11-05T11:59:00Z" };
  t.equal(sendAtOf(anywhere, reminderStep(-1)), "2026-11-06T06:00:00.000Z", "the end comes after seven");
  const early = { ...proof, nominalOn: "2026-11-04", endsAt: "2026-11-05T06:00:00Z" };
  t.equal(sendAtOf(early, reminderStep(-1)), "2026-11-05T06:00:00.000Z", "the end is at seven");
});

test("steps of one day are one reminder to the audience of all", async (t) => {
  const cutOff = deadlineOn("application-cut-off", "2026-11-16");
  t.same(allReminders(cutOff).slice(-2), [
    { key: "d-7", sendAt: "2026-11-09T06:00:00.000Z", audience: ["lead"] },
    { key: "d-1", sendAt: "2026-11-13T06:00:00.000Z", audience: ["lead", "office"] },
  ]);
  const run = dueSteps(cutOff, "2026-11-09T06:00:00Z", "2026-11-13T06:00:00Z");
  t.match(run.due, { key: "d-1", audience: ["lead", "office"] });
  t.same(keys(run.skipped), ["d-3 superseded"]);
});

test("after a pause only the latest step is due", async (t) => {
  const run = dueSteps(window, "2026-10-16T05:00:00Z", "2026-10-30T06:00:00Z");
  t.equal(run.due?.key, "d-1");
  t.same(keys(run.skipped), ["d-7 superseded"]);
  t.same(dueSteps(window, "2026-10-30T06:00:00Z", "2026-11-02T10:00:00Z"), { due: undefined, skipped: [] });
  t.same(dueSteps(window, null, "2026-10-16T04:59:59Z"), { due: undefined, skipped: [] });
  t.equal(dueSteps(window, null, "2026-10-16T05:00:00Z").due?.key, "d-14", "the instant itself counts");
});

test("an ended deadline is never announced", async (t) => {
  const stale = dueSteps(window, "2026-10-16T05:00:00Z", window.endsAt);
  t.equal(stale.due, undefined, "no stale “1 day left”");
  t.same(keys(stale.skipped), ["d-7 deadline-passed", "d-1 deadline-passed"]);
  t.equal(dueSteps(window, null, new Date(epochMs(window.endsAt) - 1)).due?.key, "d-1", "one ms before");

  const proof = deadlineOn("proof-of-use", "2026-11-27");
  const overdue = dueSteps(proof, "2026-11-13T06:00:00Z", "2026-12-14T08:00:00Z");
  t.equal(overdue.due?.key, "d+14", "the overdue text, once");
  t.same(keys(overdue.skipped), ["d-7 deadline-passed", "d-1 deadline-passed", "d+1 superseded"]);
  const tooEarly = dueSteps(proof, "2026-11-13T06:00:00Z", "2026-11-28T08:00:00Z");
  t.equal(tooEarly.due, undefined);

  const shortened = { ...window, endsAt: "2026-10-20T22:00:00Z" };
  t.same(
    allReminders(shortened).map(({ key }) => key),
    ["d-14", "d-7", "d-1"],
    "an end that was brought forward takes its steps along",
  );
});

test("a new deadline skips what lies in the past", async (t) => {
  const ladder = [reminderStep(42), ...reminderLadders["spending-window"]];
  const sixWeeks = { ...window, nominalOn: "2026-10-30", endsAt: "2026-10-30T23:00:00Z", ladder };
  const payoutMorning = planOnCreation(sixWeeks, "2026-09-18T04:00:00Z");
  t.equal(payoutMorning.atOnce, undefined, "no mail on payout day");
  t.same(keys(payoutMorning.skipped), ["d-42 past-at-creation"]);
  t.match(payoutMorning.next, { step: { key: "d-14" }, sendAt: "2026-10-16T05:00:00.000Z" });
  t.equal(payoutMorning.plannedFrom, "2026-09-18T21:59:59.999Z");
  t.equal(dueSteps(sixWeeks, payoutMorning.plannedFrom, "2026-09-19T22:00:00Z").due, undefined);

  const nightly = { ...sixWeeks, sendFrom: "00:00", sendUntil: "23:59" };
  const eve = planOnCreation(nightly, "2026-10-15T08:00:00Z");
  t.match(eve.next, { step: { key: "d-14" }, sendAt: "2026-10-15T22:00:00.000Z" }, "tomorrow at 0:00");
  t.notOk(keys(eve.skipped).includes("d-14 past-at-creation"));

  const late = planOnCreation(window, "2026-10-24T08:00:00Z");
  t.equal(late.atOnce, undefined, "a step is still to come");
  t.same(keys(late.skipped), ["d-14 past-at-creation", "d-7 past-at-creation"]);
  t.equal(late.next?.step.key, "d-1");

  const lastCall = planOnCreation(window, "2026-10-31T08:00:00Z");
  t.equal(lastCall.atOnce?.key, "d-1", "one mail in place of three");
  t.same(keys(lastCall.skipped), ["d-14 past-at-creation", "d-7 past-at-creation"]);
  t.equal(lastCall.next, undefined);

  const proof = planOnCreation(deadlineOn("proof-of-use", "2026-11-27"), "2026-11-27T08:00:00Z");
  t.equal(proof.atOnce?.key, "d-1");
  t.equal(proof.next?.step.key, "d+1");

  const over = planOnCreation(deadlineOn("proof-of-use", "2026-11-27"), "2026-12-20T08:00:00Z");
  t.equal(over.atOnce, undefined, "imported history is not mailed");
  t.equal(over.skipped.length, 6);
  t.equal(over.next?.step.key, "d+28");

  const early = planOnCreation(window, "2026-09-19T08:00:00Z");
  t.match(early, { atOnce: undefined, skipped: [], next: { step: { key: "d-14" } } });
});

test("a programme may set its own ladder, in any order", async (t) => {
  const ladder = [reminderStep(0), reminderStep(-3), reminderStep(5)];
  const own = { ...deadlineOn("completion", "2026-11-27"), ladder };
  t.same(
    allReminders(own).map(({ key }) => key),
    ["d-5", "d-0", "d+3"],
  );
});

test("any ladder", async (t) => {
  const on = fc.integer({ min: 0, max: 9_000 }).map((days) => addDays("2016-01-01", days));
  const deadline = fc.tuple(fc.constantFrom(...deadlineKinds), on, fc.constantFrom(...lands)).map((made) => {
    return deadlineOn(...made);
  });
  const day = 86_400_000;
  const offset = fc.integer({ min: -100 * day, max: 60 * day });
  const instant = (each: RemindedDeadline, ms: number) => new Date(epochMs(each.endsAt) + ms);
  const isIn = (each: RemindedDeadline, step: ReminderStep, from: Date, now: Date) => {
    const sendAt = epochMs(sendAtOf(each, step));
    return epochMs(from) < sendAt && sendAt <= epochMs(now);
  };

  holds(t, "goes out on working days at seven, before the end or after it", [deadline], (each) => {
    return reminderLadders[each.kind].every((step) => {
      const sendAt = sendAtOf(each, step);
      const sendOn = localDay(sendAt, zone);
      const isSeven = /T0[56]:00:00\.000Z$/.test(sendAt) && isWorkingDay(sendOn, each.land);
      const planned = addDays(each.nominalOn, -step.days);
      const isBefore = compareDays(sendOn, planned) <= 0 && epochMs(sendAt) < epochMs(each.endsAt);
      const isAfter = compareDays(sendOn, planned) >= 0 && epochMs(sendAt) >= epochMs(each.endsAt);
      return isSeven && (step.days < 0 ? isAfter : isBefore);
    });
  });
  holds(t, "comes in order, one a day, and nobody is left out", [deadline], (each) => {
    const reminders = allReminders(each);
    const isInOrder = reminders.every(({ sendAt }, index) => sendAt > (reminders[index - 1]?.sendAt ?? ""));
    const told = reminders.flatMap(({ sendAt, audience }) => audience.map((who) => `${sendAt} ${who}`));
    const owed = reminderLadders[each.kind].flatMap((step) =>
      step.audience.map((who) => `${sendAtOf(each, step)} ${who}`),
    );
    return isInOrder && JSON.stringify([...new Set(owed)].sort()) === JSON.stringify(told.sort());
  });
  holds(
    t,
    "makes at most one mail of a run and accounts for every step",
    [deadline, offset, offset],
    (each, a, b) => {
      const from = instant(each, Math.min(a, b));
      const now = instant(each, Math.max(a, b));
      const { due, skipped } = dueSteps(each, from, now);
      const expected = reminderLadders[each.kind].filter((step) => isIn(each, step, from, now));
      const seen = [...skipped.map(({ step }) => step.key), ...(due ? [due.key] : [])];
      const hasEnded = epochMs(now) >= epochMs(each.endsAt);
      const owing = expected.filter((step) => step.days < 0 || !hasEnded);
      const isLatest = due?.key === owing.at(-1)?.key;
      return (
        isLatest && JSON.stringify(seen.sort()) === JSON.stringify(expected.map((step) => step.key).sort())
      );
    },
  );
  holds(
    t,
    "sends every reminder exactly once when the worker runs every nine hours",
    [deadline, offset],
    (each, start) => {
      const sent: string[] = [];
      let from = instant(each, Math.max(start, -95 * day));
      const first = from;
      for (let run = 0; run < 80; run += 1) {
        const now = new Date(from.getTime() + 9 * 3_600_000);
        const { due } = dueSteps(each, from, now);
        if (due !== undefined) sent.push(due.key);
        from = now;
      }
      const expected = allReminders(each).filter(
        ({ sendAt }) => sendAt > first.toISOString() && sendAt <= from.toISOString(),
      );
      return JSON.stringify(sent) === JSON.stringify(expected.map(({ key }) => key));
    },
  );
  holds(t, "starts with one mail at most, and none if one is coming", [deadline, offset], (each, ms) => {
    const createdAt = instant(each, ms);
    const { atOnce, next, skipped, plannedFrom } = planOnCreation(each, createdAt);
    const hasMissed = skipped.length > 0 || atOnce !== undefined;
    const isAhead = epochMs(createdAt) < epochMs(each.endsAt);
    const isComing = next !== undefined && next.step.days >= 0;
    const isNextLater = next === undefined || next.sendAt > plannedFrom;
    const mayMail = isAhead && !isComing && hasMissed;
    return isNextLater && (atOnce !== undefined) === mayMail && (atOnce?.days ?? 0) >= 0;
  });
});

test("how a step stands to its own day when it goes out", async (t) => {
  const friday = deadlineOn("completion", "2026-10-23");
  const saturday = { ...deadlineOn("completion", "2026-10-23"), nominalOn: "2026-10-24" };
  const cases: [RemindedDeadline, string, string, object | undefined][] = [
    [friday, "d-7", "2026-10-16", { countedOn: "2026-10-23", timing: "on-time" }],
    [friday, "d-7", "2026-10-19", { timing: "late" }],
    [
      { ...friday, softOn: "2026-10-20" },
      "soft-d-7",
      "2026-10-13",
      { countedOn: "2026-10-20", timing: "on-time" },
    ],
    [{ ...friday, sendWeekdays: [1] }, "d-7", "2026-10-12", { timing: "early" }],
    [saturday, "d-2", "2026-10-21", { countedOn: "2026-10-23", timing: "on-time" }],
    [friday, "d-99", "2026-10-16", undefined],
    [friday, "again-0123456789ab", "2026-10-16", undefined],
  ];
  for (const [deadline, key, today, standing] of cases) {
    const found = standingOf(deadline, key, today);
    if (standing === undefined) t.equal(found, undefined, key);
    else t.match(found, standing, `${key} on ${today}`);
  }
});
