import type { Labels } from "../text.ts";
import type { Lifecycle } from "./transitions.ts";

/** Life of a paper (Vorlage) for a meeting. */
export const paperStates = ["draft", "handed-in", "withdrawn"] as const;
export type PaperState = (typeof paperStates)[number];

export const paperStateLabels: Labels<PaperState> = {
  draft: { de: "Entwurf", en: "draft" },
  "handed-in": { de: "abgegeben", en: "handed in" },
  withdrawn: { de: "zurückgezogen", en: "withdrawn" },
};

export const paperTransitions: Lifecycle<PaperState, null> = {
  labels: paperStateLabels,
  steps: [
    { from: ["draft"], to: "handed-in", permission: "papers.write" },
    { from: ["draft"], to: "withdrawn", permission: "papers.write" },
  ],
};
