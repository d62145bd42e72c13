import type { DeadlineKind } from "./deadlines.ts";
import { ladderOf, type PlanStep, type ReminderStep, reminderLadders } from "./reminder-ladders.ts";

/** A plan as an office or one of its programmes has put it in force. */
export interface SetPlan {
  /** Null: for every programme that has none of its own. */
  readonly programmeId: string | null;
  readonly kind: DeadlineKind;
  readonly steps: readonly PlanStep[];
  readonly inForceSince: string;
}

/** The ladder that a deadline follows, and since when: its steps before that are never due. */
export interface LadderInForce {
  readonly origin: "programme" | "office" | "built-in";
  readonly ladder: readonly ReminderStep[];
  readonly since: string | null;
}

/** The ladder for a kind in a programme: the programme's own, else the office's, else the one of municipal practice. */
export function ladderInForce(
  plans: readonly SetPlan[],
  { kind, programmeId }: { readonly kind: DeadlineKind; readonly programmeId: string | null },
): LadderInForce {
  const ofKind = plans.filter((plan) => plan.kind === kind);
  const own = programmeId === null ? undefined : ofKind.find((plan) => plan.programmeId === programmeId);
  const found = own ?? ofKind.find((plan) => plan.programmeId === null);
  if (found === undefined) return { origin: "built-in", ladder: reminderLadders[kind], since: null };
  const origin = found === own ? "programme" : "office";
  return { origin, ladder: ladderOf(found.steps), since: found.inForceSince };
}

/** Somebody's wishes that say whether and by whom a reminder is received. */
export interface Receiver {
  readonly id: string;
  readonly deputyId: string | null;
  readonly absentFrom: string | null;
  readonly absentUntil: string | null;
}

const longestChain = 5;

/**
 * Who receives what is meant for a person on a day: themselves or, while they are away, their deputy, or that one's
 * deputy. A chain that ends nowhere, goes round or is longer than five leads back to the person.
 */
export function standInFor(
  personId: string,
  receivers: ReadonlyMap<string, Receiver>,
  today: string,
): string {
  let current = personId;
  for (let links = 0; links < longestChain; links += 1) {
    const person = receivers.get(current);
    if (person === undefined || !isAway(person, today)) return current;
    if (person.deputyId === null || person.deputyId === personId) return personId;
    current = person.deputyId;
  }
  return personId;
}

function isAway({ absentFrom, absentUntil }: Receiver, today: string): boolean {
  return absentFrom !== null && absentFrom <= today && (absentUntil === null || today <= absentUntil);
}

/** What the office has to look at when a step falls due: six weeks after a proof was due, whether to revoke (§ 49 (3) VwVfG). */
export function taskOfStep(kind: DeadlineKind, step: ReminderStep): "revocation-check" | undefined {
  const isProof = kind === "proof-of-use" || kind === "interim-proof";
  return isProof && step.days <= -42 ? "revocation-check" : undefined;
}
