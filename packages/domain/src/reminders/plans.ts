import type { DeadlineKind } from "../deadlines/kinds.ts";
import { epochMs } from "../time/calendar.ts";
import { ladderOf, type PlanStep, type ReminderStep, reminderLadders } from "./ladders.ts";

/** A plan as an office or one of its programmes has put it in force, or out of it. */
export interface SetPlan {
  /** Null: for every programme that has none of its own. */
  readonly programmeId: string | null;
  readonly kind: DeadlineKind;
  readonly steps: readonly PlanStep[];
  /** One that was retired has no word any more, but what lies before its end is not made up for by what follows it. */
  readonly state: "active" | "retired";
  /** Since when it has been in force or, retired, no longer is. */
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
  const ofProgramme = ofKind.filter((plan) => plan.programmeId !== null && plan.programmeId === programmeId);
  const ofOffice = ofKind.filter((plan) => plan.programmeId === null);
  const own = ofProgramme.find(({ state }) => state === "active");
  const found = own ?? ofOffice.find(({ state }) => state === "active");
  // What the office changes is nothing to a programme with a plan of its own.
  const since = latestOf(own === undefined ? [...ofProgramme, ...ofOffice] : ofProgramme);
  if (found === undefined) return { origin: "built-in", ladder: reminderLadders[kind], since };
  return { origin: found === own ? "programme" : "office", ladder: ladderOf(found.steps), since };
}

function latestOf(plans: readonly SetPlan[]): string | null {
  return plans
    .map(({ inForceSince }) => inForceSince)
    .reduce<string | null>(
      (latest, each) => (latest === null || epochMs(each) > epochMs(latest) ? each : latest),
      null,
    );
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
 * deputy, if `mayStandIn` lets them. Null where a chain ends nowhere, goes round or is longer than five.
 */
export function standInFor(
  personId: string,
  receivers: ReadonlyMap<string, Receiver>,
  today: string,
  mayStandIn: (id: string) => boolean,
): string | null {
  let current: string | null = personId;
  for (let links = 0; links < longestChain; links += 1) {
    const person: Receiver | undefined = receivers.get(current);
    if (person === undefined) return null;
    if (!isAway(person, today)) return current === personId || mayStandIn(current) ? current : null;
    if (person.deputyId === null || person.deputyId === personId) return null;
    current = person.deputyId;
  }
  return null;
}

function isAway({ absentFrom, absentUntil }: Receiver, today: string): boolean {
  return absentFrom !== null && absentFrom <= today && (absentUntil === null || today <= absentUntil);
}

/** What the office has to look at when a step falls due: six weeks after a proof was due, whether to revoke (§ 49 (3) VwVfG). */
export function taskOfStep(kind: DeadlineKind, step: ReminderStep): "revocation-check" | undefined {
  const isProof = kind === "proof-of-use" || kind === "interim-proof";
  return isProof && step.days <= -42 ? "revocation-check" : undefined;
}
