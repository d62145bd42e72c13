import { applyBp } from "../money/money.ts";
import { moneyText, rateText } from "../money/money-words.ts";
import type { Text } from "../text.ts";
import { say } from "../wording.ts";
import type { Finding, MatchFacts, MatchProgramme } from "./criteria.ts";

/** A sum that reaches this part of a programme's minimum can grow or be bundled; below it, it is out of reach. */
const growableFromBp = 5_000;

/**
 * The grant the idea would need against the programme's limits: its cost less the own share (the programme's minimum
 * if not said), at most the funding rate. Above a cap fails; below the minimum warns within reach of it, else fails.
 */
export function judgeAmount({ idea, programme }: MatchFacts): Finding {
  const { minGrantCents: min, maxGrantCents: max, maxTotalCostCents: maxTotal } = programme;
  if (min === null && max === null && maxTotal === null) {
    return {
      verdict: "pass",
      reason: {
        de: "Das Programm nennt keine Unter- oder Obergrenze.",
        en: "The programme names no lower or upper limit.",
      },
    };
  }
  if (idea.amountCents === null) {
    const reason = say(
      {
        de: "Die Idee nennt noch keinen Betrag; das Programm verlangt: {limits}.",
        en: "The idea names no amount yet; the programme requires: {limits}.",
      },
      { limits: limitsText(programme) },
    );
    return { verdict: "unknown", reason };
  }
  const { amountCents } = idea;
  const grantCents = neededGrant(amountCents, idea.ownShareCents, programme);
  const judged = (verdict: Finding["verdict"], sentence: Text, limitCents: number): Finding => ({
    verdict,
    reason: say(sentence, {
      grant: grantText(grantCents, amountCents),
      total: moneyText(amountCents),
      limit: moneyText(limitCents),
      gap: moneyText(Math.abs(grantCents - limitCents)),
    }),
  });

  if (maxTotal !== null && amountCents > maxTotal) return judged("fail", aboveTotal, maxTotal);
  if (max !== null && grantCents > max) return judged("fail", aboveCap, max);
  if (min !== null && grantCents < min) {
    return grantCents < applyBp(min, growableFromBp)
      ? judged("fail", farBelowMinimum, min)
      : judged("warn", belowMinimum, min);
  }
  if (max !== null) return judged("pass", grantCents === max ? atCap : belowCap, max);
  return min !== null ? judged("pass", aboveMinimum, min) : judged("pass", belowTotal, maxTotal ?? 0);
}

/** Whether the own share reaches the programme's minimum; a gap left by the funding rate warns, as others may fill it. */
export function judgeOwnShare({ idea, programme }: MatchFacts): Finding {
  const { ownShareMinBp, fundingRateBp } = programme;
  const rate = rateText(ownShareMinBp);
  if (ownShareMinBp > 0 && (idea.amountCents === null || idea.ownShareCents === null)) {
    const sentence =
      idea.amountCents === null
        ? {
            de: "Verlangt ist ein Eigenanteil von mindestens {rate}; Betrag oder Eigenanteil der Idee fehlen noch.",
            en: "An own share of at least {rate} is required; the idea's amount or own share is not known yet.",
          }
        : {
            de: "Verlangt ist ein Eigenanteil von mindestens {rate} ({required}); die Idee nennt noch keinen.",
            en: "An own share of at least {rate} ({required}) is required; the idea names none yet.",
          };
    const required = moneyText(applyBp(idea.amountCents ?? 0, ownShareMinBp));
    return { verdict: "unknown", reason: say(sentence, { rate, required }) };
  }
  const amountCents = idea.amountCents ?? 0;
  const ownCents = idea.ownShareCents ?? 0;
  const requiredCents = applyBp(amountCents, ownShareMinBp);
  const gapCents = fundingRateBp === null ? 0 : amountCents - applyBp(amountCents, fundingRateBp) - ownCents;
  const values = {
    rate,
    own: moneyText(ownCents),
    required: moneyText(requiredCents),
    fundingRate: rateText(fundingRateBp ?? 10_000),
    gap: moneyText(Math.max(0, gapCents)),
  };
  if (ownCents < requiredCents) return { verdict: "fail", reason: say(ownTooSmall, values) };
  if (gapCents > 0) return { verdict: "warn", reason: say(rateGap, values) };
  return { verdict: "pass", reason: say(ownShareMinBp > 0 ? ownEnough : ownNotRequired, values) };
}

function neededGrant(amountCents: number, ownShareCents: number | null, programme: MatchProgramme): number {
  const ownCents = ownShareCents ?? applyBp(amountCents, programme.ownShareMinBp);
  const atMost = applyBp(amountCents, programme.fundingRateBp ?? 10_000);
  return Math.max(0, Math.min(amountCents - ownCents, atMost));
}

function grantText(grantCents: number, amountCents: number): Text {
  if (grantCents === amountCents) return moneyText(grantCents);
  return say(
    {
      de: "{grant} Förderung bei {amount} Gesamtkosten",
      en: "A grant of {grant} at a total cost of {amount}",
    },
    { grant: moneyText(grantCents), amount: moneyText(amountCents) },
  );
}

function limitsText({ minGrantCents, maxGrantCents, maxTotalCostCents }: MatchProgramme): Text {
  const limits = [
    { cents: minGrantCents, de: "mindestens {limit} Förderung", en: "a grant of at least {limit}" },
    { cents: maxGrantCents, de: "höchstens {limit} Förderung", en: "a grant of at most {limit}" },
    { cents: maxTotalCostCents, de: "höchstens {limit} Gesamtkosten", en: "a total cost of at most {limit}" },
  ].flatMap(({ cents, de, en }) => (cents === null ? [] : [say({ de, en }, { limit: moneyText(cents) })]));
  return { de: limits.map(({ de }) => de).join(", "), en: limits.map(({ en }) => en).join(", ") };
}

const aboveTotal: Text = {
  de: "{total} Gesamtkosten liegen über der Obergrenze von {limit}.",
  en: "A total cost of {total} is above the limit of {limit}.",
};
const belowTotal: Text = {
  de: "{total} Gesamtkosten liegen innerhalb der Obergrenze von {limit}.",
  en: "A total cost of {total} is within the limit of {limit}.",
};
const aboveCap: Text = {
  de: "{grant} liegen über der Obergrenze von {limit}; {gap} müssten aus anderen Mitteln kommen.",
  en: "{grant} is above the cap of {limit}; {gap} would have to come from other funds.",
};
const atCap: Text = {
  de: "{grant} erreichen genau die Obergrenze von {limit}.",
  en: "{grant} is exactly the cap of {limit}.",
};
const belowCap: Text = {
  de: "{grant} liegen unter der Obergrenze von {limit}.",
  en: "{grant} is below the cap of {limit}.",
};
const belowMinimum: Text = {
  de: "{grant} liegen {gap} unter der Mindestförderung von {limit}; das Projekt müsste wachsen oder mit anderen gebündelt werden.",
  en: "{grant} is {gap} below the minimum grant of {limit}; the project would have to grow or be bundled with others.",
};
const farBelowMinimum: Text = {
  de: "{grant} liegen weit unter der Mindestförderung von {limit}.",
  en: "{grant} is far below the minimum grant of {limit}.",
};
const aboveMinimum: Text = {
  de: "{grant} erreichen die Mindestförderung von {limit}.",
  en: "{grant} reaches the minimum grant of {limit}.",
};
const ownTooSmall: Text = {
  de: "Der Eigenanteil von {own} erreicht die verlangten {required} ({rate}) nicht.",
  en: "The own share of {own} does not reach the required {required} ({rate}).",
};
const ownEnough: Text = {
  de: "Der Eigenanteil von {own} erreicht die verlangten {required} ({rate}).",
  en: "The own share of {own} reaches the required {required} ({rate}).",
};
const ownNotRequired: Text = {
  de: "Ein Eigenanteil ist nicht verlangt.",
  en: "No own share is required.",
};
const rateGap: Text = {
  de: "Das Programm übernimmt höchstens {fundingRate} der Kosten; {gap} sind noch nicht durch Eigen- oder Drittmittel gedeckt.",
  en: "The programme covers at most {fundingRate} of the cost; {gap} is not yet covered by own or third-party funds.",
};
