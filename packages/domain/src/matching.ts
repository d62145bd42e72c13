import { compareDays } from "./calendar.ts";
import { knockOuts } from "./matching-knock-outs.ts";
import { softCriteria } from "./matching-soft.ts";
import type { Text } from "./text.ts";
import type { ApplicantKind, MeasureKind, NoDeadlineReason, TargetGroup, Topic } from "./vocabulary.ts";
import { say } from "./wording.ts";

/** Criteria in the order they are judged: the knock-outs first, then the soft ones. */
export const matchCriteria = [
  "applicant-kind",
  "area",
  "exclusions",
  "amount",
  "window",
  "own-share",
  "charitable",
  "topics",
  "target-groups",
  "lead-time",
  "opinion",
] as const;
export type MatchCriterion = (typeof matchCriteria)[number];

export const matchVerdicts = ["pass", "warn", "unknown", "fail"] as const;
export type MatchVerdict = (typeof matchVerdicts)[number];

export const matchOutcomes = ["fits", "unclear", "does-not-fit"] as const;
export type MatchOutcome = (typeof matchOutcomes)[number];

/** What matching knows of an idea. `amountCents` is its total cost; null and [] mean “not said yet”. */
export interface MatchIdea {
  readonly topics: readonly Topic[];
  readonly measureKinds: readonly MeasureKind[];
  readonly targetGroups: readonly TargetGroup[];
  /** Official municipality keys (AGS): Land 2, Kreis 5, municipality 8 digits. */
  readonly areaKeys: readonly string[];
  readonly applicantKind: ApplicantKind | null;
  readonly isCharitable: boolean | null;
  readonly amountCents: number | null;
  readonly ownShareCents: number | null;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
}

/** A programme's or fund's rules; null means no limit, an empty list of topics or target groups means all. */
export interface MatchProgramme {
  readonly id: string;
  readonly name: string;
  readonly applicantKinds: readonly ApplicantKind[] | null;
  readonly applicantKindsExcluded: readonly ApplicantKind[];
  readonly areaKeys: readonly string[] | null;
  readonly topics: readonly Topic[];
  readonly excludedTopics: readonly Topic[];
  readonly excludedMeasureKinds: readonly MeasureKind[];
  readonly targetGroups: readonly TargetGroup[];
  readonly minGrantCents: number | null;
  readonly maxGrantCents: number | null;
  readonly maxTotalCostCents: number | null;
  readonly fundingRateBp: number | null;
  readonly ownShareMinBp: number;
  readonly charitableRequired: boolean;
  readonly opinionRequired: boolean;
  readonly maxDurationMonths: number | null;
  readonly latestEndOn: string | null;
  /** The guideline's own words per criterion, shown beside the verdict. */
  readonly ruleQuotes?: Readonly<Partial<Record<MatchCriterion, Text>>>;
}

/** When one may apply, and when the project may run. Without `closesOn`, `noDeadlineReason` says why. */
export interface MatchCall {
  readonly opensOn: string | null;
  readonly closesOn: string | null;
  readonly projectFrom: string | null;
  readonly projectTo: string | null;
  readonly noDeadlineReason: NoDeadlineReason | null;
}

/** Everything a criterion looks at. */
export interface MatchFacts {
  readonly idea: MatchIdea;
  readonly programme: MatchProgramme;
  readonly call: MatchCall;
  readonly today: string;
}

/** What one criterion finds. `earnedBp` is the part of its points it earns, where the verdict alone does not say. */
export interface Finding {
  readonly verdict: MatchVerdict;
  readonly reason: Text;
  readonly earnedBp?: number;
}

export type Judge = (facts: MatchFacts) => Finding;

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

/** A match with what it is ranked by beside its outcome and score; `closesOn` null means no closing day. */
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
