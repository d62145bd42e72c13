import fc from "fast-check";
import { test } from "tap";
import { addDays, endOfDayAt, localDay } from "../../packages/domain/src/calendar.ts";
import type { Anchor, DatedRule } from "../../packages/domain/src/deadline-rules.ts";
import {
  type DeadlineQuestion,
  deadlineKinds,
  deadlineProfiles,
  isLate,
  planDeadline,
  rollPolicies,
} from "../../packages/domain/src/deadlines.ts";
import { isWorkingDay, lands } from "../../packages/domain/src/holidays.ts";
import { holds } from "../support/holds.ts";

const here = { land: "SH", zone: "Europe/Berlin" } as const;

function anchor(de: string, en: string, on: string): Anchor {
  return { label: { de, en }, on };
}

function planned(question: Omit<DeadlineQuestion, "land" | "zone"> & Partial<DeadlineQuestion>) {
  const deadline = planDeadline({ ...here, ...question });
  if (deadline.none) throw new Error(`no deadline: ${deadline.reason.en}`);
  return deadline;
}

const sixWeeks = { kind: "after-event", amount: 6, unit: "weeks" } as const;

test("the six-week window rolls over a weekend and a holiday", async (t) => {
  const window = { kind: "spending-window", rule: sixWeeks } as const;
  const payout = (on: string) => anchor("Auszahlung", "Payout", on);
  t.same(planned({ ...window, anchor: payout("2026-09-19"), procedureAct: "VwVfG" }), {
    none: false,
    nominalOn: "2026-10-31",
    softOn: null,
    effectiveOn: "2026-11-02",
    endsAt: "2026-11-02T23:00:00.000Z",
    explanation: {
      de: "Auszahlung am 19.09.2026 + 6 Wochen = Samstag, 31.10.2026. 31.10.2026 ist ein Samstag und Reformationstag, daher Montag, 02.11.2026 (§ 31 Abs. 3 VwVfG).",
      en: "Payout on 19 Sep 2026 + 6 weeks = Saturday, 31 Oct 2026. 31 Oct 2026 is a Saturday and Reformation Day, therefore Monday, 2 Nov 2026 (§ 31 (3) VwVfG).",
    },
  });
  const christmas = planned({ ...window, anchor: payout("2026-11-13") });
  t.match(christmas, { nominalOn: "2026-12-25", effectiveOn: "2026-12-28" });
  t.match(christmas.explanation.de, "ist ein Freitag und 1. Weihnachtstag, daher Montag, 28.12.2026");
  const inBavaria = planned({ ...window, anchor: payout("2026-09-15"), land: "BY" });
  t.match(inBavaria, { nominalOn: "2026-10-27", effectiveOn: "2026-10-27" });
  t.equal(
    planned({ ...window, anchor: payout("2025-09-19"), land: "BY" }).effectiveOn,
    "2025-10-31",
    "Reformationstag is a working day in Bavaria",
  );
  t.equal(planned({ ...window, anchor: payout("2025-09-19") }).effectiveOn, "2025-11-03");
});

test("months end on the last day where the day is missing (§ 188 (3) BGB)", async (t) => {
  const deadline = planned({
    kind: "upstream-proof",
    rule: { kind: "after-event", amount: 6, unit: "months" },
    anchor: anchor("Ende des Zeitraums", "End of period", "2026-08-31"),
  });
  t.match(deadline, { nominalOn: "2027-02-28", effectiveOn: "2027-03-01" });
  t.equal(
    deadline.explanation.de,
    "Ende des Zeitraums am 31.08.2026 + 6 Monate = Sonntag, 28.02.2027 (Monatsende, § 188 Abs. 3 BGB). 28.02.2027 ist ein Sonntag, daher Montag, 01.03.2027 (§ 89 LVwG SH).",
  );
  const leap = planned({
    kind: "objection",
    rule: { kind: "after-event", amount: 1, unit: "months" },
    anchor: anchor("Bekanntgabe", "Service", "2028-01-31"),
  });
  t.match(leap, { nominalOn: "2028-02-29", effectiveOn: "2028-02-29" });
  t.match(leap.explanation.en, "Service on 31 Jan 2028 + 1 month = Tuesday, 29 Feb 2028 (end of month");
});

test("a proof is due six weeks after the project's end, on a working day as it is", async (t) => {
  const deadline = planned({
    kind: "proof-of-use",
    rule: sixWeeks,
    anchor: anchor("Projektende", "Project end", "2026-10-16"),
  });
  t.match(deadline, { nominalOn: "2026-11-27", effectiveOn: "2026-11-27" });
  t.same(deadline.explanation, {
    de: "Projektende am 16.10.2026 + 6 Wochen = Freitag, 27.11.2026.",
    en: "Project end on 16 Oct 2026 + 6 weeks = Friday, 27 Nov 2026.",
  });
});

test("backward rules roll backward, whatever the kind", async (t) => {
  const meeting = (on: string) => anchor("Sitzung", "Meeting", on);
  const twoWeeks = { kind: "before-meeting", days: 14 } as const;
  const cutOff = planned({ kind: "application-cut-off", rule: twoWeeks, anchor: meeting("2027-01-21") });
  t.match(cutOff, { nominalOn: "2027-01-07", effectiveOn: "2027-01-07" });
  t.equal(cutOff.explanation.de, "Sitzung am 21.01.2027 − 14 Tage = Donnerstag, 07.01.2027.");
  const easter = planned({ kind: "application-cut-off", rule: twoWeeks, anchor: meeting("2026-04-20") });
  t.match(easter, { nominalOn: "2026-04-06", effectiveOn: "2026-04-02", endsAt: "2026-04-02T22:00:00.000Z" });
  t.equal(
    easter.explanation.en,
    "Meeting on 20 Apr 2026 − 14 days = Monday, 6 Apr 2026. 6 Apr 2026 is a Monday and Easter Monday, therefore brought forward to Thursday, 2 Apr 2026 (the safe side).",
  );
  const byWorkingDays = planned({
    kind: "paper-cut-off",
    rule: { kind: "before-meeting-working-days", days: 5 },
    anchor: meeting("2026-04-09"),
  });
  t.match(byWorkingDays, { nominalOn: "2026-03-31", effectiveOn: "2026-03-31" });
  t.match(byWorkingDays.explanation.de, "− 5 Arbeitstage = Dienstag, 31.03.2026.");
  const start = planned({
    kind: "application-cut-off",
    rule: { kind: "before-start", weeks: 6 },
    anchor: anchor("Beginn", "Start", "2026-12-12"),
  });
  t.match(start, { nominalOn: "2026-10-31", effectiveOn: "2026-10-30" });
  t.match(start.explanation.en, "Start on 12 Dec 2026 − 6 weeks");
});

test("printed cut-offs and period ends do not roll", async (t) => {
  const cutOff = planned({ kind: "application-cut-off", rule: { kind: "fixed", on: "2026-11-15" } });
  t.match(cutOff, { nominalOn: "2026-11-15", effectiveOn: "2026-11-15", endsAt: "2026-11-15T23:00:00.000Z" });
  t.equal(
    cutOff.explanation.de,
    "Fester Termin: Sonntag, 15.11.2026. 15.11.2026 ist ein Sonntag; die Frist verschiebt sich nicht, letzter Arbeitstag davor: Freitag, 13.11.2026.",
  );
  t.match(cutOff.explanation.en, "Friday, 13 Nov 2026", "send by Friday");
  for (let year = 2020; year <= 2040; year += 1) {
    const end = planned({ kind: "granting-period-end", rule: { kind: "fixed", on: `${year}-12-31` } });
    t.equal(end.effectiveOn, `${year}-12-31`);
  }
  const asked = { kind: "fixed", on: "2026-11-15" } as const;
  t.equal(
    planned({ kind: "application-cut-off", rule: asked, rollPolicy: "next-working-day" }).effectiveOn,
    "2026-11-16",
    "unless the programme says so",
  );
});

test("yearly dates count from the event's year", async (t) => {
  const end = anchor("Projektende", "Project end", "2020-11-30");
  const yearly = (monthDay: string, yearOffset: number) =>
    planned({ kind: "proof-of-use", rule: { kind: "yearly", monthDay, yearOffset }, anchor: end });
  t.equal(yearly("02-12", 1).nominalOn, "2021-02-12", "Dresden");
  t.equal(
    yearly("02-12", 1).explanation.de,
    "Projektende am 30.11.2020, jährlicher Stichtag 12.02., Jahr 2020 + 1 = Freitag, 12.02.2021.",
  );
  t.equal(
    yearly("12-30", 0).explanation.en,
    "Project end on 30 Nov 2020, yearly date 30 Dec, year 2020 + 0 = Wednesday, 30 Dec 2020.",
  );
  t.equal(yearly("02-29", 1).nominalOn, "2021-02-28", "no leap year");
  t.equal(yearly("02-29", 0).nominalOn, "2020-02-29");
  t.throws(() => yearly("13-01", 0), { code: "invalid-day" });
});

test("a clock time ends at that time in its own zone", async (t) => {
  const deadline = planned({
    kind: "application-cut-off",
    rule: { kind: "at-time", on: "2026-09-26", time: "17:00", zone: "Europe/Brussels" },
  });
  t.match(deadline, {
    nominalOn: "2026-09-26",
    effectiveOn: "2026-09-26",
    endsAt: "2026-09-26T15:00:00.000Z",
  });
  t.match(deadline.explanation.de, "Fester Zeitpunkt: Samstag, 26.09.2026, 17:00 Uhr (Europe/Brussels).");
  const proof = { kind: "at-time", on: "2026-09-26", time: "12:00", zone: "America/New_York" } as const;
  t.equal(planned({ kind: "proof-of-use", rule: proof }).endsAt, "2026-09-26T16:00:00.000Z", "no roll");
});

test("windows end with their last day, open-ended rules not at all", async (t) => {
  const rule = { kind: "rolling-window", from: "2026-03-01", to: "2026-03-31" } as const;
  const deadline = planned({ kind: "application-cut-off", rule });
  t.match(deadline, { nominalOn: "2026-03-31", endsAt: "2026-03-31T22:00:00.000Z" });
  t.equal(deadline.explanation.en, "Window from 1 Mar 2026 to Tuesday, 31 Mar 2026.");
  t.throws(() => planned({ kind: "application-cut-off", rule: { ...rule, to: "2026-02-28" } }), {
    code: "deadline-window-reversed",
    params: { from: "2026-03-01", to: "2026-02-28" },
  });
  const reason = { de: "Anträge sind jederzeit möglich.", en: "Applications at any time." };
  for (const kind of ["rolling", "none"] as const) {
    const open = planDeadline({ ...here, kind: "application-cut-off", rule: { kind, reason } });
    t.same(open, { none: true, reason });
  }
});

test("relative rules need their event, days have to exist", async (t) => {
  const relative: DatedRule[] = [
    { kind: "yearly", monthDay: "02-12", yearOffset: 1 },
    { kind: "before-meeting", days: 14 },
    { kind: "before-meeting-working-days", days: 5 },
    { kind: "before-start", weeks: 6 },
    sixWeeks,
  ];
  for (const rule of relative) {
    const question = { kind: "proof-of-use", rule } as const;
    t.throws(() => planned(question), { code: "deadline-anchor-missing", params: { rule: rule.kind } });
    t.throws(() => planned({ ...question, anchor: anchor("Ende", "End", "2026-02-30") }), {
      code: "invalid-day",
      params: { day: "2026-02-30" },
    });
  }
  t.throws(() => planned({ kind: "completion", rule: { kind: "fixed", on: "31.12.2026" } }), {
    code: "invalid-day",
  });
});

test("a deadline ends at 24:00 local, to the instant (scenario D)", async (t) => {
  const { endsAt } = planned({ kind: "application-cut-off", rule: { kind: "fixed", on: "2027-01-07" } });
  t.equal(endsAt, "2027-01-07T23:00:00.000Z");
  t.notOk(isLate("2027-01-07T23:59:59.999+01:00", endsAt));
  t.ok(isLate("2027-01-08T00:00:00+01:00", endsAt), "24:00 is too late");
  t.ok(isLate(new Date("2027-01-07T23:03:00Z"), endsAt), "received 08.01.2027 00:03");
  t.notOk(isLate("2027-01-07T22:59:59Z", new Date(endsAt)));
});

test("every kind has a label and defaults", async (t) => {
  t.same(Object.keys(deadlineProfiles).toSorted(), deadlineKinds.toSorted());
  const rollOf = (policy: string) =>
    deadlineKinds.filter((kind) => deadlineProfiles[kind].rollPolicy === policy);
  t.same(rollOf("next-working-day"), [
    "completion",
    "formal-check",
    "spending-window",
    "interim-proof",
    "proof-of-use",
    "objection",
    "upstream-proof",
    "repayment",
  ]);
  t.same(rollOf("previous-working-day"), ["meeting-invitation", "paper-cut-off"]);
  t.equal(deadlineProfiles["application-cut-off"].strictness, "substantive");
  t.equal(deadlineProfiles["paper-cut-off"].strictness, "internal");
  t.notOk(deadlineProfiles["paper-cut-off"].isStatutory);
  t.ok(deadlineProfiles["spending-window"].isStatutory);
  t.notOk(deadlineProfiles.objection.isExtendable, "set by § 70 VwGO");
  for (const kind of ["application-cut-off", "granting-period-end", "spending-window"] as const) {
    t.notOk(deadlineProfiles[kind].isExtendable, `${kind}: nobody may put it off unless a rule says so`);
  }
  t.ok(deadlineProfiles["proof-of-use"].isExtendable);
});

test("any deadline", async (t) => {
  const on = fc.integer({ min: 0, max: 20_000 }).map((days) => addDays("2000-01-01", days));
  const values: [
    typeof on,
    fc.Arbitrary<(typeof lands)[number]>,
    fc.Arbitrary<(typeof rollPolicies)[number]>,
  ] = [on, fc.constantFrom(...lands), fc.constantFrom(...rollPolicies)];
  const plan = (day: string, land: (typeof lands)[number], rollPolicy: (typeof rollPolicies)[number]) =>
    planned({ kind: "completion", rule: { kind: "fixed", on: day }, land, rollPolicy });
  holds(t, "moves only the way its policy says", values, (day, land, policy) => {
    const { nominalOn, effectiveOn } = plan(day, land, policy);
    if (nominalOn !== day) return false;
    if (policy === "none" || isWorkingDay(day, land)) return effectiveOn === day;
    const isForward = effectiveOn > day;
    return isWorkingDay(effectiveOn, land) && isForward === (policy === "next-working-day");
  });
  holds(t, "ends with its effective day and explains every day off", values, (day, land, policy) => {
    const { effectiveOn, endsAt, explanation } = plan(day, land, policy);
    const sentences = explanation.en.includes("Fixed date:") && explanation.en.includes(" is a ");
    const isEnd = endsAt === endOfDayAt(effectiveOn, here.zone) && localDay(endsAt, here.zone) > effectiveOn;
    return isEnd && sentences === !isWorkingDay(day, land) && !/[{}]/.test(explanation.de + explanation.en);
  });
});
