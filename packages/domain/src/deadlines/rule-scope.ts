import { DomainError } from "../errors.ts";
import type { Text } from "../text.ts";
import { byLanguage, listText, say } from "../wording.ts";
import type { DeadlineKind } from "./kinds.ts";
import { deadlineProfiles } from "./kinds.ts";
import type { RuleOwner } from "./rule-in-force.ts";
import { type DeadlineEvent, type DeadlineRule, eventLabels, eventOf } from "./rules.ts";

const ofProjects: readonly DeadlineKind[] = [
  "formal-check",
  "completion",
  "drawdown-request",
  "spending-window",
  "granting-period-end",
  "interim-proof",
  "proof-of-use",
  "objection",
  "retention-end",
];

/** The kinds that a rule of each owner can decide about. */
const kindsOf: Readonly<Record<RuleOwner, readonly DeadlineKind[]>> = {
  papers: ["paper-cut-off"],
  applications: ofProjects,
  calls: ofProjects,
  funds: ["application-cut-off", ...ofProjects],
  programmes: ["application-cut-off", "upstream-proof", ...ofProjects],
  committees: ["meeting-invitation", "paper-cut-off"],
};

const ofGrants: readonly DeadlineEvent[] = [
  "service-of-notice",
  "project-start",
  "project-end",
  "budget-year-end",
];

/** The events that are known when a duty of a kind arises; a rule that counts from another never leads to a day. */
const eventsOf: Readonly<Partial<Record<DeadlineKind, readonly DeadlineEvent[]>>> = {
  "application-cut-off": ["meeting", "project-start"],
  "formal-check": ["submission"],
  completion: ["request"],
  "drawdown-request": ofGrants,
  "granting-period-end": ofGrants,
  "interim-proof": ofGrants,
  "proof-of-use": ofGrants,
  objection: ofGrants,
  "spending-window": ["payment"],
  "retention-end": ["proof-received"],
  "meeting-invitation": ["meeting"],
  "paper-cut-off": ["meeting"],
  "upstream-proof": ["budget-year-end"],
};

const hints = {
  call: {
    de: "Bitte „deadlineRule“ am Förderaufruf selbst ändern.",
    en: "Please change “deadlineRule” at the call itself.",
  },
  byHand: {
    de: "„{kind}“ entsteht nicht aus Regeln. Bitte die Frist einzeln anlegen.",
    en: "“{kind}” does not arise from rules. Please create the single deadline.",
  },
  owner: {
    de: "„{kind}“ regeln nur: {owners}.",
    en: "“{kind}” is ruled by these only: {owners}.",
  },
  event: {
    de: "„{kind}“ kann nur zählen von: {events}. Bitte „event“ so wählen oder einen Tag nennen.",
    en: "“{kind}” can only count from: {events}. Please choose “event” like that, or name a day.",
  },
} as const satisfies Record<string, Text>;

function refusal(hint: Text, pointer: string): DomainError {
  return new DomainError("rule-without-effect", byLanguage({ hint }), pointer);
}

/**
 * Refuses a rule that could never lead to a deadline: of a kind that its owner has no part in, or counted from an event
 * that the kind does not know. Throws `rule-without-effect` with what to do instead.
 */
export function assertRuleEffect(owner: RuleOwner, kind: DeadlineKind, rule: DeadlineRule): void {
  if (!kindsOf[owner].includes(kind)) throw refusal(hintOf(owner, kind), "/kind");
  const parts = partsOf(rule);
  const events = eventsOf[kind] ?? [];
  const isCountable = parts.every((part) => canCount(kind, part, events));
  if (isCountable) return;
  const labels = listText(events.map((event) => eventLabels[event]));
  throw refusal(say(hints.event, { kind: deadlineProfiles[kind].label, events: labels }), "/rule");
}

function hintOf(owner: RuleOwner, kind: DeadlineKind): Text {
  if (owner === "calls" && kind === "application-cut-off") return hints.call;
  const { label } = deadlineProfiles[kind];
  const owners = (Object.keys(kindsOf) as RuleOwner[]).filter((one) => kindsOf[one].includes(kind));
  return owners.length === 0
    ? say(hints.byHand, { kind: label })
    : say(hints.owner, { kind: label, owners: owners.join(", ") });
}

function canCount(kind: DeadlineKind, rule: DeadlineRule, events: readonly DeadlineEvent[]): boolean {
  // A programme's own duty comes back every year, whatever its projects do.
  if (kind === "upstream-proof" && rule.kind === "yearly") return true;
  // Applications are due before anything of the project has happened.
  if (kind === "application-cut-off" && rule.kind === "after-event") return false;
  const event = eventOf(rule);
  return event === undefined ? rule.kind !== "after-event" : events.includes(event);
}

/** Both rules of a pair, or the rule itself. */
function partsOf(rule: DeadlineRule): readonly DeadlineRule[] {
  const { soft, hard } = rule as { soft?: DeadlineRule; hard?: DeadlineRule };
  return soft === undefined || hard === undefined ? [rule] : [soft, hard];
}
