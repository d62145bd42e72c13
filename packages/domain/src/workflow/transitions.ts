import { DomainError, type Reason } from "../errors.ts";
import { may, type Permission, resourceLabels } from "../roles.ts";
import type { Labels, Text } from "../text.ts";
import { byLanguage, labelOf, listText, say } from "../wording.ts";

/** One step between states: who may take it, and what must hold. `Facts` is what the guards look at. */
export interface Transition<State extends string, Facts> {
  readonly from: readonly State[];
  readonly to: State;
  readonly permission: Permission;
  /** The resource that takes this step as its effect (a vote, a grant); it cannot be asked for directly. */
  readonly through?: keyof typeof resourceLabels;
  readonly isReasonRequired?: boolean;
  readonly guards?: readonly ((facts: Facts) => Reason | undefined)[];
}

/** The life of a thing: what its states are called, and the steps between them. */
export interface Lifecycle<State extends string, Facts> {
  readonly labels: Labels<State>;
  readonly steps: readonly Transition<State, Facts>[];
}

/** A step as the caller sees it. */
export interface OpenTransition {
  readonly to: string;
  readonly isOpen: boolean;
  readonly isReasonRequired: boolean;
  readonly reasons: readonly Reason[];
}

const roleMissing: Text = {
  de: "Ihre Rolle erlaubt diesen Schritt nicht.",
  en: "Your role does not allow this step.",
};

const sentences = {
  through: {
    de: "Dieser Schritt ergibt sich aus einem Eintrag unter „{resource}“.",
    en: "This step is the effect of an entry under “{resource}”.",
  },
  noSuchStep: {
    de: "Von „{from}“ führt kein Schritt zu „{to}“.",
    en: "No step leads from “{from}” to “{to}”.",
  },
} as const satisfies Record<string, Text>;

function throughReason(resource: keyof typeof resourceLabels): Reason {
  const text = say(sentences.through, { resource: resourceLabels[resource] });
  return { code: "recorded-elsewhere", text };
}

function reasonsAgainst<State extends string, Facts>(
  transition: Transition<State, Facts>,
  facts: Facts,
  held: readonly string[],
): Reason[] {
  const reasons: Reason[] = [];
  if (!may(held, transition.permission)) reasons.push({ code: "role-missing", text: roleMissing });
  if (transition.through !== undefined) reasons.push(throughReason(transition.through));
  for (const guard of transition.guards ?? []) {
    const reason = guard(facts);
    if (reason !== undefined) reasons.push(reason);
  }
  return reasons;
}

/** Every step that leads on from `state`, open or not, with the reasons why not. */
export function listTransitions<State extends string, Facts>(
  { steps }: Lifecycle<State, Facts>,
  state: State,
  facts: Facts,
  held: readonly string[],
): OpenTransition[] {
  return steps
    .filter((transition) => transition.from.includes(state))
    .map((transition) => {
      const reasons = reasonsAgainst(transition, facts, held);
      return {
        to: transition.to,
        isOpen: reasons.length === 0,
        isReasonRequired: transition.isReasonRequired ?? false,
        reasons,
      };
    });
}

/**
 * Refuses a step that is not open: `transition-not-open` with every reason. `through` names the resource that
 * asks for the step as its effect.
 */
export function assertTransition<State extends string, Facts>(
  { labels, steps }: Lifecycle<State, Facts>,
  step: { from: State; to: string; reason?: string | undefined; through?: string },
  facts: Facts,
  held: readonly string[],
): void {
  const names = { from: labelOf(labels, step.from), to: labelOf(labels, step.to) };
  const refusal = (reasons: readonly Reason[]) => stepRefused({ labels }, step, reasons);
  const transition = steps.find((one) => one.to === step.to && one.from.includes(step.from));
  if (transition === undefined) {
    throw refusal([{ code: "no-such-step", text: say(sentences.noSuchStep, names) }]);
  }
  const reasons = reasonsAgainst(transition, facts, held).filter(
    (reason) => reason.code !== "recorded-elsewhere" || transition.through !== step.through,
  );
  if (transition.isReasonRequired && !step.reason?.trim()) {
    reasons.push({
      code: "reason-missing",
      text: { de: "Bitte einen Grund angeben.", en: "Please give a reason." },
    });
  }
  if (reasons.length > 0) throw refusal(reasons);
}

/** The refusal of a step for these reasons: `transition-not-open`. */
export function stepRefused<State extends string>(
  { labels }: { readonly labels: Labels<State> },
  step: { readonly from: NoInfer<State>; readonly to: string },
  reasons: readonly Reason[],
): DomainError {
  const names = { from: labelOf(labels, step.from), to: labelOf(labels, step.to) };
  const error = new DomainError("transition-not-open", byLanguage(names));
  error.reasons = reasons;
  return error;
}

/** The refusal of what is possible in some states only, and not in the one that a thing is in: `state-forbids`. */
export function stateForbids<State extends string>(
  labels: Labels<State>,
  { state, needed }: { readonly state: string; readonly needed: readonly NoInfer<State>[] },
  pointer?: string,
): DomainError {
  const words = { state: labelOf(labels, state), needed: listText(needed.map((one) => labels[one])) };
  return new DomainError("state-forbids", byLanguage(words), pointer);
}
