import { DomainError } from "../errors.ts";
import { assertUnderCap } from "../money/cap.ts";
import { moneyText } from "../money/money-words.ts";
import type { Labels } from "../text.ts";
import { byLanguage, countText, type Noun } from "../wording.ts";
import { type ApplicationState, applicationStateLabels } from "./applications.ts";
import { stateForbids } from "./transitions.ts";

/** How a decision comes about: in a meeting, by written circulation, or by the office itself for small amounts. */
export const voteProcedures = ["meeting", "circulation", "fast-lane"] as const;
export type VoteProcedure = (typeof voteProcedures)[number];

export const voteProcedureLabels: Labels<VoteProcedure> = {
  meeting: { de: "Sitzung", en: "meeting" },
  circulation: { de: "Umlaufverfahren", en: "written circulation" },
  "fast-lane": { de: "vereinfachtes Verfahren", en: "fast lane" },
};

export const voteOutcomes = [
  "recommended",
  "recommended-with-conditions",
  "recommended-reduced",
  "postponed",
  "rejected",
] as const;
export type VoteOutcome = (typeof voteOutcomes)[number];

export const voteOutcomeLabels: Labels<VoteOutcome> = {
  recommended: { de: "empfohlen", en: "recommended" },
  "recommended-with-conditions": { de: "mit Auflagen empfohlen", en: "recommended with conditions" },
  "recommended-reduced": { de: "mit geringerem Betrag empfohlen", en: "recommended with a lower amount" },
  postponed: { de: "vertagt", en: "postponed" },
  rejected: { de: "abgelehnt", en: "rejected" },
};

/** The state a committee's vote (Votum) leads to: a positive one reserves, a postponed one waits for a meeting. */
export function stateAfterVote(outcome: VoteOutcome): ApplicationState {
  switch (outcome) {
    case "recommended":
    case "recommended-with-conditions":
    case "recommended-reduced":
      return "recommended";
    case "postponed":
      return "formally-checked";
    case "rejected":
      return "rejected";
    default:
      return outcome satisfies never;
  }
}

const vote: Noun = {
  one: { de: "1 Stimme", en: "1 vote" },
  other: { de: "{count} Stimmen", en: "{count} votes" },
};

/** What a vote grants at most, in cents: what was requested; a reduced one says how much less (`vote-amount-missing`). */
export function votedCents(
  outcome: VoteOutcome,
  requestedCents: number,
  amountCents: number | undefined,
): number {
  if (stateAfterVote(outcome) !== "recommended") return 0;
  assertUnderCap(amountCents ?? 0, requestedCents, "/amount");
  const isReduced = outcome === "recommended-reduced";
  if (isReduced && (amountCents === undefined || amountCents === requestedCents)) {
    throw new DomainError(
      "vote-amount-missing",
      byLanguage({ requested: moneyText(requestedCents) }),
      "/amount",
    );
  }
  return amountCents ?? requestedCents;
}

/** Refuses a procedure that is not open to an application: `procedure-not-open`, or `state-forbids` off the agenda. */
export function assertProcedure(
  procedure: VoteProcedure,
  application: { readonly state: ApplicationState; readonly requestedCents: number },
  fastLaneMaxCents: number | null,
): void {
  if (procedure === "meeting" && application.state !== "on-agenda") {
    const needed = ["on-agenda"] as const;
    throw stateForbids(applicationStateLabels, { state: application.state, needed });
  }
  if (procedure !== "fast-lane") return;
  if (fastLaneMaxCents === null) throw new DomainError("fast-lane-missing", {}, "/procedure");
  assertUnderCap(application.requestedCents, fastLaneMaxCents, "/procedure");
}

/** A recommendation needs more votes in favour than against, where votes were counted: `vote-without-majority`. */
export function assertMajority(outcome: VoteOutcome, counted: { inFavour?: number; against?: number }): void {
  const { inFavour = 0, against = 0 } = counted;
  if (stateAfterVote(outcome) !== "recommended" || inFavour + against === 0 || inFavour > against) return;
  const votes = { inFavour: countText(inFavour, vote), against: countText(against, vote) };
  throw new DomainError("vote-without-majority", byLanguage(votes), "/inFavour");
}
