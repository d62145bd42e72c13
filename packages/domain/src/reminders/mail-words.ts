import type { Labels } from "../text.ts";
import type { LadderInForce } from "./plans.ts";

/** How it stands with a reminder. */
export const reminderStateLabels = {
  bound: { de: "wartet auf den Versand", en: "waiting to be sent" },
  sent: { de: "gesendet", en: "sent" },
  skipped: { de: "ausgelassen", en: "skipped" },
  dropped: { de: "entfallen", en: "dropped" },
} as const satisfies Labels;

/** What kind of mail it is. */
export const mailKindLabels = {
  digest: { de: "Sammelmail", en: "daily email" },
  urgent: { de: "dringende Mail", en: "urgent email" },
  moved: { de: "Mail über geänderte Fristen", en: "email about changed deadlines" },
  invitation: { de: "Einladung", en: "invitation" },
  "address-confirmation": { de: "Mail zur Bestätigung einer Adresse", en: "email to confirm an address" },
  "address-changed": { de: "Mail über eine geänderte Adresse", en: "email about a changed address" },
} as const satisfies Labels;
export type MailKind = keyof typeof mailKindLabels;

/** What has become of a mail; without a mail server it is kept only. */
export const mailStateLabels = {
  pending: { de: "wartet auf den Versand", en: "waiting to be sent" },
  sent: { de: "gesendet", en: "sent" },
  captured: { de: "nur gespeichert, kein Mailserver eingerichtet", en: "stored only, no mail server set up" },
  rejected: { de: "abgelehnt", en: "rejected" },
  bounced: { de: "unzustellbar", en: "bounced" },
  suppressed: { de: "nicht gesendet, Adresse gesperrt", en: "not sent, address suppressed" },
  dropped: { de: "entfallen", en: "dropped" },
} as const satisfies Labels;

/** What comes back from a mail server. */
export const mailEventLabels = {
  bounce: { de: "unzustellbar", en: "bounced" },
  "temporary-bounce": { de: "vorübergehend unzustellbar", en: "bounced for now" },
  complaint: { de: "Beschwerde", en: "complaint" },
  delivered: { de: "zugestellt", en: "delivered" },
} as const satisfies Labels;

/** Why nothing goes to an address. */
export const suppressionReasonLabels = {
  bounce: { de: "unzustellbar", en: "bounced" },
  complaint: { de: "Beschwerde", en: "complaint" },
  manual: { de: "von Hand gesperrt", en: "suppressed by hand" },
} as const satisfies Labels;

/** Where the steps of a kind come from. */
export const ladderOriginLabels: Labels<LadderInForce["origin"]> = {
  programme: { de: "Plan des Programms", en: "the programme’s plan" },
  office: { de: "Plan der Koordinierungsstelle", en: "the office’s plan" },
  "built-in": { de: "mitgelieferter Plan", en: "built-in plan" },
};
