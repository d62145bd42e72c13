import type { Labels } from "../text.ts";
import type { Lifecycle } from "./transitions.ts";

/** What the office must look at (Aufgaben), by what gave rise to it. */
export const taskKinds = [
  "bounce",
  "complaint",
  "mail-refused",
  "check-done",
  "assign-lead",
  "interest-proposal",
  "revocation-check",
  "extension-request",
] as const;
export type TaskKind = (typeof taskKinds)[number];

/** What is to be done, as a heading without any name. */
export const taskKindLabels: Labels<TaskKind> = {
  bounce: { de: "Unzustellbare Adresse klären", en: "Correct an address that emails do not reach" },
  complaint: { de: "Beschwerde über Mails klären", en: "Look into a complaint about emails" },
  "mail-refused": { de: "Abgelehnte Mail prüfen", en: "Look into an email that was refused" },
  "check-done": { de: "Gemeldete Erledigung prüfen", en: "Check what was reported as done" },
  "assign-lead": { de: "Zuständige Person finden", en: "Find out who is responsible" },
  "interest-proposal": { de: "Zinsvorschlag prüfen", en: "Check proposed interest" },
  "revocation-check": { de: "Widerruf prüfen", en: "Consider a revocation" },
  "extension-request": { de: "Über Fristverlängerung entscheiden", en: "Decide on an extension" },
};

export const taskStates = ["open", "done"] as const;
export type TaskState = (typeof taskStates)[number];

export const taskStateLabels: Labels<TaskState> = {
  open: { de: "offen", en: "open" },
  done: { de: "erledigt", en: "done" },
};

/** What the steps of a task depend on: whether the same thing is open in another task already. */
export interface TaskFacts {
  readonly hasOpenTwin: boolean;
}

export const taskTransitions: Lifecycle<TaskState, TaskFacts> = {
  labels: taskStateLabels,
  steps: [
    { from: ["open"], to: "done", permission: "tasks.write" },
    {
      from: ["done"],
      to: "open",
      permission: "tasks.write",
      guards: [
        ({ hasOpenTwin }) =>
          hasOpenTwin
            ? {
                code: "task-open-already",
                text: {
                  de: "Dieselbe Sache ist schon in einer anderen Aufgabe offen.",
                  en: "The same thing is open in another task already.",
                },
              }
            : undefined,
      ],
    },
  ],
};
