import type { Labels } from "../text.ts";
import type { Lifecycle } from "./transitions.ts";

/** Life of a project idea (Projektidee); it exists before any programme and becomes 0..n applications. */
export const ideaStates = ["captured", "in-advice", "parked", "merged", "rejected"] as const;
export type IdeaState = (typeof ideaStates)[number];

export const ideaStateLabels: Labels<IdeaState> = {
  captured: { de: "erfasst", en: "recorded" },
  "in-advice": { de: "in Beratung", en: "advice in progress" },
  parked: { de: "zurückgestellt", en: "parked" },
  merged: { de: "zusammengeführt", en: "merged" },
  rejected: { de: "abgelehnt", en: "rejected" },
};

export const ideaOrigins = ["theme-table", "survey", "form", "advice"] as const;
export type IdeaOrigin = (typeof ideaOrigins)[number];

export const ideaOriginLabels: Labels<IdeaOrigin> = {
  "theme-table": { de: "Thementisch", en: "theme table" },
  survey: { de: "Befragung", en: "survey" },
  form: { de: "Formular", en: "form" },
  advice: { de: "Beratung", en: "advice" },
};

export const ideaTransitions: Lifecycle<IdeaState, null> = {
  labels: ideaStateLabels,
  steps: [
    { from: ["captured", "parked"], to: "in-advice", permission: "ideas.advise" },
    { from: ["captured", "in-advice"], to: "parked", permission: "ideas.advise", isReasonRequired: true },
    {
      from: ["captured", "in-advice", "parked"],
      to: "merged",
      permission: "ideas.advise",
      isReasonRequired: true,
    },
    {
      from: ["captured", "in-advice", "parked"],
      to: "rejected",
      permission: "ideas.advise",
      isReasonRequired: true,
    },
    { from: ["rejected", "merged"], to: "in-advice", permission: "ideas.advise", isReasonRequired: true },
  ],
};

/** States of an idea that somebody still has to take care of. */
export const openIdeaStates: readonly IdeaState[] = ["captured", "in-advice", "parked"];

/** An idea that was given up cannot become an application until advice takes it up again. */
export const ideaStatesOpenForApplication: readonly IdeaState[] = ["captured", "in-advice"];
