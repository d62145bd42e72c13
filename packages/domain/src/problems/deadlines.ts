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
      de: "Die Fristregel „{rule}“ rechnet von einem Ereignis aus. Bitte dessen Bezeichnung und Tag angeben.",
      en: "The deadline rule “{rule}” counts from an event. Please give its name and day.",
    },
  },
  "deadline-window-reversed": {
    status: 422,
    title: { de: "Zeitraum verkehrt herum", en: "Window the wrong way round" },
    detail: {
      de: "Der Zeitraum beginnt am {from} und endete davor, am {to}. Bitte die Tage tauschen oder berichtigen.",
      en: "The window begins on {from} and would end before that, on {to}. Please swap or correct the days.",
    },
  },
  "deadline-rule-invalid": {
    status: 422,
    title: { de: "Fristregel ungültig", en: "Invalid deadline rule" },
    detail: {
      de: "Diese Fristregel geht nicht auf: {problemDe}",
      en: "This deadline rule does not work: {problemEn}",
    },
  },
  "reminder-steps-invalid": {
    status: 422,
    title: { de: "Erinnerungsplan ungültig", en: "Invalid reminder plan" },
    detail: {
      de: "Ein Plan hat höchstens {most} verschiedene Schritte, keiner weiter als {farthest} Tage entfernt. {faultDe}",
      en: "A plan has at most {most} different steps, none farther away than {farthest} days. {faultEn}",
    },
  },
  "reminder-plan-unconfirmed": {
    status: 409,
    title: { de: "Bitte die Zahl der Mails bestätigen", en: "Please confirm the number of mails" },
    detail: {
      de: "Das ergäbe in den nächsten 30 Tagen {countDe}. Zum Bestätigen dieselbe Anfrage mit „expectedMails“: {mails} senden. Es wurde nichts geändert.",
      en: "This would send {countEn} within the next 30 days. To confirm, send the same request with “expectedMails”: {mails}. Nothing has been changed.",
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
      de: "Die Vorschau reicht von heute an höchstens {most} Tage weit, und „from“ liegt nicht nach „to“.",
      en: "The preview covers at most {most} days from today on, and “from” must not be after “to”.",
    },
  },
  "not-extendable": {
    status: 409,
    title: { de: "Nicht verlängerbar", en: "Cannot be extended" },
    detail: {
      de: "Diese Frist lässt keine Verlängerung zu. Lässt das Programm sie zu, gehört das in dessen Fristregel („isExtendable“).",
      en: "This deadline cannot be extended. If the programme allows it, its deadline rule has to say so (“isExtendable”).",
    },
  },
  "extension-not-later": {
    status: 422,
    title: { de: "Keine Verlängerung", en: "Not an extension" },
    detail: {
      de: "Der neue Tag {newDe} muss nach dem bisherigen Ende {oldDe} liegen.",
      en: "The new day {newEn} must lie after the present end {oldEn}.",
    },
  },
  "extension-beyond-meeting": {
    status: 422,
    title: { de: "Nach der Sitzung", en: "After the meeting" },
    detail: {
      de: "{newDe} liegt nach der Sitzung am {meetingDe}, vor der die Frist endet. Bitte einen früheren Tag angeben oder die Sitzung verlegen.",
      en: "{newEn} lies after the meeting on {meetingEn}, before which the deadline ends. Please give an earlier day or move the meeting.",
    },
  },
  "rule-without-effect": {
    status: 422,
    title: { de: "Regel ohne Wirkung", en: "Rule without effect" },
    detail: {
      de: "Diese Regel könnte nie wirken. {hintDe}",
      en: "This rule could never take effect. {hintEn}",
    },
  },
  "call-rule-missing": {
    status: 422,
    title: { de: "Keine Regel für die Antragsfrist", en: "No rule for the cut-off" },
    detail: {
      de: "Weder der Fonds noch das Programm sagt, wann Anträge da sein müssen. Bitte „deadlineRule“ angeben oder dort eine Fristregel der Art „application-cut-off“ anlegen.",
      en: "Neither the fund nor the programme says when applications must be in. Please give “deadlineRule”, or create a deadline rule of kind “application-cut-off” there.",
    },
  },
  "too-many-deadlines": {
    status: 409,
    title: { de: "Zu viele Fristen", en: "Too many deadlines" },
    detail: {
      de: "Die Änderung beträfe mehr als {most} Fristen. Es wurde nichts geändert. Bitte die Regel an Fonds oder Förderaufrufen setzen, die weniger umfassen.",
      en: "The change would concern more than {most} deadlines. Nothing has been changed. Please set the rule for funds or calls that cover fewer.",
    },
  },
  "deadline-follows-rule": {
    status: 409,
    title: { de: "Frist folgt einer Regel", en: "Deadline follows a rule" },
    detail: {
      de: "Diese Frist rechnet nach der Regel ihres Programms oder Aufrufs. Bitte die Regel ändern oder eine Verlängerung bewilligen.",
      en: "This deadline is reckoned by the rule of its programme or call. Please change that rule or grant an extension.",
    },
  },
  "receipt-stands": {
    status: 409,
    title: { de: "Eingangsstempel steht schon", en: "Receipt stamp stands" },
    detail: {
      de: "Der Antrag trägt schon einen Eingangsstempel, und der ändert sich nie. „receivedOn“ gehört nur zum ersten Eingang.",
      en: "The application already carries a receipt stamp, and that never changes. “receivedOn” belongs to the first receipt only.",
    },
  },
  "statutory-kind": {
    status: 422,
    title: { de: "Gesetzliche Pflicht", en: "Statutory duty" },
    detail: {
      de: "Erinnerungen an „{kindDe}“ lassen sich nicht abschalten, weil die Pflicht auf Gesetz oder Bescheid beruht.",
      en: "Reminders of “{kindEn}” cannot be switched off, because the duty rests on a statute or the grant notice.",
    },
  },
  "deputy-is-oneself": {
    status: 422,
    title: { de: "Keine Vertretung", en: "Not a deputy" },
    detail: {
      de: "Niemand vertritt sich selbst. Bitte eine andere Person wählen oder das Feld leer lassen.",
      en: "Nobody stands in for themselves. Please choose somebody else or leave the field empty.",
    },
  },
  "absence-reversed": {
    status: 422,
    title: { de: "Abwesenheit ohne Dauer", en: "Absence without length" },
    detail: {
      de: "Die Abwesenheit endet am {untilDe}, bevor sie beginnt. Bitte den ersten und den letzten Tag prüfen.",
      en: "The absence ends on {untilEn}, before it begins. Please check the first and the last day.",
    },
  },
  "mail-not-named": {
    status: 422,
    title: { de: "Mail nicht eindeutig benannt", en: "Mail not named once" },
    detail: {
      de: "Bitte die Mail auf genau eine Weise benennen: „mailId“, „messageId“ oder „returnPath“.",
      en: "Please name the mail in exactly one way: “mailId”, “messageId” or “returnPath”.",
    },
  },
  "send-window-reversed": {
    status: 422,
    title: { de: "Versandzeit verkehrt herum", en: "Send window the wrong way round" },
    detail: {
      de: "Mails gingen von {from} bis {until} Uhr hinaus. Bitte ein Ende angeben, das nach dem Beginn liegt.",
      en: "Mails would go out from {from} to {until}. Please give an end that lies after the start.",
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
