import { fill, type Language, type Params, type Text } from "./text.ts";

interface Problem {
  /** HTTP status the code is answered with (RFC 9110). */
  readonly status: number;
  readonly title: Text;
  /** What happened and what to do about it; `{name}` places are filled from the error's params. */
  readonly detail: Text;
}

/**
 * Every problem a caller can meet, by its permanent code. The code is the API's promise, the words are not.
 * RFC 9457 `type` is the code, `title` and `detail` come from here.
 */
export const problems = {
  "malformed-request": {
    status: 400,
    title: { de: "Anfrage nicht lesbar", en: "Request cannot be read" },
    detail: {
      de: "Die Anfrage ist kein gültiges JSON. Bitte die Schreibweise prüfen.",
      en: "The request is not valid JSON. Please check its syntax.",
    },
  },
  "invalid-input": {
    status: 400,
    title: { de: "Eingabe ungültig", en: "Invalid input" },
    detail: {
      de: "Bitte die unter „errors“ genannten Felder berichtigen und erneut senden.",
      en: "Please correct the fields listed under “errors” and send again.",
    },
  },
  unauthenticated: {
    status: 401,
    title: { de: "Nicht angemeldet", en: "Not signed in" },
    detail: {
      de: "Es fehlt ein gültiges Token im Kopf „Authorization: Bearer …“. Es kann abgelaufen oder widerrufen sein.",
      en: "A valid token is missing in the “Authorization: Bearer …” header. It may have expired or been revoked.",
    },
  },
  forbidden: {
    status: 403,
    title: { de: "Nicht erlaubt", en: "Not allowed" },
    detail: {
      de: "Ihre Rolle erlaubt das nicht (nötig: {permission}). Möglich ist es für: {rolesDe}.",
      en: "Your role does not allow this (needed: {permission}). Roles that may: {rolesEn}.",
    },
  },
  "not-found": {
    status: 404,
    title: { de: "Nicht gefunden", en: "Not found" },
    detail: {
      de: "Unter dieser Adresse gibt es nichts, das Sie sehen dürfen.",
      en: "There is nothing at this address that you may see.",
    },
  },
  "method-not-allowed": {
    status: 405,
    title: { de: "Methode nicht erlaubt", en: "Method not allowed" },
    detail: {
      de: "Diese Adresse kennt die Methode {method} nicht; möglich: {allow}.",
      en: "This address does not support {method}; it supports: {allow}.",
    },
  },
  "amount-ambiguous": {
    status: 422,
    title: { de: "Betrag mehrdeutig", en: "Ambiguous amount" },
    detail: {
      de: "„{text}“ kann Tausender oder Nachkommastellen meinen. Bitte mit zwei Stellen für Cent schreiben, etwa 1234,00.",
      en: "“{text}” may mean thousands or decimals. Please write two digits for the cents, such as 1234.00.",
    },
  },
  "amount-invalid": {
    status: 422,
    title: { de: "Kein Betrag", en: "Not an amount" },
    detail: {
      de: "„{text}“ ist kein Betrag in Euro und Cent. Bitte so schreiben: 1.234,56 oder 1234,56.",
      en: "“{text}” is not an amount in euros and cents. Please write it like this: 1,234.56 or 1234.56.",
    },
  },
  "amount-out-of-range": {
    status: 422,
    title: { de: "Betrag außerhalb des Bereichs", en: "Amount out of range" },
    detail: {
      de: "Beträge sind ganze Cent bis höchstens {max} Euro. Bitte den Betrag prüfen.",
      en: "Amounts are whole cents of up to {max} euros. Please check the amount.",
    },
  },
  "split-weights-invalid": {
    status: 422,
    title: { de: "Aufteilung nicht möglich", en: "Cannot be split" },
    detail: {
      de: "Anteile sind ganze Zahlen ab 0, und mindestens einer muss größer als 0 sein.",
      en: "Shares are whole numbers from 0 upwards, and at least one must be greater than 0.",
    },
  },
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
  "base-rate-missing": {
    status: 422,
    title: { de: "Basiszinssatz fehlt", en: "Base rate missing" },
    detail: {
      de: "Für den {dayDe} ist kein Basiszinssatz (§ 247 BGB) hinterlegt. Bitte ihn bei den Basiszinssätzen ergänzen.",
      en: "No base rate (§ 247 BGB) is known for {dayEn}. Please add it to the base rates.",
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
  "finance-plan-empty": {
    status: 422,
    title: { de: "Finanzplan leer", en: "Finance plan is empty" },
    detail: {
      de: "Der Kosten- und Finanzierungsplan braucht mindestens eine Ausgabe über 0 und eine Finanzierung.",
      en: "The cost and financing plan needs at least one cost above 0 and one source of financing.",
    },
  },
  "finance-plan-unbalanced": {
    status: 422,
    title: { de: "Finanzplan nicht ausgeglichen", en: "Finance plan does not balance" },
    detail: {
      de: "Ausgaben {costDe}, Finanzierung {financingDe}: {gapDe}. Beide Seiten müssen auf den Cent gleich sein.",
      en: "Costs {costEn}, financing {financingEn}: {gapEn}. Both sides must be equal to the cent.",
    },
  },
  "finance-plan-line-negative": {
    status: 422,
    title: { de: "Negativer Betrag im Finanzplan", en: "Negative amount in the finance plan" },
    detail: {
      de: "„{label}“ steht mit {amountDe} im Plan. Bitte Beträge ab 0 angeben; Einnahmen gehören zur Finanzierung.",
      en: "“{label}” is planned with {amountEn}. Please give amounts from 0; income belongs to the financing.",
    },
  },
  "finance-plan-unit-missing": {
    status: 422,
    title: { de: "Pauschale ohne Menge", en: "Lump sum without a quantity" },
    detail: {
      de: "„{label}“ ist eine Pauschale je Einheit. Bitte Menge und Satz angeben.",
      en: "“{label}” is a lump sum per unit. Please give quantity and rate.",
    },
  },
  "finance-plan-unit-mismatch": {
    status: 422,
    title: { de: "Menge mal Satz ergibt einen anderen Betrag", en: "Quantity times rate is another amount" },
    detail: {
      de: "„{label}“: Menge mal Satz ergibt {expectedDe}, angegeben sind {amountDe}.",
      en: "“{label}”: quantity times rate makes {expectedEn}, but {amountEn} is given.",
    },
  },
  "finance-plan-quantity-invalid": {
    status: 422,
    title: { de: "Menge ungültig", en: "Invalid quantity" },
    detail: {
      de: "Die Menge {quantity} ist nicht möglich. Bitte eine Zahl ab 0 mit höchstens zwei Nachkommastellen angeben.",
      en: "The quantity {quantity} is not possible. Please give a number from 0 with at most two decimals.",
    },
  },
  "finance-plan-in-kind-not-counted": {
    status: 422,
    title: { de: "Eigenleistungen zählen hier nicht", en: "Work in kind does not count here" },
    detail: {
      de: "Dieses Programm rechnet Eigenleistungen nicht an. Bitte sie auf beiden Seiten des Plans weglassen.",
      en: "This programme does not count work in kind. Please leave it out on both sides of the plan.",
    },
  },
  "finance-plan-in-kind-mixed": {
    status: 422,
    title: {
      de: "Eigenleistungen auf beiden Seiten verschieden",
      en: "Work in kind differs between the sides",
    },
    detail: {
      de: "Eigenleistungen stehen mit {costDe} bei den Ausgaben und mit {financingDe} bei der Finanzierung. Sie decken nur sich selbst, daher müssen beide gleich sein.",
      en: "Work in kind is {costEn} among the costs and {financingEn} in the financing. It covers only itself, so both must be equal.",
    },
  },
  "full-financing-with-other-funds": {
    status: 422,
    title: { de: "Vollfinanzierung mit anderen Mitteln", en: "Full financing with other funds" },
    detail: {
      de: "Bei Vollfinanzierung sind weder Eigen- noch Drittmittel geplant. Bitte die Finanzierungsart oder den Plan ändern.",
      en: "Full financing plans neither own nor third-party funds. Please change the type of financing or the plan.",
    },
  },
  "ledger-amount-invalid": {
    status: 422,
    title: { de: "Buchungsbetrag ungültig", en: "Invalid ledger amount" },
    detail: {
      de: "{amountCents} Cent sind für eine Buchung der Art „{kind}“ nicht möglich. Beträge sind ganze Cent über 0, nur Stornos sind negativ.",
      en: "{amountCents} cents are not possible for an entry of kind “{kind}”. Amounts are whole cents above 0; only reversals are negative.",
    },
  },
  "ledger-below-zero": {
    status: 409,
    title: { de: "Mehr gelöst als gebunden", en: "More released than bound" },
    detail: {
      de: "Die Buchung löst {missingDe} mehr, als vorgemerkt oder bewilligt ist.",
      en: "The entry releases {missingEn} more than is reserved or committed.",
    },
  },
  "ledger-reversal-final": {
    status: 409,
    title: { de: "Storno bleibt stehen", en: "A reversal stands" },
    detail: {
      de: "Ein Storno wird nicht storniert. Bitte die Bewegung neu buchen.",
      en: "A reversal is not reversed. Please book the movement again.",
    },
  },
  "over-commitment": {
    status: 409,
    title: { de: "Nicht genug freie Mittel", en: "Not enough free money" },
    detail: {
      de: "Dafür sind {freeDe} verfügbar, es fehlen {missingDe}.",
      en: "{freeEn} is available for this, {missingEn} is missing.",
    },
  },
  "payload-too-large": {
    status: 413,
    title: { de: "Anfrage zu groß", en: "Request too large" },
    detail: {
      de: "Eine Anfrage darf höchstens 1 MiB groß sein.",
      en: "A request may be at most 1 MiB in size.",
    },
  },
  "unsupported-media-type": {
    status: 415,
    title: { de: "Inhaltstyp nicht unterstützt", en: "Unsupported media type" },
    detail: {
      de: "Bitte JSON senden („Content-Type: application/json“).",
      en: "Please send JSON (“Content-Type: application/json”).",
    },
  },
  "precondition-required": {
    status: 428,
    title: { de: "Stand fehlt", en: "Version missing" },
    detail: {
      de: "Bitte den zuletzt gelesenen ETag als „If-Match“ mitsenden, damit keine fremde Änderung überschrieben wird.",
      en: "Please send the ETag you last read as “If-Match”, so that nobody else's change is overwritten.",
    },
  },
  "precondition-failed": {
    status: 412,
    title: { de: "Inzwischen geändert", en: "Changed in the meantime" },
    detail: {
      de: "Der Eintrag steht bei Version {version}. Bitte neu lesen, die Änderung prüfen und erneut senden.",
      en: "The entry is at version {version}. Please read it again, check your change and send it anew.",
    },
  },
  "idempotency-key-reused": {
    status: 422,
    title: { de: "Schlüssel schon verwendet", en: "Key already used" },
    detail: {
      de: "Dieser Idempotency-Key gehört zu einer anderen Anfrage. Bitte für neue Anfragen einen neuen Schlüssel wählen.",
      en: "This Idempotency-Key belongs to a different request. Please use a new key for a new request.",
    },
  },
  "idempotency-key-invalid": {
    status: 400,
    title: { de: "Schlüssel ungültig", en: "Invalid key" },
    detail: {
      de: "Ein Idempotency-Key hat 1 bis 200 druckbare ASCII-Zeichen.",
      en: "An Idempotency-Key has 1 to 200 printable ASCII characters.",
    },
  },
  "request-in-flight": {
    status: 409,
    title: { de: "Anfrage läuft noch", en: "Request still running" },
    detail: {
      de: "Eine Anfrage mit diesem Idempotency-Key wird gerade bearbeitet. Bitte in einigen Sekunden wiederholen.",
      en: "A request with this Idempotency-Key is being processed. Please repeat it in a few seconds.",
    },
  },
  "rate-limited": {
    status: 429,
    title: { de: "Zu viele Anfragen", en: "Too many requests" },
    detail: {
      de: "Bitte {seconds} Sekunden warten und dann fortfahren.",
      en: "Please wait {seconds} seconds and then go on.",
    },
  },
  unavailable: {
    status: 503,
    title: { de: "Vorübergehend nicht erreichbar", en: "Temporarily unavailable" },
    detail: {
      de: "Die Datenbank antwortet gerade nicht. Nichts ist verloren; bitte in einigen Sekunden wiederholen.",
      en: "The database does not answer right now. Nothing is lost; please repeat in a few seconds.",
    },
  },
  internal: {
    status: 500,
    title: { de: "Fehler bei uns", en: "Our mistake" },
    detail: {
      de: "Das hätte nicht geschehen dürfen. Bitte mit der Nummer {requestId} melden.",
      en: "This should not have happened. Please report it with the number {requestId}.",
    },
  },
  "already-exists": {
    status: 409,
    title: { de: "Schon vorhanden", en: "Already exists" },
    detail: {
      de: "Das gibt es schon. {adviceDe}",
      en: "This already exists. {adviceEn}",
    },
  },
  "reference-unknown": {
    status: 422,
    title: { de: "Verweis unbekannt", en: "Unknown reference" },
    detail: {
      de: "„{field}“ verweist auf etwas, das es in Ihrer Koordinierungsstelle nicht gibt. Bitte die Kennung prüfen.",
      en: "“{field}” refers to something that does not exist in your office. Please check the id.",
    },
  },
  "value-refused": {
    status: 422,
    title: { de: "Wert nicht möglich", en: "Value not possible" },
    detail: {
      de: "Die Angaben passen nicht zusammen oder liegen außerhalb des Erlaubten: {ruleDe}",
      en: "The values contradict each other or are out of range: {ruleEn}",
    },
  },
  "cursor-invalid": {
    status: 400,
    title: { de: "Cursor ungültig", en: "Invalid cursor" },
    detail: {
      de: "Bitte den „nextCursor“ der vorigen Seite unverändert und mit denselben Filtern und derselben Sortierung senden.",
      en: "Please send the “nextCursor” of the previous page unchanged, with the same filters and sorting.",
    },
  },
  "sort-invalid": {
    status: 400,
    title: { de: "Sortierung unbekannt", en: "Unknown sorting" },
    detail: {
      de: "Nach „{field}“ kann nicht sortiert werden; möglich: {allowed}.",
      en: "Cannot sort by “{field}”; possible: {allowed}.",
    },
  },
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
  "amount-over-cap": {
    status: 422,
    title: { de: "Über der Obergrenze", en: "Above the cap" },
    detail: {
      de: "{amountDe} liegen über der Obergrenze von {capDe}.",
      en: "{amountEn} are above the cap of {capEn}.",
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
  "fund-year-missing": {
    status: 422,
    title: { de: "Kein Haushaltsjahr", en: "No fund year" },
    detail: {
      de: "Für den Fonds gibt es kein Haushaltsjahr {year}. Bitte zuerst anlegen und ausstatten.",
      en: "The fund has no year {year}. Please create it and allocate money first.",
    },
  },
  "entry-not-reversible": {
    status: 409,
    title: { de: "Buchung nicht stornierbar", en: "Entry cannot be reversed" },
    detail: {
      de: "Diese Buchung ist schon storniert oder selbst ein Storno.",
      en: "This entry has been reversed already or is a reversal itself.",
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
  "use-is-recorded": {
    status: 409,
    title: { de: "Verwendung ist erfasst", en: "Use is recorded" },
    detail: {
      de: "Der Tag der Verwendung kann berichtigt, aber nicht gelöscht werden. Bitte den richtigen Tag angeben.",
      en: "The day of use can be corrected but not removed. Please give the right day.",
    },
  },
} as const satisfies Record<string, Problem>;

export type ProblemCode = keyof typeof problems;

/** One of several reasons behind a problem. */
export interface Reason {
  readonly code: string;
  readonly text: Text;
}

/** A rule said no, and a person can do something about it. Carries a permanent code and the values of its message. */
export class DomainError extends Error {
  readonly code: ProblemCode;
  readonly params: Params;
  /** Single reasons, where the problem has several; answered as `errors`. */
  reasons: readonly Reason[] = [];
  /** JSON Pointer (RFC 6901) of the input field that caused it, where there is one. */
  readonly pointer: string | undefined;

  constructor(code: ProblemCode, params: Params = {}, pointer?: string) {
    super(fill(problems[code].detail.en, params));
    this.name = "DomainError";
    this.code = code;
    this.params = params;
    this.pointer = pointer;
  }
}

/** The words of a problem in one language. */
export function describeProblem(
  code: ProblemCode,
  params: Params,
  language: Language,
): { status: number; title: string; detail: string } {
  const problem = problems[code];
  return {
    status: problem.status,
    title: problem.title[language],
    detail: fill(problem.detail[language], params),
  };
}
