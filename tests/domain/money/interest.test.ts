import fc from "fast-check";
import { test } from "tap";
import {
  type BaseRate,
  type InterestQuestion,
  knownBaseRates,
  proposeInterest,
} from "../../../packages/domain/src/money/interest.ts";
import { addDays, daysBetween } from "../../../packages/domain/src/time/calendar.ts";
import { holds } from "../../support/holds.ts";

function propose(amountCents: number, paidOn: string, usedOn: string, more: Partial<InterestQuestion> = {}) {
  return proposeInterest({ amountCents, paidOn, usedOn, baseRates: knownBaseRates, ...more });
}

test("money used too late bears 5 points above the base rate, day by day", async (t) => {
  t.same(propose(100_000, "2026-01-15", "2026-04-15"), {
    fromOn: "2026-01-16",
    toOn: "2026-04-15",
    days: 90,
    segments: [{ fromOn: "2026-01-16", toOn: "2026-04-15", days: 90, rateBp: 627 }],
    amountCents: 1_546,
    isRateAssumed: false,
    explanation: {
      de: "Zinsen vom 16.01.2026 bis 15.04.2026: 1.000,00\u00a0€ × 6,27\u00a0% × 90 Tage ÷ 365 = 15,46\u00a0€. Zinssatz: 5 Prozentpunkte über dem Basiszinssatz (§ 49a Abs. 3 und 4 VwVfG, § 247 BGB).",
      en: "Interest from 16 Jan 2026 to 15 Apr 2026: €1,000.00 × 6.27% × 90 days ÷ 365 = €15.46. Rate: 5 percentage points above the base rate (§ 49a (3) and (4) VwVfG, § 247 BGB).",
    },
  });
  t.match(
    propose(100_000, "2026-01-15", "2026-04-15", { procedureAct: "LVwG SH" }).explanation.de,
    "(§ 117a LVwG SH, § 247 BGB)",
  );
  t.match(
    propose(100_000, "2026-01-15", "2026-04-15", { procedureAct: null }).explanation.de,
    "(§ 247 BGB); Zinsen fallen nur an, soweit der Vertrag sie vorsieht.",
  );
});

test("a rate not announced yet is carried on, and says so (scenario E)", async (t) => {
  const used = propose(100_000, "2026-09-19", "2026-11-10");
  t.match(used, {
    fromOn: "2026-09-20",
    toOn: "2026-11-10",
    days: 52,
    segments: [{ days: 52, rateBp: 627 }],
    amountCents: 893,
    isRateAssumed: true,
  });
  t.match(
    used.explanation.de,
    "Der Basiszinssatz ab 01.07.2026 ist nicht hinterlegt; gerechnet ist mit dem letzten bekannten (1,27\u00a0%).",
  );
  t.match(
    used.explanation.en,
    "The base rate from 1 Jul 2026 is not on record; the last known one (1.27%) is used.",
  );
  t.notOk(propose(100_000, "2026-05-19", "2026-06-30").isRateAssumed, "the last day of the known half-year");
  t.ok(propose(100_000, "2026-05-19", "2026-07-01").isRateAssumed);
  const announced = [...knownBaseRates, { validFrom: "2026-07-01", rateBp: 152 }];
  const known = propose(100_000, "2026-09-19", "2026-11-10", { baseRates: announced });
  t.match(known, { amountCents: 929, isRateAssumed: false });
  t.notMatch(known.explanation.de, "nicht hinterlegt");
  t.ok(propose(100_000, "2026-09-19", "2027-01-01", { baseRates: announced }).isRateAssumed);
});

test("every half-year counts with its own rate", async (t) => {
  const long = propose(100_000, "2024-05-31", "2025-02-01");
  t.same(long.segments, [
    { fromOn: "2024-06-01", toOn: "2024-06-30", days: 30, rateBp: 862 },
    { fromOn: "2024-07-01", toOn: "2024-12-31", days: 184, rateBp: 837 },
    { fromOn: "2025-01-01", toOn: "2025-02-01", days: 32, rateBp: 727 },
  ]);
  // 1,000.00 × (8.62 % × 30 + 8.37 % × 184 + 7.27 % × 32) ÷ 365 = 55.6526… €, rounded once
  t.equal(long.amountCents, 5_565);
  t.equal(
    long.explanation.en,
    "Interest from 1 Jun 2024 to 1 Feb 2025 (246 days): €1,000.00 × (8.62% × 30 days from 1 Jun 2024 + 8.37% × 184 days from 1 Jul 2024 + 7.27% × 32 days from 1 Jan 2025) ÷ 365 = €55.65. Rate: 5 percentage points above the base rate (§ 49a (3) and (4) VwVfG, § 247 BGB).",
  );
  t.match(
    propose(100_000, "2025-06-30", "2026-06-30").segments,
    [{ days: 365, rateBp: 627 }],
    "an unchanged rate is one stretch",
  );
  t.match(
    propose(100_000, "2019-12-31", "2020-12-31"),
    { days: 366, amountCents: 4_131 },
    "a leap year has 366 of 365 days",
  );
});

test("a base rate may be negative, the rate is not", async (t) => {
  t.match(propose(100_000, "2017-01-01", "2018-01-01"), { segments: [{ rateBp: 412 }], amountCents: 4_120 });
  const baseRates: BaseRate[] = [{ validFrom: "2020-01-01", rateBp: -600 }];
  t.match(propose(100_000, "2020-01-01", "2020-02-01", { baseRates }), {
    segments: [{ rateBp: 0 }],
    amountCents: 0,
  });
});

test("money used at once bears none, days before the first rate cannot be reckoned", async (t) => {
  for (const usedOn of ["2026-01-15", "2026-01-02"]) {
    t.match(propose(100_000, "2026-01-15", usedOn), {
      ...{ fromOn: "2026-01-16", toOn: "2026-01-15", days: 0, segments: [] },
      ...{ amountCents: 0, isRateAssumed: false },
      explanation: { de: /^Das Geld wurde am 15\.01\.2026 ausgezahlt .* es fallen keine Zinsen an\.$/ },
    });
  }
  t.match(propose(100_000, "2026-01-15", "2026-01-16"), { days: 1, amountCents: 17 });
  t.throws(() => propose(100_000, "2016-06-29", "2016-08-01"), {
    code: "base-rate-missing",
    params: { dayDe: "30.06.2016" },
  });
  t.match(propose(100_000, "2016-06-30", "2016-07-01"), { days: 1 });
  t.throws(() => propose(100_000, "2026-01-15", "2026-02-01", { baseRates: [] }), {
    code: "base-rate-missing",
  });
  t.throws(() => propose(0.5, "2026-01-15", "2026-02-01"), { code: "amount-out-of-range" });
  t.throws(() => propose(100, "2026-01-15", "2026-02-30"), { code: "invalid-day" });
});

test("an office's own rate for a day counts before the known one", async (t) => {
  const baseRates = [...knownBaseRates, { validFrom: "2026-01-01", rateBp: 200 }];
  t.match(propose(100_000, "2026-01-15", "2026-04-15", { baseRates }), { segments: [{ rateBp: 700 }] });
});

test("interest of any sum and days", async (t) => {
  const paidOn = fc.integer({ min: 0, max: 4_000 }).map((days) => addDays("2016-07-01", days));
  const days = fc.integer({ min: 0, max: 2_000 });
  const amount = fc.integer({ min: 0, max: 50_000_000 });
  const rateOn = (day: string) => {
    const { rateBp = Number.NaN } = knownBaseRates.findLast(({ validFrom }) => validFrom <= day) ?? {};
    return rateBp + 500;
  };
  holds(t, "is the sum of its single days, rounded once", [amount, paidOn, days], (cents, start, count) => {
    const { amountCents } = propose(cents, start, addDays(start, count));
    let rateDays = 0;
    for (let day = 1; day <= count; day += 1) rateDays += rateOn(addDays(start, day));
    const exact = BigInt(cents) * BigInt(rateDays);
    const divisor = 3_650_000n;
    return BigInt(amountCents) === exact / divisor + (2n * (exact % divisor) >= divisor ? 1n : 0n);
  });
  holds(t, "has segments without gap or overlap", [paidOn, days], (start, count) => {
    const { fromOn, toOn, segments, ...proposal } = propose(100_000, start, addDays(start, count));
    const isSeamless = segments.every(({ fromOn: from, toOn: to, days: length }, index) => {
      const expected = index === 0 ? fromOn : addDays(segments[index - 1]?.toOn ?? "", 1);
      return from === expected && daysBetween(from, to) + 1 === length;
    });
    const sum = segments.reduce((all, { days: length }) => all + length, 0);
    return isSeamless && sum === count && proposal.days === count && (segments.at(-1)?.toOn ?? toOn) === toOn;
  });
  holds(t, "does not depend on the order of the rates", [paidOn, days], (start, count) => {
    const reversed = propose(100_000, start, addDays(start, count), {
      baseRates: knownBaseRates.toReversed(),
    });
    return JSON.stringify(reversed) === JSON.stringify(propose(100_000, start, addDays(start, count)));
  });
});
