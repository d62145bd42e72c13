import fc from "fast-check";
import { test } from "tap";
import {
  deadlineKinds,
  deadlineProfiles,
  funderLevels,
  procedureActOf,
  procedureActOfFunder,
  rollPolicies,
} from "../../../packages/domain/src/deadlines/kinds.ts";
import {
  type DeadlineQuestion,
  isLate,
  planDeadline,
} from "../../../packages/domain/src/deadlines/plan-deadline.ts";
import type { Anchor, DatedRule } from "../../../packages/domain/src/deadlines/rules.ts";
import { ruleKindLabels } from "../../../packages/domain/src/deadlines/rules.ts";
import { addDays, endOfDayAt, localDay, localTime } from "../../../packages/domain/src/time/calendar.ts";
import { isWorkingDay, lands } from "../../../packages/domain/src/time/holidays.ts";
import { byLanguage } from "../../../packages/domain/src/wording.ts";
import { holds } from "../../support/holds.ts";

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
      de: "Auszahlung am 19.09.2026 + 6 Wochen = Samstag, 31.10.2026. 31.10.2026 ist ein Samstag und Feiertag (Reformationstag), daher Montag, 02.11.2026 (§ 31 Abs. 3 VwVfG).",
      en: "Payout on 19 Sep 2026 + 6 weeks = Saturday, 31 Oct 2026. 31 Oct 2026 is a Saturday and a public holiday (Reformation Day), therefore Monday, 2 Nov 2026 (§ 31 (3) VwVfG).",
    },
  });
  const christmas = planned({ ...window, anchor: payout("2026-11-13") });
  t.match(christmas, { nominalOn: "2026-12-25", effectiveOn: "2026-12-28" });
  t.match(christmas.explanation.de, "ist ein Feiertag (1. Weihnachtstag), daher Montag, 28.12.2026");
  const easter = planned({ ...window, anchor: payout("2027-02-12") });
  t.match(easter, { nominalOn: "2027-03-26", effectiveOn: "2027-03-30" });
  t.match(
    easter.explanation,
    {
      de: "ist ein Feiertag (Karfreitag), danach Ostermontag, daher Dienstag, 30.03.2027",
      en: "is a public holiday (Good Friday), followed by Easter Monday, therefore Tuesday, 30 Mar 2027",
    },
    "every holiday on the way is named",
  );
  const sunday = planned({ ...window, anchor: payout("2027-02-14") });
  t.match(
    sunday.explanation.de,
    "28.03.2027 ist ein Sonntag, danach Ostermontag, daher Dienstag, 30.03.2027",
  );
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
    "Meeting on 20 Apr 2026 − 14 days = Monday, 6 Apr 2026. 6 Apr 2026 is a public holiday (Easter Monday), preceded by Good Friday, therefore brought forward to Thursday, 2 Apr 2026 (the safe side).",
  );
  const byWorkingDays = planned({
    kind: "paper-cut-off",
    rule: { kind: "before-meeting-working-days", days: 5 },
    anchor: meeting("2026-04-09"),
  });
  t.match(byWorkingDays, { nominalOn: "2026-03-31", effectiveOn: "2026-03-31" });
  t.match(
    byWorkingDays.explanation.de,
    "− 5 Arbeitstage (ohne Karfreitag und Ostermontag, SH) = Dienstag, 31.03.2026.",
  );
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
    "Stichtag: Sonntag, 15.11.2026. 15.11.2026 ist ein Sonntag; die Frist verschiebt sich nicht, letzter Arbeitstag davor: Freitag, 13.11.2026.",
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
    "Projektende am 30.11.2020, Stichtag jährlich am 12.02., Jahr 2020 + 1 = Freitag, 12.02.2021.",
  );
  t.equal(
    yearly("12-30", 0).explanation.en,
    "Project end on 30 Nov 2020, yearly date 30 Dec = Wednesday, 30 Dec 2020.",
  );
  t.equal(yearly("11-15", -1).nominalOn, "2019-11-15");
  t.equal(yearly("02-29", 1).nominalOn, "2021-02-28", "no leap year");
  t.match(yearly("02-29", 1).explanation.de, "Jahr 2020 + 1 = Sonntag, 28.02.2021 (kein Schaltjahr).");
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
  t.match(deadline.explanation.de, "Stichtag: Samstag, 26.09.2026, 17:00 Uhr (Europe/Brussels).");
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
    params: { fromDe: "01.03.2026", toDe: "28.02.2026", fromEn: "1 Mar 2026", toEn: "28 Feb 2026" },
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
    t.throws(() => planned(question), {
      code: "deadline-anchor-missing",
      params: byLanguage({ rule: ruleKindLabels[rule.kind] }),
    });
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
    "fast-lane-answer",
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

const funder = { label: { de: "Projektbeginn", en: "Start of the project" } };
const matz = {
  kind: "soft-and-hard",
  soft: { kind: "yearly", monthDay: "11-15", yearOffset: -1 },
  hard: { kind: "before-start", weeks: 6 },
} as const;

test("of a pair the hard day counts and the soft one is recommended (MaTZ)", async (t) => {
  const cutOff = { kind: "application-cut-off", rule: matz } as const;
  const deadline = planned({ ...cutOff, anchor: { ...funder, on: "2027-02-01" } });
  t.same(deadline, {
    none: false,
    nominalOn: "2026-12-21",
    softOn: "2026-11-15",
    effectiveOn: "2026-12-21",
    endsAt: "2026-12-21T23:00:00.000Z",
    explanation: {
      de: "Soll: Projektbeginn am 01.02.2027, Stichtag jährlich am 15.11., Jahr 2027 − 1 = Sonntag, 15.11.2026; spätestens: Projektbeginn am 01.02.2027 − 6 Wochen = Montag, 21.12.2026.",
      en: "Recommended: Start of the project on 1 Feb 2027, yearly date 15 Nov, year 2027 − 1 = Sunday, 15 Nov 2026; at the latest: Start of the project on 1 Feb 2027 − 6 weeks = Monday, 21 Dec 2026.",
    },
  });
  const january = planned({ ...cutOff, anchor: { ...funder, on: "2027-01-01" } });
  t.match(january, { softOn: "2026-11-15", nominalOn: "2026-11-20" });

  const sameDay = planned({
    ...cutOff,
    rule: { ...matz, soft: { kind: "fixed", on: "2026-12-21" } },
    anchor: { ...funder, on: "2027-02-01" },
  });
  t.equal(sameDay.softOn, null, "a soft day on the hard one is none");
  t.match(
    sameDay.explanation.de,
    "Soll: Montag, 21.12.2026; spätestens: Projektbeginn am 01.02.2027 − 6 Wochen = Montag, 21.12.2026. Der Soll-Termin liegt nicht davor und entfällt.",
  );
  const clock = { kind: "at-time", on: "2026-12-01", time: "17:00", zone: "Europe/Brussels" } as const;
  const portal = planned({
    ...cutOff,
    rule: { kind: "soft-and-hard", soft: { ...clock, on: "2026-11-30" }, hard: clock },
  });
  t.match(portal, { softOn: "2026-11-30", endsAt: "2026-12-01T16:00:00.000Z" });
  t.equal(
    portal.explanation.en,
    "Recommended: Monday, 30 Nov 2026, 17:00 (Europe/Brussels); at the latest: Tuesday, 1 Dec 2026, 17:00 (Europe/Brussels).",
  );
  t.throws(() => planned(cutOff), { code: "deadline-anchor-missing" });
});

test("an extension runs on to its day, which rolls like the kind (§ 190 BGB, § 31 (7) VwVfG)", async (t) => {
  const proof = {
    kind: "proof-of-use",
    rule: sixWeeks,
    anchor: anchor("Projektende", "Project end", "2026-10-16"),
  } as const;
  const extended = planned({ ...proof, extendedTo: "2027-01-02", procedureAct: "VwVfG" });
  t.match(extended, {
    nominalOn: "2027-01-02",
    effectiveOn: "2027-01-04",
    endsAt: "2027-01-04T23:00:00.000Z",
  });
  t.same(extended.explanation, {
    de: "Projektende am 16.10.2026 + 6 Wochen = Freitag, 27.11.2026. Verlängert bis Samstag, 02.01.2027 (§ 31 Abs. 7 VwVfG). 02.01.2027 ist ein Samstag, daher Montag, 04.01.2027 (§ 31 Abs. 3 VwVfG).",
    en: "Project end on 16 Oct 2026 + 6 weeks = Friday, 27 Nov 2026. Extended to Saturday, 2 Jan 2027 (§ 31 (7) VwVfG). 2 Jan 2027 is a Saturday, therefore Monday, 4 Jan 2027 (§ 31 (3) VwVfG).",
  });
  t.match(
    planned({ ...proof, extendedTo: "2027-01-04" }).explanation.de,
    "bis Montag, 04.01.2027 (§ 89 LVwG SH).",
  );

  const moved = planned({
    ...proof,
    anchor: anchor("Projektende", "Project end", "2026-12-18"),
    extendedTo: "2027-01-04",
  });
  t.match(moved, { nominalOn: "2027-01-29" }, "the later day of the rule prevails");
  t.match(moved.explanation.de, "Die Verlängerung bis Montag, 04.01.2027 endet nicht später.");
  t.same(planned({ ...proof, extendedTo: null }), planned(proof));

  const paper = { kind: "paper-cut-off", anchor: anchor("Sitzung", "Meeting", "2026-04-20") } as const;
  const backward = planned({
    ...paper,
    rule: { kind: "before-meeting", days: 14 },
    extendedTo: "2026-04-12",
  });
  t.match(backward, { nominalOn: "2026-04-12", effectiveOn: "2026-04-10" }, "backward kinds roll backward");
  const clock = { kind: "at-time", on: "2026-09-25", time: "17:00", zone: "Europe/Brussels" } as const;
  t.match(
    planned({ kind: "application-cut-off", rule: clock, extendedTo: "2026-09-28" }),
    { nominalOn: "2026-09-28", endsAt: "2026-09-28T15:00:00.000Z" },
    "the clock time stays",
  );
  t.match(
    planned({
      kind: "application-cut-off",
      rule: matz,
      anchor: { ...funder, on: "2027-02-01" },
      extendedTo: "2027-01-10",
    }),
    { softOn: "2026-11-15", nominalOn: "2027-01-10", effectiveOn: "2027-01-10" },
  );
  t.throws(() => planned({ ...proof, extendedTo: "2027-02-30" }), { code: "invalid-day" });
});

test("a printed day that is no cut-off of substance may legally end later, and should not be relied on", async (t) => {
  const printed = { kind: "application-cut-off", rule: { kind: "fixed", on: "2026-11-15" } } as const;
  const ordinary = planned({ ...printed, strictness: "ordinary" });
  t.match(ordinary, { nominalOn: "2026-11-15", effectiveOn: "2026-11-15" }, "the hint moves nothing");
  t.same(ordinary.explanation, {
    de: "Stichtag: Sonntag, 15.11.2026. 15.11.2026 ist ein Sonntag: Rechtlich reicht vielleicht noch Montag, 16.11.2026 (§ 193 BGB), sicher ist nur Freitag, 13.11.2026.",
    en: "Fixed date: Sunday, 15 Nov 2026. 15 Nov 2026 is a Sunday: by law Monday, 16 Nov 2026 may still be in time (§ 193 BGB), but only Friday, 13 Nov 2026 is safe.",
  });
  t.match(
    planned({ ...printed, strictness: "substantive" }).explanation.de,
    "die Frist verschiebt sich nicht",
  );
  t.same(planned({ ...printed, strictness: "substantive" }), planned(printed), "substantive by default");
  t.match(
    planned({ kind: "drawdown-request", rule: printed.rule }).explanation.de,
    "§ 193 BGB",
    "by the kind's own strictness",
  );
  const noHint = (question: Parameters<typeof planned>[0]) => {
    t.notMatch(planned({ ...question, strictness: "ordinary" }).explanation.de, "§ 193 BGB");
  };
  noHint({ kind: "granting-period-end", rule: printed.rule });
  noHint({ kind: "charitable-exemption", rule: printed.rule });
  noHint({ kind: "application-cut-off", rule: { kind: "fixed", on: "2026-11-16" } });
  noHint({ kind: "application-cut-off", rule: printed.rule, rollPolicy: "next-working-day" });
  noHint({
    kind: "application-cut-off",
    rule: { kind: "at-time", on: "2026-11-15", time: "17:00", zone: "Europe/Berlin" },
  });
});

test("periods say their own arithmetic", async (t) => {
  const after = (rule: Omit<Extract<DatedRule, { kind: "after-event" }>, "kind">, on: string) => {
    const start = anchor("Beginn", "Start", on);
    return planned({ kind: "granting-period-end", rule: { kind: "after-event", ...rule }, anchor: start })
      .explanation;
  };
  t.equal(
    after({ amount: 12, unit: "months", includesFirstDay: true }, "2027-01-01").de,
    "Beginn am 01.01.2027 + 12 Monate = Freitag, 31.12.2027 (erster Tag zählt mit, § 187 Abs. 2 BGB).",
  );
  t.equal(
    after({ amount: 1.5, unit: "months" }, "2027-01-31").en,
    "Start on 31 Jan 2027 + 1½ months = Monday, 15 Mar 2027 (end of month, § 188 (3) BGB) (half a month = 15 days, § 189 BGB).",
  );
  t.equal(
    after({ amount: 0.5, unit: "months" }, "2027-02-01").de,
    "Beginn am 01.02.2027 + ½ Monat = Dienstag, 16.02.2027 (halber Monat = 15 Tage, § 189 BGB).",
  );
  t.equal(
    after({ amount: 1, unit: "years" }, "2028-02-28").en,
    "Start on 28 Feb 2028 + 1 year = Wednesday, 28 Feb 2029.",
  );
  t.match(
    after({ amount: 2, unit: "years" }, "2028-02-29").de,
    "+ 2 Jahre = Donnerstag, 28.02.2030 (Monatsende, § 188 Abs. 3 BGB).",
  );
  t.equal(
    after({ amount: 1, unit: "working-days" }, "2026-04-02").de,
    "Beginn am 02.04.2026 + 1 Arbeitstag (ohne Karfreitag und Ostermontag, SH) = Dienstag, 07.04.2026.",
  );
  t.equal(
    after({ amount: 0, unit: "days" }, "2026-12-31").de,
    "Beginn: Donnerstag, 31.12.2026.",
    "no sum of nothing",
  );
  const part = (part: "beginning" | "middle" | "end") =>
    planned({ kind: "repayment", rule: { kind: "month-part", month: "2026-11", part } });
  t.match(part("beginning"), { nominalOn: "2026-11-01", effectiveOn: "2026-11-02" });
  t.match(part("middle"), { nominalOn: "2026-11-15", effectiveOn: "2026-11-16" });
  t.match(part("end"), { nominalOn: "2026-11-30", effectiveOn: "2026-11-30" });
  t.equal(part("end").explanation.de, "Ende November 2026 = Montag, 30.11.2026 (§ 192 BGB).");
  t.match(part("middle").explanation.en, "Middle of November 2026 = Sunday, 15 Nov 2026 (§ 192 BGB).");
});

test("holidays that working days leave out are named", async (t) => {
  const after = (amount: number, on: string, includesFirstDay = false) =>
    planned({
      kind: "completion",
      rule: { kind: "after-event", amount, unit: "working-days", includesFirstDay },
      anchor: anchor("Bescheid", "Notice", on),
      land: "BY",
    }).explanation;
  t.same(after(14, "2026-12-15"), {
    de: "Bescheid am 15.12.2026 + 14 Arbeitstage (ohne 1. Weihnachtstag, Neujahr und Heilige Drei Könige, BY) = Donnerstag, 07.01.2027.",
    en: "Notice on 15 Dec 2026 + 14 working days (without Christmas Day, New Year's Day and Epiphany, BY) = Thursday, 7 Jan 2027.",
  });
  t.match(after(3, "2026-12-21").de, "+ 3 Arbeitstage = Donnerstag, 24.12.2026", "none lies between");
  t.match(
    after(1, "2026-12-25").de,
    "+ 1 Arbeitstag = Montag",
    "neither the day itself nor one on a Saturday",
  );
  t.match(after(1, "2026-12-25", true).de, "(ohne 1. Weihnachtstag, BY) =", "the day itself where it counts");
  t.match(
    after(58, "2027-03-01").de,
    "(ohne Karfreitag, Ostermontag, Christi Himmelfahrt und Pfingstmontag, BY)",
  );
  t.match(after(59, "2027-03-01").de, "(ohne Karfreitag, Ostermontag, Christi Himmelfahrt und weitere, BY)");
  t.match(after(59, "2027-03-01").en, "(without Good Friday, Easter Monday, Ascension Day and others, BY)");
});

test("call rhythms of the field", async (t) => {
  const before = (days: number, on: string) =>
    planned({
      kind: "application-cut-off",
      rule: { kind: "before-meeting", days },
      anchor: anchor("Sitzung", "Meeting", on),
    });
  t.match(before(7, "2026-06-17"), { nominalOn: "2026-06-10", effectiveOn: "2026-06-10" });
  t.match(before(14, "2027-01-21"), { nominalOn: "2027-01-07" });
  t.match(before(16, "2025-10-13"), { nominalOn: "2025-09-27", effectiveOn: "2025-09-26" }, "a Saturday");
  t.match(before(18, "2022-08-23"), { nominalOn: "2022-08-05", effectiveOn: "2022-08-05" });
  t.match(before(21, "2026-06-17"), { nominalOn: "2026-05-27" });
  t.match(before(28, "2025-06-26"), { nominalOn: "2025-05-29", effectiveOn: "2025-05-28" }, "Ascension Day");
  t.match(before(28, "2025-09-04"), { nominalOn: "2025-08-07", effectiveOn: "2025-08-07" });
  for (const on of ["2024-03-31", "2024-06-30", "2026-09-30", "2028-01-15"]) {
    const printed = planned({ kind: "application-cut-off", rule: { kind: "fixed", on } });
    t.match(printed, { nominalOn: on, effectiveOn: on }, "even if a Sunday");
  }
  const lane = planned({
    kind: "formal-check",
    rule: { kind: "after-event", amount: 7, unit: "days", event: "submission" },
    anchor: anchor("Eingang", "Receipt", "2026-11-10"),
  });
  t.match(lane, { nominalOn: "2026-11-17" }, "the small-project lane");
  const cerv = { kind: "at-time", on: "2025-09-17", time: "17:00", zone: "Europe/Brussels" } as const;
  t.equal(planned({ kind: "application-cut-off", rule: cerv }).endsAt, "2025-09-17T15:00:00.000Z");
});

test("deadlines of one project", async (t) => {
  const after = (
    kind: DeadlineQuestion["kind"],
    [amount, unit]: readonly [number, "days" | "weeks" | "months" | "years"],
    on: string,
    land: "SH" | "NW" | "BE" = "SH",
  ) =>
    planned({
      ...{ kind, land },
      rule: { kind: "after-event", amount, unit },
      anchor: anchor("Ereignis", "Event", on),
    });
  t.match(
    after("spending-window", [2, "months"], "2026-10-31"),
    { nominalOn: "2026-12-31" },
    "law of the Länder",
  );
  t.match(
    after("interim-proof", [4, "months"], "2026-12-31"),
    { nominalOn: "2027-04-30" },
    "ANBest-P no. 6.1",
  );
  t.match(after("objection", [1, "months"], "2026-10-02"), { nominalOn: "2026-11-02" }, "§ 70 VwGO");
  t.match(after("retention-end", [5, "years"], "2026-11-27"), { nominalOn: "2031-11-27" });
  t.match(after("upstream-proof", [6, "months"], "2026-05-01", "NW"), { effectiveOn: "2026-11-02" });
  t.match(
    after("upstream-proof", [6, "months"], "2026-04-30", "NW"),
    { nominalOn: "2026-10-30" },
    "from the last of April, not to the last of October",
  );
  t.match(
    after("repayment", [2, "weeks"], "2025-04-24", "BE"),
    { effectiveOn: "2025-05-09" },
    "8 May 2025 in Berlin",
  );
  t.match(
    after("repayment", [2, "weeks"], "2025-04-24", "NW"),
    { effectiveOn: "2025-05-08" },
    "and nowhere else",
  );
});

test("clock times that a change of the clocks skips or repeats", async (t) => {
  const at = (on: string, time: string, zone = "Europe/Berlin") =>
    planned({ kind: "application-cut-off", rule: { kind: "at-time", on, time, zone } });
  t.equal(at("2026-03-29", "02:30").endsAt, "2026-03-29T01:30:00.000Z");
  t.match(
    at("2026-03-29", "02:30").explanation.de,
    "Das ist Sonntag, 29.03.2026, 03:30 Uhr (Europe/Berlin).",
  );
  t.equal(at("2026-10-25", "02:30").endsAt, "2026-10-25T00:30:00.000Z", "the first of two, on the safe side");
  t.notMatch(at("2026-10-25", "02:30").explanation.de, "Das ist");
  t.equal(at("2026-12-31", "23:59").endsAt, "2026-12-31T22:59:00.000Z");
  const faraway = at("2026-12-31", "18:00", "America/New_York");
  t.equal(faraway.endsAt, "2026-12-31T23:00:00.000Z");
  t.match(faraway.explanation.en, "That is Friday, 1 Jan 2027, 00:00 (Europe/Berlin).");
  const days = [
    "2026-03-28",
    "2026-03-29",
    "2026-10-24",
    "2026-10-25",
    "2028-02-28",
    "2028-02-29",
    "2026-12-31",
  ];
  for (const on of days) {
    const { endsAt } = planned({ kind: "application-cut-off", rule: { kind: "fixed", on } });
    t.equal(localDay(endsAt, here.zone), addDays(on, 1), `${on} ends at 24:00`);
    t.equal(localTime(endsAt, here.zone), "00:00");
    t.notOk(isLate(new Date(Date.parse(endsAt) - 1), endsAt));
    t.ok(isLate(endsAt, endsAt));
  }
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

test("the act that a deadline rests on is named, or none under private law", async (t) => {
  const sunday = {
    kind: "proof-of-use",
    rule: { kind: "fixed", on: "2027-01-03" },
    rollPolicy: "next-working-day",
  } as const;
  const words = (more: Partial<DeadlineQuestion>) => planned({ ...sunday, ...more }).explanation;
  t.match(words({ procedureAct: "VwVfG", land: "SH" }).de, "(§ 31 Abs. 3 VwVfG)");
  t.match(
    words({ procedureAct: "LVwG SH", land: "HH" }).de,
    "(§ 89 LVwG SH)",
    "whatever Land it is performed in",
  );
  t.match(words({ procedureAct: null }), { de: /\(§ 193 BGB\)/, en: /\(§ 193 BGB\)/ });
  t.match(
    words({ procedureAct: null, extendedTo: "2027-01-10" }).de,
    "Verlängert bis Sonntag, 10.01.2027 (§ 190 BGB)",
  );
  t.same([procedureActOf("SH"), procedureActOf("BY")], ["LVwG SH", "VwVfG"]);
  t.same(
    funderLevels.map((level) => procedureActOfFunder(level, "LVwG SH")),
    [null, "VwVfG", "LVwG SH", "LVwG SH", "LVwG SH", null, null, null],
  );
});

test("a day before the duty arose is due at once, and says so", async (t) => {
  const fixed = { kind: "proof-of-use", rule: { kind: "fixed", on: "2026-02-12" } } as const;
  const atOnce = planned({ ...fixed, arisenOn: "2026-03-07" });
  t.match(atOnce, { nominalOn: "2026-03-07", effectiveOn: "2026-03-07", endsAt: "2026-03-07T23:00:00.000Z" });
  t.same(atOnce.explanation, {
    de: "Stichtag: Donnerstag, 12.02.2026. Dieser Tag lag schon vor dem 07.03.2026, an dem die Pflicht entstand; sie ist daher sofort zu erfüllen.",
    en: "Fixed date: Thursday, 12 Feb 2026. That day lies before 7 Mar 2026, on which the duty arose; it is therefore to be met at once.",
  });
  t.same(planned({ ...fixed, arisenOn: "2026-02-12" }), planned(fixed), "on its last day it is in time");
  t.same(planned({ ...fixed, arisenOn: null }), planned(fixed));
  const extended = planned({ ...fixed, arisenOn: "2026-03-07", extendedTo: "2026-03-16" });
  t.match(extended, { effectiveOn: "2026-03-16" }, "an extension reaches beyond it");
});
