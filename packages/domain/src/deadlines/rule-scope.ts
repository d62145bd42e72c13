import { DomainError } from "../errors.ts";
import { resourceLabels } from "../roles.ts";
import type { Text } from "../text.ts";
import { byLanguage, listText, namesText, say } from "../wording.ts";
import { type DeadlineKind, deadlineProfiles, type RuleOwner } from "./kinds.ts";
import { type DeadlineEvent, type DeadlineRule, eventLabels, eventOf } from "./rules.ts";

const hints = {
  call: {
    de: "Bitte die Fristregel am Förderaufruf selbst ändern.",
    en: "Please change the deadline rule of the call itself.",
  },
  byHand: {
    de: "„{kind}“ folgt keiner Regel. Bitte die Frist einzeln anlegen.",
    en: "“{kind}” follows no rule. Please create the single deadline.",
  },
  owner: {
    de: "Eine Regel für „{kind}“ gehört nur zu: {owners}.",
    en: "A rule for “{kind}” belongs only to: {owners}.",
  },
  event: {
    de: "„{kind}“ zählt nur von: {events}. Bitte eines dieser Ereignisse wählen oder einen Tag nennen.",
    en: "“{kind}” counts only from: {events}. Please choose one of these events, or name a day.",
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
  if (!deadlineProfiles[kind].owners.includes(owner)) throw refusal(hintOf(owner, kind), "/kind");
  const parts = partsOf(rule);
  const { events, label } = deadlineProfiles[kind];
  const isCountable = parts.every((part) => canCount(kind, part, events));
  if (isCountable) return;
  const labels = listText(events.map((event) => eventLabels[event]));
  throw refusal(say(hints.event, { kind: label, events: labels }), "/rule");
}

function hintOf(owner: RuleOwner, kind: DeadlineKind): Text {
  if (owner === "calls" && kind === "application-cut-off") return hints.call;
  const { label, owners } = deadlineProfiles[kind];
  return owners.length === 0
    ? say(hints.byHand, { kind: label })
    : say(hints.owner, { kind: label, owners: namesText(owners.map((owner) => resourceLabels[owner])) });
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
