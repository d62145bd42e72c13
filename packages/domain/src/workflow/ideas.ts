import type { Transition } from "./transitions.ts";

/** Life of a project idea (Projektidee); it exists before any programme and becomes 0..n applications. */
export const ideaStates = ["captured", "in-advice", "parked", "merged", "rejected"] as const;
export type IdeaState = (typeof ideaStates)[number];

export const ideaOrigins = ["theme-table", "survey", "form", "advice"] as const;

export const ideaTransitions: readonly Transition<IdeaState, null>[] = [
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
];

/** An idea that was given up cannot become an application until advice takes it up again. */
export const ideaStatesOpenForApplication: readonly string[] = ["captured", "in-advice"];
