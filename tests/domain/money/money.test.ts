import fc from "fast-check";
import { test } from "tap";
import {
  applyBp,
  checkCents,
  formatCents,
  maxCents,
  parseAmount,
  splitCents,
  sumCents,
} from "../../../packages/domain/src/money/money.ts";
import type { Language } from "../../../packages/domain/src/text.ts";
import { holds } from "../../support/holds.ts";

const cents = fc.integer({ min: -maxCents, max: maxCents });
const weights = fc
  .array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 12 })
  .filter((list) => list.some((weight) => weight > 0));
const rate = fc.integer({ min: 0, max: 10_000 });
const language = fc.constantFrom<Language>("de", "en");

test("sums are exact and checked", async (t) => {
  t.equal(sumCents([]), 0);
  t.equal(sumCents([11_250_000, 625_000, 625_000]), 12_500_000);
  t.equal(sumCents([maxCents, maxCents, -maxCents]), maxCents, "only the end has to be in range");
  t.throws(() => sumCents([maxCents, 1]), { code: "amount-out-of-range" });
  t.throws(() => sumCents([0.5, 0.5]), { code: "amount-out-of-range" });
});

test("an amount is whole cents within the range", async (t) => {
  t.equal(checkCents(maxCents), maxCents);
  t.equal(checkCents(-maxCents), -maxCents);
  t.ok(Object.is(checkCents(-0), 0), "no negative zero");
  for (const wrong of [maxCents + 1, -maxCents - 1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    t.throws(() => checkCents(wrong), { code: "amount-out-of-range" }, String(wrong));
  }
  t.throws(() => checkCents(1.5, "/items/0/amountCents"), {
    code: "amount-out-of-range",
    pointer: "/items/0/amountCents",
    params: { maxDe: "90.000.000.000,00\u00a0€", maxEn: "€90,000,000,000.00" },
  });
});

test("co-financing is split evenly to the cent", async (t) => {
  t.same(splitCents(1_250_000, [1, 1]), [625_000, 625_000]);
  t.same(splitCents(100, [1, 1, 1]), [34, 33, 33], "equal remainders favour the earlier");
  t.same(splitCents(-100, [1, 1, 1]), [-34, -33, -33], "a reversal mirrors its booking");
  t.same(splitCents(10, [1, 2, 3]), [2, 3, 5], "largest remainder wins");
  t.same(splitCents(1, [0, 5]), [0, 1], "no share without weight");
  t.same(splitCents(0, [3, 4]), [0, 0]);
  for (const wrong of [[], [0, 0], [1, -1], [0.5]]) {
    t.throws(() => splitCents(1, wrong), { code: "split-weights-invalid" }, JSON.stringify(wrong));
  }
});

test("any split", async (t) => {
  holds(
    t,
    "adds up exactly, each part within one cent of its exact share",
    [cents, weights],
    (total, list) => {
      const parts = splitCents(total, list);
      const weightSum = BigInt(sumCents(list));
      const isClose = parts.every((part, index) => {
        const error = BigInt(part) * weightSum - BigInt(total) * BigInt(list[index] ?? 0);
        return error < weightSum && error > -weightSum;
      });
      return parts.length === list.length && sumCents(parts) === total && isClose;
    },
  );
  holds(t, "is mirrored by the split of the reversal", [cents, weights], (total, list) => {
    const parts = splitCents(total, list);
    return splitCents(-total, list).every((part, index) => part + (parts[index] ?? Number.NaN) === 0);
  });
});

test("basis points round half up once, by size", async (t) => {
  t.equal(applyBp(500_000, 8_000), 400_000);
  t.equal(applyBp(12_500_000, 1_000), 1_250_000);
  t.equal(applyBp(1, 5_000), 1, "0.5 cents");
  t.equal(applyBp(1, 4_999), 0);
  t.equal(applyBp(3, 5_000), 2, "1.5 cents");
  t.equal(applyBp(-1, 5_000), -1, "a reversal cancels its booking");
  t.equal(applyBp(-1, 4_999), 0);
  t.equal(applyBp(maxCents, 10_000), maxCents, "beyond 2^53 on the way");
  t.throws(() => applyBp(maxCents, 10_001), { code: "amount-out-of-range" });
});

test("any rate", async (t) => {
  holds(t, "grows with the amount", [cents, cents, rate], (a, b, bp) => {
    return applyBp(Math.min(a, b), bp) <= applyBp(Math.max(a, b), bp);
  });
  holds(t, "grows with the rate", [fc.nat(maxCents), rate, rate], (amount, a, b) => {
    return applyBp(amount, Math.min(a, b)) <= applyBp(amount, Math.max(a, b));
  });
  holds(t, "is off by half a cent at most", [cents, rate], (amount, bp) => {
    const error = BigInt(applyBp(amount, bp)) * 10_000n - BigInt(amount) * BigInt(bp);
    return error <= 5_000n && error >= -5_000n;
  });
  holds(t, "cancels with its reversal", [cents, rate], (amount, bp) => {
    return applyBp(-amount, bp) + applyBp(amount, bp) === 0;
  });
});

test("amounts are written as each language writes them", async (t) => {
  t.equal(formatCents(123_456, "de"), "1.234,56\u00a0€");
  t.equal(formatCents(123_456, "en"), "€1,234.56");
  t.equal(formatCents(5, "de"), "0,05\u00a0€");
  t.equal(formatCents(0, "en"), "€0.00");
  t.equal(formatCents(-123_456_789, "de"), "-1.234.567,89\u00a0€");
  t.equal(formatCents(-50, "en"), "-€0.50");
  t.equal(formatCents(maxCents, "de"), "90.000.000.000,00\u00a0€");
});

test("typed amounts are read, ambiguous ones refused", async (t) => {
  const read: [string, Language, number][] = [
    ["1.234,56", "de", 123_456],
    ["1234,56", "de", 123_456],
    ["1234.56", "de", 123_456],
    ["1,234.56", "en", 123_456],
    ["1234.56", "en", 123_456],
    ["1234,56", "en", 123_456],
    ["1234", "de", 123_400],
    ["12,5", "de", 1_250],
    ["0,05", "de", 5],
    ["1.234.567", "de", 123_456_700],
    ["1,234,567.8", "en", 123_456_780],
    ["  1.234,56 € ", "de", 123_456],
    ["€1,234.56", "en", 123_456],
    ["EUR 12", "en", 1_200],
    ["-€0.50", "en", -50],
    ["\u22127,00\u00a0€", "de", -700],
  ];
  for (const [text, inLanguage, amount] of read) {
    t.equal(parseAmount(text, inLanguage), amount, `${text} (${inLanguage})`);
  }
  for (const text of ["1.234", "1,234", "12.345 €", "999.000", "-1.234"]) {
    for (const inLanguage of ["de", "en"] as const) {
      t.throws(() => parseAmount(text, inLanguage), { code: "amount-ambiguous" }, `${text} (${inLanguage})`);
    }
  }
  const unreadable = [
    "",
    "€",
    "abc",
    "1,2,3",
    "1.23,4",
    "1 2",
    "12,345,6",
    "0.123",
    "1234.567",
    "1e3",
    "--1",
    ",5",
  ];
  for (const text of [...unreadable, "1,234.56"]) {
    t.throws(() => parseAmount(text, "de"), { code: "amount-invalid" }, text);
  }
  t.throws(() => parseAmount("1.234,56", "en"), { code: "amount-invalid" });
  t.throws(() => parseAmount("99999999999999999999", "de"), { code: "amount-out-of-range" });
});

test("what is written can be read back", async (t) => {
  holds(t, "in both languages", [cents, language], (amount, inLanguage) => {
    return parseAmount(formatCents(amount, inLanguage), inLanguage) === amount;
  });
});
