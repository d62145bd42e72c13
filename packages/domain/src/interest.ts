import { addDays, daysBetween } from "./calendar.ts";
import type { Text } from "./text.ts";
import { dayText, moneyText, rateText, say } from "./wording.ts";

/** The base rate of § 247 BGB from a 1 January or 1 July on, in basis points. */
export interface BaseRate {
  readonly validFrom: string;
  readonly rateBp: number;
}

/** Base rates as the Bundesbank has published them; the office records later ones. */
export const knownBaseRates: readonly BaseRate[] = [
  { validFrom: "2016-07-01", rateBp: -88 },
  { validFrom: "2023-01-01", rateBp: 162 },
  { validFrom: "2023-07-01", rateBp: 312 },
  { validFrom: "2024-01-01", rateBp: 362 },
  { validFrom: "2024-07-01", rateBp: 337 },
  { validFrom: "2025-01-01", rateBp: 227 },
  { validFrom: "2025-07-01", rateBp: 127 },
];

/** Days under one rate of interest. */
export interface InterestSegment {
  readonly fromOn: string;
  readonly toOn: string;
  readonly days: number;
  readonly rateBp: number;
}

/** What interest could be asked for, and how it was reckoned. */
export interface InterestProposal {
  readonly fromOn: string;
  readonly toOn: string;
  readonly days: number;
  readonly segments: readonly InterestSegment[];
  readonly amountCents: number;
  /** Whether a rate was not known for the last days, so that the one before was taken. */
  readonly isRateAssumed: boolean;
  readonly explanation: Text;
}

const pointsAboveBp = 500;

/**
 * Interest on money that was spent too late: five points above the base rate (§ 49a (4) VwVfG) from the day after the
 * payment to the day of its use, actual/365, rounded half up once.
 */
export function proposeInterest({
  amountCents,
  paidOn,
  usedOn,
  baseRates,
}: {
  readonly amountCents: number;
  readonly paidOn: string;
  readonly usedOn: string;
  readonly baseRates: readonly BaseRate[];
}): InterestProposal {
  const fromOn = addDays(paidOn, 1);
  const rates = [...baseRates].sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
  const segments = rates.flatMap(({ validFrom, rateBp }, index): InterestSegment[] => {
    const next = rates[index + 1]?.validFrom;
    const start = validFrom > fromOn ? validFrom : fromOn;
    const end = next !== undefined && next <= usedOn ? addDays(next, -1) : usedOn;
    if (start > end) return [];
    return [{ fromOn: start, toOn: end, days: daysBetween(start, end) + 1, rateBp: rateBp + pointsAboveBp }];
  });
  const weighed = segments.reduce((sum, { days, rateBp }) => sum + days * rateBp, 0);
  const interestCents = Math.floor((amountCents * weighed) / 3_650_000 + 0.5);
  const lastRate = rates.at(-1)?.validFrom ?? fromOn;
  return {
    fromOn,
    toOn: usedOn,
    days: daysBetween(paidOn, usedOn),
    segments,
    amountCents: interestCents,
    isRateAssumed: halfYearOf(lastRate) !== halfYearOf(usedOn),
    explanation: say(
      {
        de: "{amount} vom {from} bis {to} zu {rates} = {interest} (§ 49a Abs. 4 VwVfG).",
        en: "{amount} from {from} to {to} at {rates} = {interest} (§ 49a (4) VwVfG).",
      },
      {
        amount: moneyText(amountCents),
        from: dayText(fromOn),
        to: dayText(usedOn),
        rates: {
          de: segments.map(({ rateBp }) => rateText(rateBp).de).join(", "),
          en: segments.map(({ rateBp }) => rateText(rateBp).en).join(", "),
        },
        interest: moneyText(interestCents),
      },
    ),
  };
}

function halfYearOf(day: string): string {
  return `${day.slice(0, 4)}-${day.slice(5, 7) < "07" ? 1 : 2}`;
}
