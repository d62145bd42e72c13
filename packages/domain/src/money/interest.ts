import type { ProcedureAct } from "../deadlines/kinds.ts";
import { DomainError } from "../errors.ts";
import type { Text } from "../text.ts";
import { addDays, compareDays, daysBetween } from "../time/calendar.ts";
import { dayCount, dayText } from "../time/day-words.ts";
import { byLanguage, countText, joinTexts, say } from "../wording.ts";
import { checkCents } from "./money.ts";
import { moneyText, rateText } from "./money-words.ts";

/** The base rate (Basiszinssatz, § 247 BGB) from a day on; it changes on 1 January and 1 July and may be negative. */
export interface BaseRate {
  readonly validFrom: string;
  readonly rateBp: number;
}

/** The base rates known here, oldest first; none is known from 1 July 2026 on, an office adds those that came later. */
export const knownBaseRates: readonly BaseRate[] = [
  { validFrom: "2016-07-01", rateBp: -88 },
  { validFrom: "2023-01-01", rateBp: 162 },
  { validFrom: "2023-07-01", rateBp: 312 },
  { validFrom: "2024-01-01", rateBp: 362 },
  { validFrom: "2024-07-01", rateBp: 337 },
  { validFrom: "2025-01-01", rateBp: 227 },
  { validFrom: "2025-07-01", rateBp: 127 },
  { validFrom: "2026-01-01", rateBp: 127 },
];

/** Money paid out on one day and used on another. */
export interface InterestQuestion {
  readonly amountCents: number;
  readonly paidOn: string;
  readonly usedOn: string;
  /** In any order; of two for one day the later in the list counts. */
  readonly baseRates: readonly BaseRate[];
  /** Whose paragraph is named: of the act that the grant rests on, the federal one when not given; null for a contract. */
  readonly procedureAct?: ProcedureAct | null | undefined;
}

/** A stretch of days with one rate of interest, both days counted. */
export interface InterestSegment {
  readonly fromOn: string;
  readonly toOn: string;
  readonly days: number;
  /** Base rate and premium together. */
  readonly rateBp: number;
}

export interface InterestProposal {
  /** The day after the payment (§ 187 (1) BGB). */
  readonly fromOn: string;
  /** The day of use; the day before `fromOn` if the money was used at once, when nothing is due. */
  readonly toOn: string;
  readonly days: number;
  readonly segments: readonly InterestSegment[];
  readonly amountCents: number;
  /** A day lies in a half-year whose base rate is not known: the last known one was carried on. */
  readonly isRateAssumed: boolean;
  readonly explanation: Text;
}

const premiumBp = 500;
const daysInYear = 365;

const sentences = {
  none: {
    de: "Das Geld wurde am {day} ausgezahlt und am selben Tag oder davor verwendet; es fallen keine Zinsen an.",
    en: "The money was paid out on {day} and used on the same day or before; no interest is due.",
  },
  one: {
    de: "Zinsen vom {from} bis {to}: {amount} × {rate} × {days} ÷ 365 = {interest}.",
    en: "Interest from {from} to {to}: {amount} × {rate} × {days} ÷ 365 = {interest}.",
  },
  several: {
    de: "Zinsen vom {from} bis {to} ({days}): {amount} × ({terms}) ÷ 365 = {interest}.",
    en: "Interest from {from} to {to} ({days}): {amount} × ({terms}) ÷ 365 = {interest}.",
  },
  term: { de: "{rate} × {days} ab {from}", en: "{rate} × {days} from {from}" },
  basis: {
    de: "Zinssatz: 5 Prozentpunkte über dem Basiszinssatz ({citation}, § 247 BGB).",
    en: "Rate: 5 percentage points above the base rate ({citation}, § 247 BGB).",
  },
  basisOfContract: {
    de: "Zinssatz: 5 Prozentpunkte über dem Basiszinssatz (§ 247 BGB); Zinsen fallen nur an, soweit der Vertrag sie vorsieht.",
    en: "Rate: 5 percentage points above the base rate (§ 247 BGB); interest is due only as far as the contract provides for it.",
  },
  assumed: {
    de: "Der Basiszinssatz ab {day} ist nicht hinterlegt; gerechnet ist mit dem letzten bekannten ({rate}).",
    en: "The base rate from {day} is not on record; the last known one ({rate}) is used.",
  },
} as const satisfies Record<string, Text>;

const citations: Readonly<Record<ProcedureAct, Text>> = {
  VwVfG: { de: "§ 49a Abs. 3 und 4 VwVfG", en: "§ 49a (3) and (4) VwVfG" },
  "LVwG SH": { de: "§ 117a LVwG SH", en: "§ 117a LVwG SH" },
};

/**
 * Interest that may be asked for money not used in time, from payment to use: 5 percentage points above the base rate
 * a year, never below 0, actual days / 365, rounded half up once at the end (§ 49a (3), (4) VwVfG).
 * Throws `base-rate-missing` for days before the first rate, `invalid-day`, `amount-out-of-range`.
 */
export function proposeInterest(question: InterestQuestion): InterestProposal {
  const { amountCents, paidOn, usedOn, procedureAct = "VwVfG" } = question;
  checkCents(amountCents);
  const fromOn = addDays(paidOn, 1);
  if (compareDays(usedOn, fromOn) < 0) {
    const explanation = say(sentences.none, { day: dayText(paidOn) });
    const nothing = { days: 0, segments: [], amountCents: 0, isRateAssumed: false };
    return { fromOn, toOn: paidOn, ...nothing, explanation };
  }
  const rates = [...question.baseRates].sort((a, b) => compareDays(a.validFrom, b.validFrom));
  const segments = segmentsOf(rates, fromOn, usedOn);
  const interestCents = interestOf(amountCents, segments);
  const assumed = assumedFrom(rates, usedOn);
  return {
    fromOn,
    toOn: usedOn,
    days: daysBetween(paidOn, usedOn),
    segments,
    amountCents: interestCents,
    isRateAssumed: assumed !== undefined,
    explanation: joinTexts([
      explainSum(amountCents, segments, interestCents),
      procedureAct === null
        ? sentences.basisOfContract
        : say(sentences.basis, { citation: citations[procedureAct] }),
      ...(assumed === undefined
        ? []
        : [say(sentences.assumed, { day: dayText(assumed.day), rate: rateText(assumed.rateBp) })]),
    ]),
  };
}

/** One segment for each stretch of one rate, first day first. */
function segmentsOf(rates: readonly BaseRate[], fromOn: string, toOn: string): InterestSegment[] {
  if (!rates.some(({ validFrom }) => compareDays(validFrom, fromOn) <= 0)) {
    throw new DomainError("base-rate-missing", byLanguage({ day: dayText(fromOn) }));
  }
  const segments: InterestSegment[] = [];
  for (const [index, { validFrom, rateBp }] of rates.entries()) {
    const nextFrom = rates[index + 1]?.validFrom;
    const start = latest(validFrom, fromOn);
    const end = nextFrom === undefined ? toOn : earliest(addDays(nextFrom, -1), toOn);
    if (compareDays(start, end) > 0) continue;
    const totalBp = Math.max(0, rateBp + premiumBp);
    const before = segments.at(-1);
    const isSameRate = before?.rateBp === totalBp;
    const from = isSameRate ? before.fromOn : start;
    if (isSameRate) segments.pop();
    segments.push({ fromOn: from, toOn: end, days: daysBetween(from, end) + 1, rateBp: totalBp });
  }
  return segments;
}

function interestOf(amountCents: number, segments: readonly InterestSegment[]): number {
  const rateDays = segments.reduce((sum, { rateBp, days }) => sum + BigInt(rateBp) * BigInt(days), 0n);
  const product = BigInt(amountCents) * rateDays;
  const divisor = 10_000n * BigInt(daysInYear);
  // Half up by size, as `applyBp` rounds.
  const size = product < 0n ? -product : product;
  const rounded = (2n * size + divisor) / (2n * divisor);
  return checkCents(Number(product < 0n ? -rounded : rounded));
}

/** From which day on a rate is not known to hold, if any day is reckoned with it: the last known one ends with its half-year. */
function assumedFrom(rates: readonly BaseRate[], toOn: string): { day: string; rateBp: number } | undefined {
  const last = rates.at(-1);
  if (last === undefined) return undefined;
  const unknownFrom = nextHalfYear(last.validFrom);
  if (compareDays(toOn, unknownFrom) < 0) return undefined;
  return { day: unknownFrom, rateBp: last.rateBp };
}

function nextHalfYear(day: string): string {
  return day.slice(5) < "07-01" ? `${day.slice(0, 4)}-07-01` : `${Number(day.slice(0, 4)) + 1}-01-01`;
}

function explainSum(amountCents: number, segments: readonly InterestSegment[], interestCents: number): Text {
  const [first, last] = [segments[0], segments.at(-1)];
  if (first === undefined || last === undefined) return { de: "", en: "" };
  const values = {
    from: dayText(first.fromOn),
    to: dayText(last.toOn),
    amount: moneyText(amountCents),
    interest: moneyText(interestCents),
    days: countText(
      segments.reduce((sum, { days }) => sum + days, 0),
      dayCount,
    ),
  };
  if (segments.length === 1) return say(sentences.one, { ...values, rate: rateText(first.rateBp) });
  const terms = segments.map(({ rateBp, days, fromOn }) =>
    say(sentences.term, {
      rate: rateText(rateBp),
      days: countText(days, dayCount),
      from: dayText(fromOn),
    }),
  );
  return say(sentences.several, {
    ...values,
    terms: { de: terms.map(({ de }) => de).join(" + "), en: terms.map(({ en }) => en).join(" + ") },
  });
}

function latest(a: string, b: string): string {
  return compareDays(a, b) < 0 ? b : a;
}

function earliest(a: string, b: string): string {
  return compareDays(a, b) < 0 ? a : b;
}
