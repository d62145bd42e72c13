import type { Problem } from "./problem.ts";

/** What can be wrong about days, deadlines, reminders and the mails that tell of them. */
export const deadlineProblems = {
  "invalid-day": {
    status: 422,
    title: { de: "Kein Datum", en: "Not a date" },
    detail: {
      de: "„{day}“ ist kein Tag des Kalenders in der Schreibweise JJJJ-MM-TT.",
      en: "“{day}” is not a day of the calendar written YYYY-MM-DD.",
    },
  },
  "year-out-of-range": {
    status: 422,
    title: { de: "Jahr außerhalb des Kalenders", en: "Year outside the calendar" },
    detail: {
      de: "Feiertage sind für {first} bis {last} hinterlegt, nicht für {year}. Bitte das Jahr prüfen.",
      en: "Public holidays are known for {first} to {last}, not for {year}. Please check the year.",
    },
  },
  "deadline-anchor-missing": {
    status: 422,
    title: { de: "Bezugstag der Frist fehlt", en: "Deadline has no event day" },
    detail: {
      de: "Die Fristregel „{ruleDe}“ rechnet von einem Ereignis aus. Bitte dessen Bezeichnung und Tag angeben.",
      en: "The deadline rule “{ruleEn}” counts from an event. Please give its name and day.",
    },
  },
  "deadline-window-reversed": {
    status: 422,
    title: { de: "Zeitraum verkehrt herum", en: "Window the wrong way round" },
    detail: {
      de: "Der Zeitraum beginnt am {fromDe} und endet schon davor, am {toDe}. Bitte die Tage tauschen oder berichtigen.",
      en: "The window begins on {fromEn} and ends before that, on {toEn}. Please swap or correct the days.",
    },
  },
  "deadline-rule-invalid": {
    status: 422,
    title: { de: "Fristregel ungültig", en: "Invalid deadline rule" },
    detail: {
      de: "Diese Fristregel führt zu keiner Frist: {problemDe}",
      en: "This deadline rule leads to no deadline: {problemEn}",
    },
  },
  "reminder-steps-invalid": {
    status: 422,
    title: { de: "Erinnerungsplan ungültig", en: "Invalid reminder plan" },
    detail: {
      de: "Ein Plan hat höchstens {most} verschiedene Schritte, keinen davon mehr als {farthest} Tage vor oder nach der Frist. {faultDe}",
      en: "A plan has at most {most} different steps, none of them more than {farthest} days before or after the deadline. {faultEn}",
    },
  },
  "reminder-plan-unconfirmed": {
    status: 409,
    title: { de: "Bitte die Zahl der Mails bestätigen", en: "Please confirm the number of emails" },
    detail: {
      de: "Der Plan ergibt in den nächsten 30 Tagen {countDe}. Zum Bestätigen bitte dieselbe Anfrage mit der erwarteten Zahl {mails} senden. Es wurde nichts geändert.",
      en: "This plan will send {countEn} within the next 30 days. To confirm, send the same request with {mails} as the expected number. Nothing has been changed.",
    },
  },
  "preview-too-large": {
    status: 422,
    title: { de: "Vorschau zu groß", en: "Preview too large" },
    detail: {
      de: "An diesem Tag stehen mehr als {most} Fristen an. Bitte die Vorschau für eine Person abrufen.",
      en: "More than {most} deadlines fall due on this day. Please ask for the preview of one person.",
    },
  },
  "window-invalid": {
    status: 422,
    title: { de: "Zeitraum ungültig", en: "Invalid window" },
    detail: {
      de: "Die Vorschau reicht von heute an höchstens {most} Tage weit, und ihr erster Tag liegt nicht nach dem letzten.",
      en: "The preview covers at most {most} days from today on, and its first day must not be after its last.",
    },
  },
  "not-extendable": {
    status: 409,
    title: { de: "Nicht verlängerbar", en: "Cannot be extended" },
    detail: {
      de: "Diese Frist lässt keine Verlängerung zu. Erlaubt das Programm eine, muss seine Fristregel das sagen.",
      en: "This deadline cannot be extended. If the programme allows it, its deadline rule has to say so.",
    },
  },
  "extension-not-later": {
    status: 422,
    title: { de: "Keine Verlängerung", en: "Not an extension" },
    detail: {
      de: "Der neue Tag ({newDe}) muss nach dem bisherigen Ende ({oldDe}) liegen.",
      en: "The new day ({newEn}) must be after the present end ({oldEn}).",
    },
  },
  "extension-beyond-meeting": {
    status: 422,
    title: { de: "Nach der Sitzung", en: "After the meeting" },
    detail: {
      de: "Der {newDe} liegt nach der Sitzung am {meetingDe}, vor der die Frist endet. Bitte einen früheren Tag angeben oder die Sitzung verlegen.",
      en: "{newEn} is after the meeting on {meetingEn}, before which the deadline ends. Please give an earlier day or move the meeting.",
    },
  },
  "rule-without-effect": {
    status: 422,
    title: { de: "Regel ohne Wirkung", en: "Rule without effect" },
    detail: {
      de: "Diese Regel hätte nie eine Wirkung. {hintDe}",
      en: "This rule could never take effect. {hintEn}",
    },
  },
  "call-rule-missing": {
    status: 422,
    title: { de: "Keine Regel für die Antragsfrist", en: "No rule for the application cut-off" },
    detail: {
      de: "Weder der Fonds noch das Programm sagt, wann Anträge da sein müssen. Bitte am Förderaufruf eine Fristregel angeben oder dort eine Fristregel für die Antragsfrist anlegen.",
      en: "Neither the fund nor the programme says when applications must be in. Please give a deadline rule with the call, or create one for the application cut-off there.",
    },
  },
  "too-many-deadlines": {
    status: 409,
    title: { de: "Zu viele Fristen", en: "Too many deadlines" },
    detail: {
      de: "Die Änderung betrifft mehr als {most} Fristen. Es wurde nichts geändert. Bitte die Regel an Fonds oder Förderaufrufen setzen, die weniger umfassen.",
      en: "The change concerns more than {most} deadlines. Nothing has been changed. Please set the rule for funds or calls that cover fewer.",
    },
  },
  "deadline-follows-rule": {
    status: 409,
    title: { de: "Frist folgt einer Regel", en: "Deadline follows a rule" },
    detail: {
      de: "Diese Frist folgt der Regel ihres Programms oder Förderaufrufs. Bitte die Regel ändern oder eine Verlängerung bewilligen.",
      en: "This deadline follows the rule of its programme or call. Please change that rule or grant an extension.",
    },
  },
  "receipt-stands": {
    status: 409,
    title: { de: "Eingang schon vermerkt", en: "Receipt already recorded" },
    detail: {
      de: "Der Antrag trägt schon einen Eingangsstempel, und der ändert sich nie. Ein Eingangstag lässt sich nur beim ersten Eingang angeben.",
      en: "The application already carries a receipt stamp, which never changes. A day of receipt can be given at the first receipt only.",
    },
  },
  "statutory-kind": {
    status: 422,
    title: { de: "Gesetzliche Pflicht", en: "Statutory duty" },
    detail: {
      de: "Erinnerungen an „{kindDe}“ lassen sich nicht abschalten, weil die Pflicht auf Gesetz oder Bescheid beruht.",
      en: "Reminders of “{kindEn}” cannot be switched off, because the duty is based on a statute or the grant notice.",
    },
  },
  "deputy-is-oneself": {
    status: 422,
    title: { de: "Keine Vertretung", en: "Not a deputy" },
    detail: {
      de: "Niemand vertritt sich selbst. Bitte eine andere Person wählen oder das Feld leer lassen.",
      en: "Nobody can be their own deputy. Please choose somebody else or leave the field empty.",
    },
  },
  "absence-reversed": {
    status: 422,
    title: { de: "Abwesenheit ohne Dauer", en: "Absence without duration" },
    detail: {
      de: "Die Abwesenheit endet am {untilDe}, bevor sie beginnt. Bitte den ersten und den letzten Tag prüfen.",
      en: "The absence ends on {untilEn}, before it begins. Please check the first and the last day.",
    },
  },
  "mail-not-named": {
    status: 422,
    title: { de: "Mail nicht eindeutig benannt", en: "Email not named in one way" },
    detail: {
      de: "Bitte die Mail auf genau eine Weise benennen: durch ihre Kennung, ihre Message-ID oder ihre Rücksendeadresse.",
      en: "Please name the email in exactly one way: by its id, its Message-ID or its return path.",
    },
  },
  "send-window-reversed": {
    status: 422,
    title: { de: "Versandzeit verkehrt herum", en: "Sending hours the wrong way round" },
    detail: {
      de: "Die Versandzeit von {from} bis {until} Uhr endet nicht nach ihrem Beginn. Bitte ein späteres Ende angeben.",
      en: "The sending hours from {from} to {until} do not end after they start. Please give a later end.",
    },
  },
  "too-many-calendar-feeds": {
    status: 409,
    title: { de: "Zu viele Kalender-Abos", en: "Too many calendar feeds" },
    detail: {
      de: "Sie haben schon {most} Kalender-Abos. Bitte zuerst eines beenden, das Sie nicht mehr brauchen.",
      en: "You already have {most} calendar feeds. Please revoke one that you no longer need first.",
    },
  },
} as const satisfies Record<string, Problem>;
