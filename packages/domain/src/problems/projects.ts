import type { Problem } from "./problem.ts";

/** What can be wrong about the steps of a project and who takes them. */
export const projectProblems = {
  "transition-not-open": {
    status: 409,
    title: { de: "Schritt nicht möglich", en: "Step not possible" },
    detail: {
      de: "Von „{from}“ nach „{to}“ geht es gerade nicht. Die Gründe stehen unter „errors“.",
      en: "It is not possible to go from “{from}” to “{to}” now. The reasons are under “errors”.",
    },
  },
  "role-not-assignable": {
    status: 403,
    title: { de: "Rolle nicht vergebbar", en: "Role cannot be given" },
    detail: {
      de: "Die Rolle „{role}“ darf nur jemand mit der Rolle admin vergeben.",
      en: "The role “{role}” can only be given by somebody with the role admin.",
    },
  },
  "state-forbids": {
    status: 409,
    title: { de: "In diesem Stand nicht möglich", en: "Not possible in this state" },
    detail: {
      de: "Im Stand „{state}“ ist das nicht möglich; nötig: {needed}.",
      en: "This is not possible in state “{state}”; needed: {needed}.",
    },
  },
  "day-in-future": {
    status: 422,
    title: { de: "Tag liegt in der Zukunft", en: "Day lies in the future" },
    detail: {
      de: "{dayDe} liegt in der Zukunft. Bitte erst eintragen, wenn es geschehen ist.",
      en: "{dayEn} lies in the future. Please record it once it has happened.",
    },
  },
  "vote-without-majority": {
    status: 422,
    title: { de: "Keine Mehrheit", en: "No majority" },
    detail: {
      de: "{inFavour} dafür und {against} dagegen tragen keine Empfehlung. Bitte Zahlen oder Ergebnis prüfen.",
      en: "{inFavour} in favour and {against} against carry no recommendation. Please check the counts or the outcome.",
    },
  },
  "days-out-of-order": {
    status: 422,
    title: { de: "Tage in falscher Reihenfolge", en: "Days in the wrong order" },
    detail: {
      de: "{dayDe} liegt vor dem {earlierDe}, an dem der vorige Schritt geschah. Bitte den Tag prüfen.",
      en: "{dayEn} lies before {earlierEn}, the day of the step before. Please check the day.",
    },
  },
} as const satisfies Record<string, Problem>;
