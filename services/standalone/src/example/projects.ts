import type { CostKind, FinancingKind } from "@zuwendo/domain";
import type { ExampleIdea } from "./ideas.ts";

export interface ExampleLine<Kind> {
  readonly kind: Kind;
  readonly label: string;
  readonly amountCents: number;
}

/** How far an application has come. A vote lies on the day of its meeting, all other days are counted from today. */
export type Progress =
  | { readonly state: "draft" | "submitted" | "formally-checked" | "on-agenda" }
  | { readonly state: "returned" | "withdrawn"; readonly reason: string }
  | { readonly state: "rejected"; readonly vote: ExampleVote }
  | { readonly state: "recommended"; readonly vote: ExampleVote }
  | {
      readonly state: "granted" | "running" | "proof-due" | "proof-submitted" | "closed";
      readonly vote: ExampleVote;
      readonly served: number;
      readonly payments: readonly ExamplePayment[];
    };

interface ExampleVote {
  readonly outcome: "recommended" | "recommended-with-conditions" | "recommended-reduced" | "rejected";
  readonly amountCents?: number;
  readonly inFavour: number;
  readonly against: number;
  readonly abstained: number;
  readonly excluded?: number;
  readonly conditions?: string;
}

interface ExamplePayment {
  readonly day: number;
  readonly amountCents: number;
  /** Its window is over and nobody has reported how it was spent. */
  readonly isUnspent?: true;
}

/** An application made from an idea: either an early one by its key, or one that came with it. */
export interface ExampleProject {
  readonly key: string;
  readonly idea: string | ExampleIdea;
  readonly call: string;
  /** A key of people.ts, or a role whose holder came with the office. */
  readonly lead: string;
  readonly organisation: string;
  readonly partners?: readonly string[];
  readonly days: readonly [start: number, end: number];
  readonly costs: readonly ExampleLine<CostKind>[];
  readonly financing: readonly ExampleLine<FinancingKind>[];
  readonly progress: Progress;
}

export const cost = (kind: CostKind, label: string, amountCents: number): ExampleLine<CostKind> => ({
  kind,
  label,
  amountCents,
});

export const grant = (
  amountCents: number,
  label = "Aktions- und Initiativfonds",
): ExampleLine<FinancingKind> => ({
  kind: "grant",
  label,
  amountCents,
});

export const from = (
  kind: FinancingKind,
  label: string,
  amountCents: number,
): ExampleLine<FinancingKind> => ({
  kind,
  label,
  amountCents,
});

/** What all ideas of the partnership's projects have in common. */
export function projectIdea(
  idea: Pick<ExampleIdea, "key" | "title" | "summary" | "theme"> & Partial<ExampleIdea>,
): ExampleIdea {
  return {
    origin: "form",
    topics: ["encounter", "participation"],
    measureKinds: ["event"],
    targetGroups: ["general-public"],
    amountCents: null,
    ...idea,
  };
}
