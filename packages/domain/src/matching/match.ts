import type { Text } from "../text.ts";
import { compareDays } from "../time/calendar.ts";
import { say } from "../wording.ts";
import {
  type Finding,
  type MatchCall,
  type MatchCriterion,
  type MatchIdea,
  type MatchOutcome,
  type MatchProgramme,
  type MatchVerdict,
  matchOutcomes,
} from "./criteria.ts";
import { knockOuts } from "./knock-outs.ts";
import { softCriteria } from "./soft.ts";

export interface CriterionVerdict {
  readonly criterion: MatchCriterion;
  readonly verdict: MatchVerdict;
  readonly isKnockOut: boolean;
  readonly reason: Text;
  readonly rule: Text | null;
}

export interface Match {
  readonly outcome: MatchOutcome;
  /** 0 to 100, of the soft criteria only; `scoreReason` shows how it adds up. */
  readonly score: number;
  readonly scoreReason: Text;
  readonly verdicts: readonly CriterionVerdict[];
}

/**
 * Whether an idea fits a call, with a reason per criterion. A failed knock-out decides `does-not-fit`, otherwise an
 * unknown one `unclear`, otherwise it `fits`; warnings decide nothing. Soft criteria only make the score.
 */
export function match(idea: MatchIdea, programme: MatchProgramme, call: MatchCall, today: string): Match {
  const facts = { idea, programme, call, today };
  const hard = knockOuts.map(({ criterion, judge }) => ({ criterion, finding: judge(facts) }));
  const soft = softCriteria.map(({ criterion, judge, points, label }) => {
    const finding = judge(facts);
    const earned = Math.round((points * (finding.earnedBp ?? earnedBp[finding.verdict])) / 10_000);
    return { criterion, finding, points, label, earned };
  });
  const verdictOf =
    (isKnockOut: boolean) =>
    ({ criterion, finding }: { criterion: MatchCriterion; finding: Finding }): CriterionVerdict => ({
      criterion,
      verdict: finding.verdict,
      isKnockOut,
      reason: finding.reason,
      rule: programme.ruleQuotes?.[criterion] ?? null,
    });
  const score = soft.reduce((sum, { earned }) => sum + earned, 0);
  return {
    outcome: outcomeOf(hard.map(({ finding }) => finding.verdict)),
    score,
    scoreReason: explainScore(score, soft),
    verdicts: [...hard.map(verdictOf(true)), ...soft.map(verdictOf(false))],
  };
}

/** A match with what it is ranked by beside its outcome and score; `closesOn` null means no closing date. */
export interface Rankable {
  readonly outcome: MatchOutcome;
  readonly score: number;
  readonly closesOn: string | null;
  readonly name: string;
}

/** Ranked copy: by outcome (fits, unclear, does-not-fit), higher score, earlier close (none last), name; stable. */
export function rankMatches<M extends Rankable>(matches: readonly M[]): M[] {
  return [...matches].sort(
    (a, b) =>
      matchOutcomes.indexOf(a.outcome) - matchOutcomes.indexOf(b.outcome) ||
      b.score - a.score ||
      compareClose(a.closesOn, b.closesOn) ||
      a.name.localeCompare(b.name, "de"),
  );
}

const earnedBp: Readonly<Record<MatchVerdict, number>> = {
  pass: 10_000,
  warn: 5_000,
  unknown: 5_000,
  fail: 0,
};

function outcomeOf(verdicts: readonly MatchVerdict[]): MatchOutcome {
  if (verdicts.includes("fail")) return "does-not-fit";
  return verdicts.includes("unknown") ? "unclear" : "fits";
}

function explainScore(
  score: number,
  parts: readonly { readonly label: Text; readonly earned: number; readonly points: number }[],
): Text {
  const sums = (language: keyof Text) =>
    parts.map(({ label, earned, points }) => `${label[language]} ${earned}/${points}`).join(", ");
  return say(
    { de: "{score} von 100 Punkten: {sums}.", en: "{score} of 100 points: {sums}." },
    { score, sums: { de: sums("de"), en: sums("en") } },
  );
}

function compareClose(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return compareDays(a, b);
}
