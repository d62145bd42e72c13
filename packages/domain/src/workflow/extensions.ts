import type { Labels } from "../text.ts";
import type { Lifecycle } from "./transitions.ts";

/** Life of an extension (Fristverlängerung), from the request to the decision. */
export const extensionStates = ["requested", "granted", "refused"] as const;
export type ExtensionState = (typeof extensionStates)[number];

export const extensionStateLabels: Labels<ExtensionState> = {
  requested: { de: "beantragt", en: "requested" },
  granted: { de: "bewilligt", en: "granted" },
  refused: { de: "abgelehnt", en: "refused" },
};

export const extensionTransitions: Lifecycle<ExtensionState, null> = {
  labels: extensionStateLabels,
  steps: [
    { from: ["requested"], to: "granted", permission: "extensions.decide" },
    { from: ["requested"], to: "refused", permission: "extensions.decide", isReasonRequired: true },
  ],
};
