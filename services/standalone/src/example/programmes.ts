import type {
  ApplicantKind,
  FinancingType,
  MatchCriterion,
  MeasureKind,
  TargetGroup,
  Text,
  Topic,
} from "@zuwendo/domain";

type Money = { readonly amountCents: number; readonly currency: "EUR" };

/** A programme as the API takes it, under a key. Figures are the published ones unless marked illustrative; rule quotes are our own words. */
export interface ExampleProgramme {
  readonly key: string;
  readonly name: string;
  readonly funder: string;
  readonly level: "eu" | "federal" | "state" | "district" | "municipal" | "foundation" | "lottery" | "club";
  readonly applicantKinds?: readonly ApplicantKind[];
  readonly excludedApplicantKinds?: readonly ApplicantKind[];
  readonly areaKeys?: readonly string[];
  readonly topics: readonly Topic[];
  readonly excludedMeasureKinds?: readonly MeasureKind[];
  readonly targetGroups?: readonly TargetGroup[];
  readonly minGrant?: Money;
  readonly maxGrant?: Money;
  readonly maxTotalCost?: Money;
  readonly fundingRateBp?: number;
  readonly ownShareMinBp?: number;
  readonly isCharitableRequired?: boolean;
  readonly isOpinionRequired?: boolean;
  readonly maxDurationMonths?: number;
  readonly latestEndMonthDay?: string;
  readonly financingType: FinancingType;
  readonly ruleQuotes?: Partial<Record<MatchCriterion, Text>>;
  /** Some figures are examples, not the funder's; then there is no source to name. */
  readonly isIllustrative: boolean;
  readonly sourceUrl: string | null;
}

const publicBodies = ["municipality", "district", "public-body"] as const;

/** Bodies that work for the common good, without the public ones. */
export const civilSociety = [
  "association",
  "non-profit-company",
  "foundation",
  "cooperative",
  "welfare-organisation",
  "parish",
] as const;

export const localBodies = [...civilSociety, ...publicBodies] as const;
