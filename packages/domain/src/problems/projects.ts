import type { Problem } from "./problem.ts";

/** What can be wrong about the steps of a project and who takes them. */
export const projectProblems = {
  "transition-not-open": {
    status: 409,
    title: { de: "Schritt nicht möglich", en: "Step not possible" },
    detail: {
      de: "Der Schritt von „{fromDe}“ zu „{toDe}“ ist zurzeit nicht möglich. Die Gründe sind einzeln aufgeführt.",
      en: "The step from “{fromEn}” to “{toEn}” is not possible now. The reasons are listed one by one.",
    },
  },
  "too-many-status-links": {
    status: 409,
    title: { de: "Zu viele Statusseiten", en: "Too many status links" },
    detail: {
      de: "Der Antrag hat schon {most} Statusseiten. Bitte zuerst eine zurückziehen, die nicht mehr gebraucht wird.",
      en: "The application already has {most} status links. Please revoke one that is no longer needed first.",
    },
  },
  "role-not-assignable": {
    status: 403,
    title: { de: "Rolle nicht vergebbar", en: "Role cannot be given" },
    detail: {
      de: "Die Rolle „{roleDe}“ darf nur jemand mit der Rolle „{adminDe}“ vergeben.",
      en: "The role “{roleEn}” can only be given by somebody with the role “{adminEn}”.",
    },
  },
  "token-in-force": {
    status: 409,
    title: { de: "Token schon vorhanden", en: "Token in force already" },
    detail: {
      de: "Diese Person hat schon ein gültiges Token; weitere legt sie selbst an. Ein verlorenes Token bitte zuerst widerrufen.",
      en: "This person has a token in force already and makes further ones themselves. Please revoke a lost token first.",
    },
  },
  "person-erased": {
    status: 409,
    title: { de: "Person gelöscht", en: "Person erased" },
    detail: {
      de: "Diese Person wurde gelöscht; an ihrer Stelle steht ein Pseudonym. Sie lässt sich nicht mehr ändern, einladen oder benennen.",
      en: "This person has been erased; a pseudonym stands in their place. They can no longer be changed, invited or named.",
    },
  },
  "erasure-blocked": {
    status: 409,
    title: { de: "Löschung noch nicht möglich", en: "Erasure not possible yet" },
    detail: {
      de: "Die Person kann noch nicht gelöscht werden. Die Gründe sind einzeln aufgeführt.",
      en: "The person cannot be erased yet. The reasons are listed one by one.",
    },
  },
  "last-of-role": {
    status: 409,
    title: { de: "Niemand sonst hat diese Rolle", en: "Nobody else has this role" },
    detail: {
      de: "Vom {dayDe} an hätte niemand mehr die Rolle „{roleDe}“. Bitte geben Sie sie zuerst einer anderen Person; wer bei einer Übergabe alles übernimmt, muss sie schon haben.",
      en: "From {dayEn} on nobody would have the role “{roleEn}” any more. Please give it to another person first; whoever takes over in a hand-over must have it already.",
    },
  },
  "address-needs-confirmation": {
    status: 409,
    title: { de: "Adresse muss bestätigt werden", en: "Address needs confirmation" },
    detail: {
      de: "Die eigene Mail-Adresse ändern Sie mit „POST /v1/me/address-changes“ und bestätigen sie aus dem neuen Postfach.",
      en: "You change your own mail address with “POST /v1/me/address-changes” and confirm it from the new mailbox.",
    },
  },
  "too-many-address-changes": {
    status: 409,
    title: { de: "Zu viele Adressänderungen", en: "Too many changes of address" },
    detail: {
      de: "Sie haben Ihre Adresse in den letzten 24 Stunden schon {most} Mal ändern wollen. Bitte warten Sie bis morgen.",
      en: "You have asked to change your address {most} times in the last 24 hours already. Please wait until tomorrow.",
    },
  },
  "too-many-invitations": {
    status: 409,
    title: { de: "Zu viele Einladungen", en: "Too many invitations" },
    detail: {
      de: "Diese Person wurde in den letzten 24 Stunden schon {most} Mal eingeladen. Bitte warten Sie bis morgen.",
      en: "This person has been invited {most} times in the last 24 hours already. Please wait until tomorrow.",
    },
  },
  "too-many-new-addresses": {
    status: 409,
    title: { de: "Zu viele neue Adressen", en: "Too many new addresses" },
    detail: {
      de: "Die Adresse dieser Person wurde in den letzten 24 Stunden schon {most} Mal geändert. Bitte warten Sie bis morgen.",
      en: "This person’s address has been changed {most} times in the last 24 hours already. Please wait until tomorrow.",
    },
  },
  "person-without-role": {
    status: 422,
    title: { de: "Person ohne passende Rolle", en: "Person without a suitable role" },
    detail: {
      de: "Für „{fieldDe}“ kommt nur eine Person in Frage, die heute eine Rolle mit Zugang zu Fristen hat. Bitte eine andere Person wählen oder zuerst ihre Rollen ändern.",
      en: "“{fieldEn}” can only be somebody who has a role with access to deadlines today. Please choose another person or change their roles first.",
    },
  },
  "state-forbids": {
    status: 409,
    title: { de: "In diesem Stand nicht möglich", en: "Not possible in this state" },
    detail: {
      de: "Im Stand „{stateDe}“ ist das nicht möglich. Möglich ist es in: {neededDe}.",
      en: "This is not possible in the state “{stateEn}”. It is possible in: {neededEn}.",
    },
  },
  "day-in-future": {
    status: 422,
    title: { de: "Tag liegt in der Zukunft", en: "Day is in the future" },
    detail: {
      de: "Der {dayDe} liegt in der Zukunft. Bitte erst eintragen, was schon geschehen ist.",
      en: "{dayEn} is in the future. Please record only what has already happened.",
    },
  },
  "vote-without-majority": {
    status: 422,
    title: { de: "Keine Mehrheit", en: "No majority" },
    detail: {
      de: "{inFavourDe} dafür und {againstDe} dagegen ergeben keine Mehrheit für eine Empfehlung. Bitte Stimmenzahlen oder Ergebnis prüfen.",
      en: "{inFavourEn} in favour and {againstEn} against are no majority for a recommendation. Please check the counts or the outcome.",
    },
  },
  "days-out-of-order": {
    status: 422,
    title: { de: "Tage in falscher Reihenfolge", en: "Days in the wrong order" },
    detail: {
      de: "Der {dayDe} liegt vor dem {earlierDe}, dem Tag des vorigen Schritts. Bitte den Tag prüfen.",
      en: "{dayEn} is before {earlierEn}, the day of the previous step. Please check the day.",
    },
  },
} as const satisfies Record<string, Problem>;
