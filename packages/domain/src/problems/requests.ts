import type { Problem } from "./problem.ts";

/** What can be wrong with a request, whatever it is about, or with the service. */
export const requestProblems = {
  "malformed-request": {
    status: 400,
    title: { de: "Anfrage nicht lesbar", en: "Request cannot be read" },
    detail: {
      de: "{reasonDe} Bitte die Schreibweise prüfen.",
      en: "{reasonEn} Please check the notation.",
    },
  },
  "headers-too-large": {
    status: 431,
    title: { de: "Kopfzeilen zu lang", en: "Headers too large" },
    detail: {
      de: "Adresse und Kopfzeilen einer Anfrage dürfen zusammen höchstens 16 KiB lang sein.",
      en: "The address and headers of a request may have at most 16 KiB together.",
    },
  },
  "expectation-failed": {
    status: 417,
    title: { de: "Erwartung nicht erfüllbar", en: "Expectation cannot be met" },
    detail: {
      de: "In der Kopfzeile „Expect“ ist nur „100-continue“ möglich.",
      en: "The “Expect” header can only be “100-continue”.",
    },
  },
  "request-timeout": {
    status: 408,
    title: { de: "Anfrage zu langsam", en: "Request too slow" },
    detail: {
      de: "Die Anfrage kam nicht rechtzeitig vollständig an. Bitte erneut senden.",
      en: "The request did not arrive completely in time. Please send it again.",
    },
  },
  "not-acceptable": {
    status: 406,
    title: { de: "Format nicht verfügbar", en: "Format not available" },
    detail: {
      de: "Die Kopfzeile „Accept“ lässt nichts von dem zu, was diese Adresse liefert: {types}.",
      en: "The “Accept” header allows none of what this address provides: {types}.",
    },
  },
  "invalid-input": {
    status: 400,
    title: { de: "Eingabe ungültig", en: "Invalid input" },
    detail: {
      de: "Bitte die einzeln genannten Angaben berichtigen und erneut senden.",
      en: "Please correct the values that are listed one by one, and send again.",
    },
  },
  unauthenticated: {
    status: 401,
    title: { de: "Nicht angemeldet", en: "Not signed in" },
    detail: {
      de: "Ein gültiges Token fehlt („Authorization: Bearer …“). Vielleicht ist es abgelaufen oder widerrufen.",
      en: "A valid token is missing (“Authorization: Bearer …”). It may have expired or been revoked.",
    },
  },
  forbidden: {
    status: 403,
    title: { de: "Nicht erlaubt", en: "Not allowed" },
    detail: {
      de: "Ihre Rolle erlaubt das nicht („{permissionDe}“). Möglich ist es für: {rolesDe}.",
      en: "Your role does not allow this (“{permissionEn}”). Roles that may: {rolesEn}.",
    },
  },
  "token-scope-missing": {
    status: 403,
    title: { de: "Token reicht nicht aus", en: "Token does not suffice" },
    detail: {
      de: "Ihre Rolle erlaubt das, dieses Token aber nicht: Ihm fehlt das Recht „{scopeDe}“. Bitte ein Token mit diesem Recht verwenden.",
      en: "Your role allows this, but this token does not: it lacks the right “{scopeEn}”. Please use a token that has it.",
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
      de: "Diese Adresse kennt die Methode {method} nicht; möglich ist: {allow}.",
      en: "This address does not support {method}; it supports: {allow}.",
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
      de: "Bitte JSON in UTF-8 und unkomprimiert senden („Content-Type: application/json“).",
      en: "Please send JSON in UTF-8, not compressed (“Content-Type: application/json”).",
    },
  },
  "precondition-required": {
    status: 428,
    title: { de: "Angabe der Version fehlt", en: "Version missing" },
    detail: {
      de: "Bitte den zuletzt gelesenen ETag als „If-Match“ mitsenden, damit keine fremde Änderung überschrieben wird.",
      en: "Please send the ETag you last read as “If-Match”, so that nobody else's change is overwritten.",
    },
  },
  "precondition-failed": {
    status: 412,
    title: { de: "Inzwischen geändert", en: "Changed in the meantime" },
    detail: {
      de: 'Der Eintrag steht bei Version {version}. Bitte neu lesen, die Änderung prüfen und mit dem neuen ETag erneut senden: If-Match: "v{version}".',
      en: 'The entry is at version {version}. Please read it again, check your change and send it again with the new ETag: If-Match: "v{version}".',
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
      de: "Bitte {waitDe} warten und dann fortfahren.",
      en: "Please wait {waitEn} and then go on.",
    },
  },
  unavailable: {
    status: 503,
    title: { de: "Vorübergehend nicht erreichbar", en: "Temporarily unavailable" },
    detail: {
      de: "Die Datenbank antwortet gerade nicht. Nichts ist verloren; bitte in einigen Sekunden noch einmal versuchen.",
      en: "The database is not answering right now. Nothing is lost; please try again in a few seconds.",
    },
  },
  "storage-full": {
    status: 503,
    title: { de: "Speichern nicht möglich", en: "Storing is not possible" },
    detail: {
      de: "Der Speicherplatz ist voll oder schreibgeschützt; es wurde nichts geändert. Lesen ist weiterhin möglich. Bitte informieren Sie, wer diese Installation betreibt, und wiederholen Sie die Eingabe später.",
      en: "The disk is full or read-only; nothing has been changed. Reading is still possible. Please tell whoever runs this installation, and repeat this later.",
    },
  },
  internal: {
    status: 500,
    title: { de: "Interner Fehler", en: "Internal error" },
    detail: {
      de: "Das hätte nicht passieren dürfen. Bitte melden Sie es mit der Nummer {requestId}.",
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
      de: "„{fieldDe}“ verweist auf etwas, das es in Ihrer Koordinierungsstelle nicht gibt. Bitte die Kennung prüfen.",
      en: "“{fieldEn}” refers to something that does not exist in your office. Please check the id.",
    },
  },
  "value-missing": {
    status: 422,
    title: { de: "Angabe fehlt", en: "Value missing" },
    detail: {
      de: "„{fieldDe}“ fehlt: Die Angabe steht weder hier noch {sourceDe}.",
      en: "“{fieldEn}” is missing: it is given neither here nor {sourceEn}.",
    },
  },
  "value-refused": {
    status: 422,
    title: { de: "Wert nicht möglich", en: "Value not possible" },
    detail: {
      de: "Das geht so nicht: {ruleDe}",
      en: "This is not possible: {ruleEn}",
    },
  },
  "filter-unknown": {
    status: 422,
    title: { de: "Filterwert unbekannt", en: "Filter value unknown" },
    detail: {
      de: "„{value}“ ist kein Wert von „{parameter}“. Möglich sind: {allowed}.",
      en: "“{value}” is no value of “{parameter}”. Possible values: {allowed}.",
    },
  },
  "parameter-unknown": {
    status: 422,
    title: { de: "Parameter unbekannt", en: "Parameter unknown" },
    detail: {
      de: "Diese Adresse kennt keinen Parameter „{parameter}“. Möglich sind: {allowedDe}.",
      en: "This address has no parameter “{parameter}”. Possible parameters: {allowedEn}.",
    },
  },
  "cursor-invalid": {
    status: 400,
    title: { de: "Cursor ungültig", en: "Invalid cursor" },
    detail: {
      de: "Bitte den Cursor der vorigen Seite unverändert und mit denselben Filtern und derselben Sortierung senden.",
      en: "Please send the cursor of the previous page unchanged, with the same filters and sorting.",
    },
  },
  "sort-invalid": {
    status: 400,
    title: { de: "Sortierung unbekannt", en: "Unknown sorting" },
    detail: {
      de: "Nach „{field}“ lässt sich nicht sortieren; möglich ist: {allowed}.",
      en: "Sorting by “{field}” is not possible; it is by: {allowed}.",
    },
  },
} as const satisfies Record<string, Problem>;
