import type { Labels, Text } from "../text.ts";
import type {
  ApplicantKind,
  CharitableStatus,
  MeasureKind,
  NoDeadlineReason,
  TargetGroup,
  Topic,
} from "../vocabulary.ts";

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

export const matchCriterionLabels: Labels<MatchCriterion> = {
  "applicant-kind": { de: "Antragsberechtigung", en: "eligible applicants" },
  area: { de: "Fördergebiet", en: "funding area" },
  exclusions: { de: "Ausschlüsse", en: "exclusions" },
  amount: { de: "Betrag", en: "amount" },
  window: { de: "Zeitraum", en: "dates" },
  "own-share": { de: "Eigenanteil", en: "own share" },
  charitable: { de: "Gemeinnützigkeit", en: "charitable status" },
  topics: { de: "Themen", en: "topics" },
  "target-groups": { de: "Zielgruppen", en: "target groups" },
  "lead-time": { de: "Vorlauf", en: "lead time" },
  opinion: { de: "Stellungnahme", en: "opinion" },
};

export const matchVerdicts = ["pass", "warn", "unknown", "fail"] as const;

export type MatchVerdict = (typeof matchVerdicts)[number];

export const matchVerdictLabels: Labels<MatchVerdict> = {
  pass: { de: "erfüllt", en: "met" },
  warn: { de: "mit Vorbehalt", en: "with a reservation" },
  unknown: { de: "noch offen", en: "not known yet" },
  fail: { de: "nicht erfüllt", en: "not met" },
};

export const matchOutcomes = ["fits", "unclear", "does-not-fit"] as const;

export type MatchOutcome = (typeof matchOutcomes)[number];

export const matchOutcomeLabels: Labels<MatchOutcome> = {
  fits: { de: "passt", en: "fits" },
  unclear: { de: "noch unklar", en: "unclear" },
  "does-not-fit": { de: "passt nicht", en: "does not fit" },
};

/** What matching knows of an idea. `amountCents` is its total cost; null and [] mean “not said yet”. */
export interface MatchIdea extends CharitableStatus {
  readonly topics: readonly Topic[];
  readonly measureKinds: readonly MeasureKind[];
  readonly targetGroups: readonly TargetGroup[];
  /** Official municipality keys (AGS): Land 2, Kreis 5, municipality 8 digits. */
  readonly areaKeys: readonly string[];
  readonly applicantKind: ApplicantKind | null;
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
