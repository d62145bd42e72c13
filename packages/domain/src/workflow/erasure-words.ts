import type { Labels, Text } from "../text.ts";

/** Where an erasure (Löschung nach Art. 17 DSGVO) changes rows. */
export const erasurePlaces = [
  "people",
  "audit-log",
  "mails-to",
  "mails-naming",
  "tasks",
  "snapshots",
  "tokens",
  "calendar-feeds",
  "invitations",
  "address-changes",
  "preferences",
  "suppressions",
  "stored-replies",
] as const;
export type ErasurePlace = (typeof erasurePlaces)[number];

export const erasurePlaceLabels: Labels<ErasurePlace> = {
  people: { de: "Angaben zur Person", en: "details of the person" },
  "audit-log": { de: "Einträge im Protokoll", en: "entries of the audit log" },
  "mails-to": { de: "Mails an die Person", en: "emails to the person" },
  "mails-naming": { de: "Mails, die die Person nennen", en: "emails that name the person" },
  tasks: { de: "Aufgaben", en: "tasks" },
  snapshots: { de: "eingereichte Fassungen von Anträgen", en: "applications as they were handed in" },
  tokens: { de: "Token", en: "tokens" },
  "calendar-feeds": { de: "Kalender-Abos", en: "calendar feeds" },
  invitations: { de: "Einladungen", en: "invitations" },
  "address-changes": { de: "Änderungen der Mailadresse", en: "changes of email address" },
  preferences: { de: "Mail-Einstellungen", en: "email settings" },
  suppressions: { de: "gesperrte Adressen", en: "suppressed addresses" },
  "stored-replies": { de: "aufbewahrte Antworten", en: "stored replies" },
};

/** What an erasure does in each place. */
export const erasureEffects: Labels<ErasurePlace> = {
  people: {
    de: "Pseudonym statt Name und Mailadresse; Rollen und Träger entfallen.",
    en: "A pseudonym in place of name and email address; roles and organisation go.",
  },
  "audit-log": {
    de: "Pseudonym statt Name und Mailadresse; was wann geschah, bleibt.",
    en: "A pseudonym in place of name and email address; what happened when stays.",
  },
  "mails-to": {
    de: "Betreff, Text und Antworten des Mailservers werden geleert; dass und wann versandt wurde, bleibt.",
    en: "Subject, text and the mail server's answers are emptied; that and when they were sent stays.",
  },
  "mails-naming": { de: "Pseudonym statt des Namens.", en: "A pseudonym in place of the name." },
  tasks: {
    de: "Pseudonym statt des Namens; Aufgaben zur Person selbst sind erledigt und ohne Einzelheiten.",
    en: "A pseudonym in place of the name; tasks about the person are done and lose their details.",
  },
  snapshots: {
    de: "Pseudonym statt des Namens; die Prüfsumme bleibt die der eingereichten Fassung.",
    en: "A pseudonym in place of the name; the checksum stays that of what was handed in.",
  },
  tokens: { de: "Beendet und ohne Namen.", en: "Ended, and their names go." },
  "calendar-feeds": { de: "Beendet und ohne Namen.", en: "Ended, and their names go." },
  invitations: { de: "Zurückgezogen und ohne Mailadresse.", en: "Withdrawn, and their email addresses go." },
  "address-changes": {
    de: "Zurückgezogen und ohne Mailadressen.",
    en: "Withdrawn, and their email addresses go.",
  },
  preferences: { de: "Gelöscht.", en: "Deleted." },
  suppressions: { de: "Gelöscht.", en: "Deleted." },
  "stored-replies": {
    de: "Eigene gelöscht, in anderen Pseudonym statt des Namens.",
    en: "Their own are deleted; in others a pseudonym in place of the name.",
  },
};

/** What an erasure leaves as it is, under the pseudonym. */
export const erasureRemains = [
  "applications",
  "votes",
  "grants",
  "disbursements",
  "ledger-entries",
  "extensions",
  "papers",
  "audit-entries",
] as const;
export type ErasureRemain = (typeof erasureRemains)[number];

export const erasureRemainLabels: Labels<ErasureRemain> = {
  applications: { de: "Anträge", en: "applications" },
  votes: { de: "Voten", en: "votes" },
  grants: { de: "Bewilligungen", en: "grants" },
  disbursements: { de: "Auszahlungen", en: "disbursements" },
  "ledger-entries": { de: "Buchungen", en: "ledger entries" },
  extensions: { de: "Fristverlängerungen", en: "extensions" },
  papers: { de: "Vorlagen", en: "papers" },
  "audit-entries": { de: "Handlungen im Protokoll", en: "acts in the audit log" },
};

const records: Text = {
  de: "Art. 17 Abs. 3 Buchst. b DSGVO: Bescheide, Belege und Nachweise einer Förderung sind aufzubewahren (ANBest-P: fünf Jahre nach dem Verwendungsnachweis).",
  en: "Art. 17 (3) (b) GDPR: notices, vouchers and proofs of a grant must be kept (ANBest-P: five years after the proof of use).",
};
const decisions: Text = {
  de: "Art. 17 Abs. 3 Buchst. b und d DSGVO: Entscheidungen eines Gremiums gehören zu den Akten und ins Archiv.",
  en: "Art. 17 (3) (b) and (d) GDPR: decisions of a committee belong to the files and to the archive.",
};
const books: Text = {
  de: "Art. 17 Abs. 3 Buchst. b DSGVO: Bücher und Belege sind nach dem Haushaltsrecht aufzubewahren.",
  en: "Art. 17 (3) (b) GDPR: budget law requires books and vouchers to be kept.",
};

/** The legal ground on which each of them stays. */
export const erasureGrounds: Labels<ErasureRemain> = {
  applications: records,
  votes: decisions,
  grants: records,
  disbursements: books,
  "ledger-entries": books,
  extensions: records,
  papers: decisions,
  "audit-entries": {
    de: "Art. 17 Abs. 3 Buchst. b mit Art. 5 Abs. 2 DSGVO: Wer was wann getan hat, muss nachweisbar bleiben, hier unter dem Pseudonym.",
    en: "Art. 17 (3) (b) with Art. 5 (2) GDPR: who did what when must remain provable, here under the pseudonym.",
  },
};
