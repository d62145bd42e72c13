import { type DeadlineKind, deadlineKinds } from "@zuwendo/domain";
import t, { type Test } from "tap";
import { sendMails } from "../../../services/worker/src/mails/send.ts";
import { sweepAll } from "../../../services/worker/src/reminders/sweep.ts";
import { databaseForTest } from "../../support/database.ts";
import { smtpForTest } from "../../support/smtp.ts";
import { calendarRun, clockIn, type Duty, type RunOffice, type Told } from "./calendar-run.ts";

const database = await databaseForTest(t);
const smtp = await smtpForTest(t);
const berlin = "Europe/Berlin";
const everyDay = [1, 2, 3, 4, 5, 6, 7];

const fixed = (kind: DeadlineKind, on: string): Duty => ({ kind, rule: { kind: "fixed", on } });
const atBrussels = (kind: DeadlineKind, on: string, time = "17:00"): Duty => ({
  kind,
  rule: { kind: "at-time", on, time, zone: "Europe/Brussels" },
});

/** Every kind on each of some days in a row. */
function everyKind(first: string, days: number): Duty[] {
  return Array.from({ length: days }, (_, index) =>
    new Date(Date.parse(first) + index * 86_400_000).toISOString().slice(0, 10),
  ).flatMap((on) => deadlineKinds.map((kind) => fixed(kind, on)));
}

interface Days extends RunOffice {
  readonly name: string;
  readonly until: string;
  readonly duties: readonly Duty[];
  /** The days in between on which nothing goes out. */
  readonly quiet: readonly string[];
  /** Nobody looks between these instants. */
  readonly down: { readonly from: string; readonly until: string };
}

const runs: readonly Days[] = [
  {
    name: "the clocks go forward in Berlin",
    zone: berlin,
    from: "2026-03-26T00:00:00.000Z",
    until: "2026-04-01T12:00:00.000Z",
    duties: [
      ...everyKind("2026-03-27", 6),
      atBrussels("proof-of-use", "2026-03-29"),
      atBrussels("proof-of-use", "2026-03-30"),
      atBrussels("application-cut-off", "2026-03-29", "02:30"),
      fixed("completion", "2026-04-07"),
      fixed("application-cut-off", "2026-04-13"),
    ],
    quiet: ["2026-03-28", "2026-03-29"],
    down: { from: "2026-03-27T11:00:00.000Z", until: "2026-03-30T05:30:00.000Z" },
  },
  {
    name: "the clocks go back in Berlin",
    zone: berlin,
    from: "2026-10-22T00:00:00.000Z",
    until: "2026-10-28T12:00:00.000Z",
    duties: [
      ...everyKind("2026-10-23", 6),
      atBrussels("proof-of-use", "2026-10-25"),
      atBrussels("proof-of-use", "2026-10-26"),
      atBrussels("application-cut-off", "2026-10-25", "02:30"),
      fixed("spending-window", "2026-10-31"),
      fixed("upstream-proof", "2026-11-09"),
    ],
    quiet: ["2026-10-24", "2026-10-25"],
    down: { from: "2026-10-23T11:00:00.000Z", until: "2026-10-26T06:30:00.000Z" },
  },
  {
    name: "a leap day",
    zone: berlin,
    from: "2028-02-24T00:00:00.000Z",
    until: "2028-03-02T12:00:00.000Z",
    duties: [
      ...everyKind("2028-02-28", 3),
      {
        kind: "proof-of-use",
        rule: { kind: "after-event", amount: 1, unit: "months" },
        anchor: { label: { de: "Projektende", en: "Project end" }, on: "2028-01-31" },
      },
      {
        kind: "interim-proof",
        rule: { kind: "yearly", monthDay: "02-29", yearOffset: 1 },
        anchor: { label: { de: "Beginn", en: "Start" }, on: "2027-05-01" },
      },
      fixed("completion", "2028-03-07"),
      fixed("upstream-proof", "2028-04-12"),
    ],
    quiet: ["2028-02-26", "2028-02-27"],
    down: { from: "2028-02-28T11:00:00.000Z", until: "2028-03-01T06:30:00.000Z" },
  },
  {
    name: "the year ends",
    zone: berlin,
    from: "2026-12-29T00:00:00.000Z",
    until: "2027-01-06T12:00:00.000Z",
    duties: [
      ...everyKind("2026-12-30", 4),
      { kind: "granting-period-end", rule: { kind: "month-part", month: "2026-12", part: "end" } },
      {
        kind: "interim-proof",
        rule: { kind: "after-event", amount: 4, unit: "months" },
        anchor: { label: { de: "Ende des Haushaltsjahrs", en: "End of the budget year" }, on: "2026-12-31" },
      },
      fixed("drawdown-request", "2027-01-21"),
      fixed("proof-of-use", "2027-02-12"),
    ],
    quiet: ["2027-01-01", "2027-01-02", "2027-01-03"],
    down: { from: "2026-12-30T11:00:00.000Z", until: "2027-01-04T06:30:00.000Z" },
  },
  {
    name: "an office in New York, whose clocks go forward three weeks before Brussels",
    zone: "America/New_York",
    from: "2026-03-05T00:00:00.000Z",
    until: "2026-03-12T00:00:00.000Z",
    duties: [
      ...everyKind("2026-03-07", 4),
      atBrussels("proof-of-use", "2026-03-09"),
      atBrussels("proof-of-use", "2026-03-08"),
    ],
    quiet: ["2026-03-07", "2026-03-08"],
    down: { from: "2026-03-06T20:00:00.000Z", until: "2026-03-09T11:30:00.000Z" },
  },
  {
    name: "an office in Auckland, a day ahead of Brussels in the evening, whose clocks go back",
    zone: "Pacific/Auckland",
    land: "BE",
    from: "2026-04-01T00:00:00.000Z",
    until: "2026-04-09T00:00:00.000Z",
    duties: [
      ...everyKind("2026-04-04", 4),
      atBrussels("proof-of-use", "2026-04-07"),
      atBrussels("application-cut-off", "2026-04-08"),
    ],
    // Good Friday to Easter Monday of the Land it has the holidays of.
    quiet: ["2026-04-03", "2026-04-04", "2026-04-05", "2026-04-06"],
    down: { from: "2026-04-02T03:00:00.000Z", until: "2026-04-06T19:30:00.000Z" },
  },
  {
    name: "an office that sends at the hour that is skipped, on every day",
    zone: berlin,
    sendFrom: "02:30",
    sendUntil: "06:00",
    sendWeekdays: everyDay,
    from: "2026-03-28T00:00:00.000Z",
    until: "2026-03-30T12:00:00.000Z",
    duties: everyKind("2026-03-29", 3),
    quiet: [],
    down: { from: "2026-03-28T11:00:00.000Z", until: "2026-03-30T01:00:00.000Z" },
  },
  {
    name: "an office that sends at the hour that comes twice, on every day",
    zone: berlin,
    sendFrom: "02:30",
    sendUntil: "06:00",
    sendWeekdays: everyDay,
    from: "2026-10-24T00:00:00.000Z",
    until: "2026-10-26T12:00:00.000Z",
    duties: everyKind("2026-10-25", 3),
    quiet: [],
    down: { from: "2026-10-24T11:00:00.000Z", until: "2026-10-26T02:00:00.000Z" },
  },
];

/** Small steps that meet no morning by themselves, each morning exactly, and the moment before it. */
function instantsOf(from: string, until: string, mornings: readonly string[], stepMinutes = 47): string[] {
  const steps: number[] = [];
  for (let at = Date.parse(from) + 1; at <= Date.parse(until); at += stepMinutes * 60_000) steps.push(at);
  const exact = mornings.map((at) => Date.parse(at));
  const all = [...steps, ...exact, ...exact.map((at) => at - 1)].sort((a, b) => a - b);
  return [...new Set(all)].map((at) => new Date(at).toISOString());
}

const phrases = {
  de: ["Seit 1 Tag überfällig", "Heute ", "(morgen)"],
  en: ["1 day overdue", "Today until ", "(tomorrow)"],
} as const;

function phraseFor(days: number, language: "de" | "en"): string {
  const near = phrases[language][days + 1];
  if (near !== undefined) return near;
  if (language === "de") return days < 0 ? `Seit ${-days} Tagen überfällig` : `(in ${days} Tagen)`;
  return days < 0 ? `${-days} days overdue` : `(in ${days} days)`;
}

type Run = Awaited<ReturnType<typeof calendarRun>>;

/** Early is what nobody expected by then, double what came twice, missing what did not come. */
function isAsExpected(t: Test, found: readonly Told[], wanted: readonly Told[], what: string): void {
  const keys = (told: readonly Told[]) => told.map(({ to, title, at }) => `${at} ${title} ${to}`);
  const [got, due] = [keys(found), new Set(keys(wanted))];
  t.same(
    got.filter((key) => !due.has(key)),
    [],
    `${what}: 0 early`,
  );
  t.equal(got.length, new Set(got).size, `${what}: 0 double`);
  t.same(
    [...due].filter((key) => !got.includes(key)),
    [],
    `${what}: 0 missing`,
  );
  t.ok(due.size > 20, `${what}: of ${due.size} reminders`);
}

function tellsTheTruth(t: Test, run: Run, zone: string): void {
  const untrue = run.mails().flatMap(({ text = "", date, html }) => {
    const at = (date ?? new Date(0)).toISOString();
    const language = String(html).includes('<html lang="de">') ? "de" : "en";
    return text.split("\n\n").flatMap((entry) => {
      const title = /Vorhaben \d{3}/.exec(entry)?.[0];
      if (title === undefined) return [];
      const phrase = phraseFor(run.distanceOf(title, at), language);
      return entry.replaceAll("\n", " ").includes(phrase) ? [] : [`${at}, "${phrase}" is not in: ${entry}`];
    });
  });
  t.same(untrue, [], "every mail counts the days from the day it goes out");
  const digests = run
    .mails()
    .filter(({ text = "" }) => (text.match(/Vorhaben/g) ?? []).length > 1)
    .map(({ envelopeTo, date }) => `${envelopeTo} ${clockIn(zone, (date ?? new Date(0)).toISOString()).day}`);
  t.equal(digests.length, new Set(digests).size, "one digest per person and day");
}

for (const { name, until, duties, quiet, down, ...office } of runs) {
  t.test(`${name}: nothing early, double or missing`, async (t) => {
    const run = await calendarRun(t, { database, smtp }, office, duties);
    const instants = instantsOf(office.from, until, run.mornings(until));
    await run.visit(instants);
    const wanted = run.expected(instants);
    isAsExpected(t, await run.ledger(), wanted, "the ledger");
    isAsExpected(t, run.arrived(), wanted, "the mails");
    tellsTheTruth(t, run, office.zone);
    // What the rules say is itself looked at with the platform's clock.
    const shown = wanted.map(({ at }) => clockIn(office.zone, at));
    t.same(
      [...new Set(shown.map(({ time }) => time))].sort(),
      office.sendFrom === undefined
        ? ["07:00:00"]
        : office.from < "2026-06"
          ? ["02:30:00", "03:30:00"]
          : ["02:30:00"],
      "at the office's hour by the clocks on its walls; a skipped one an hour later",
    );
    const days = new Set(shown.map(({ day }) => day));
    t.same(
      quiet.filter((day) => days.has(day)),
      [],
      "not on a day off",
    );
  });

  t.test(`${name}: a worker that was down catches up, each deadline once`, async (t) => {
    const run = await calendarRun(t, { database, smtp }, office, duties);
    const all = instantsOf(office.from, until, run.mornings(until), 131);
    const instants = [...all.filter((at) => at <= down.from || at > down.until), down.until].sort();
    await run.visit(instants);
    const wanted = run.expected(instants);
    isAsExpected(t, await run.ledger(), wanted, "the ledger");
    isAsExpected(t, run.arrived(), wanted, "the mails");
    tellsTheTruth(t, run, office.zone);
    t.ok(
      wanted.some(({ at }) => at === down.until),
      "something had piled up",
    );
  });
}

t.test("an end at 17:00 in Brussels is one, to the millisecond", async (t) => {
  const rule = atBrussels("proof-of-use", "2026-10-26");
  for (const [zone, ends, day, ahead, after] of [
    [
      berlin,
      "17:00",
      "Montag, 26.10.2026",
      3,
      "Seit 1 Tag überfällig, die Frist endete am Montag, 26.10.2026",
    ],
    // Brussels went back an hour the day before, New York has not yet.
    [
      "America/New_York",
      "12:00",
      "Montag, 26.10.2026",
      3,
      "Seit 1 Tag überfällig, die Frist endete am Montag",
    ],
    // That is the morning after, and the first reminder after it goes out at seven.
    [
      "Pacific/Auckland",
      "05:00",
      "Dienstag, 27.10.2026",
      4,
      "Heute um 05:00 Uhr abgelaufen (Dienstag, 27.10.2026)",
    ],
  ] as const) {
    const run = await calendarRun(t, { database, smtp }, { zone, from: "2026-10-22T12:00:00.000Z" }, [rule]);
    const [friday = "", ...later] = [...new Set(run.mornings("2026-10-29T00:00:00.000Z"))].sort();
    await run.visit([friday]);
    const flat = () => run.mails().map(({ text = "" }) => text.replaceAll("\n", " "));
    t.match(flat()[0], `Bis ${day}, ${ends} Uhr (in ${ahead} Tagen)`, zone);
    const endsAt = "2026-10-26T16:00:00.000Z";
    t.equal(run.duties[0]?.reminded.endsAt, endsAt);

    const { owner, tools, time } = run;
    const lastTold = async (now: string) => {
      time.now = now;
      await owner.query("update reminders set state = 'bound' where office_id = $1", [run.office.id]);
      await owner.query(
        "update mails set state = 'pending', next_try_at = clock_timestamp() where office_id = $1",
        [run.office.id],
      );
      await sendMails(tools);
      return flat().at(-1);
    };
    t.match(await lastTold("2026-10-26T15:59:59.999Z"), `Heute bis ${ends} Uhr (${day})`);
    const over = await lastTold(endsAt);
    t.match(over, `Heute um ${ends} Uhr abgelaufen (${day})`, "a mail held up until then says so");
    t.notMatch(over, "später erinnern", "and does not offer what there is no time for");

    const arrivedBefore = run.mails().length;
    await sweepAll(tools);
    t.equal(run.mails().length, arrivedBefore);
    await run.visit(later.slice(0, 1));
    const overdue = flat().slice(arrivedBefore);
    t.ok(overdue.length >= 1, "whom it concerns once it is over");
    t.match(overdue[0], after, zone);
  }
});
