import type { Labels } from "../text.ts";
import type { Lifecycle } from "./transitions.ts";

/** Life of a reminder plan: written, in force, out of force. */
export const planStates = ["draft", "active", "retired"] as const;
export type PlanState = (typeof planStates)[number];

export const planStateLabels: Labels<PlanState> = {
  draft: { de: "Entwurf", en: "draft" },
  active: { de: "in Kraft", en: "in force" },
  retired: { de: "außer Kraft", en: "out of force" },
};

export const planTransitions: Lifecycle<PlanState, null> = {
  labels: planStateLabels,
  steps: [
    { from: ["draft", "retired"], to: "active", permission: "reminder-plans.write" },
    { from: ["draft", "active"], to: "retired", permission: "reminder-plans.write" },
  ],
};
