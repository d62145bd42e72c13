import type { ProcedureAct } from "../deadlines/kinds.ts";
import { eventLabels } from "../deadlines/rules.ts";
import { DomainError } from "../errors.ts";
import type { Labels, Text } from "../text.ts";
import { addDays, compareDays } from "../time/calendar.ts";
import { dayText } from "../time/day-words.ts";
import { byLanguage, say } from "../wording.ts";

/** How a notice reaches whom it is for (Bekanntgabe): by simple letter, electronically, in person, or by formal service (Zustellung). */
export const serviceWays = ["letter", "electronic", "handed-over", "formal"] as const;
export type ServiceWay = (typeof serviceWays)[number];

export const serviceWayLabels: Labels<ServiceWay> = {
  letter: { de: "Brief", en: "letter" },
  electronic: { de: "elektronisch", en: "electronic" },
  "handed-over": { de: "persönlich übergeben", en: "handed over" },
  formal: { de: "förmliche Zustellung", en: "formal service" },
};

/** What is known of the service of a notice. */
export interface NoticeService {
  readonly by: ServiceWay;
  /** The day it was posted, sent or handed over. */
  readonly postedOn: string;
  /** The day it is proved to have arrived. */
  readonly receivedOn?: string | null | undefined;
}

/** A notice may be recorded before it is posted, as many days as this. */
export const daysBeforePosting = 14;

/** Posted from this day on it is the fourth day, before it was the third. */
const fourthDaySince = "2025-01-01";

const labels = {
  letter: {
    de: "{label} (Brief vom {day}, {nth} Tag nach der Aufgabe zur Post, {citation})",
    en: "{label} (letter of {day}, {nth} day after posting, {citation})",
  },
  electronic: {
    de: "{label} (elektronisch am {day}, {nth} Tag nach der Absendung, {citation})",
    en: "{label} (sent electronically on {day}, {nth} day after sending, {citation})",
  },
  late: {
    de: "{label} (abgesandt am {day}, nachweislich später zugegangen, {citation})",
    en: "{label} (sent on {day}, proved to have arrived later, {citation})",
  },
  "handed-over": { de: "{label} (persönlich übergeben)", en: "{label} (handed over in person)" },
  formal: { de: "{label} (förmlich zugestellt)", en: "{label} (formally served)" },
  third: { de: "dritter", en: "third" },
  fourth: { de: "vierter", en: "fourth" },
} as const satisfies Record<string, Text>;

const citations: Readonly<Record<ProcedureAct, Text>> = {
  VwVfG: { de: "§ 41 Abs. 2 VwVfG", en: "§ 41 (2) VwVfG" },
  "LVwG SH": { de: "§ 110 Abs. 2 LVwG SH", en: "§ 110 (2) LVwG SH" },
};

/**
 * The day a notice counts as served on, and how, as the label of that event. A letter or an electronic notice counts as served
 * on the fourth day after it was sent, the third if sent before 2025, unless it is proved to have arrived later; it also does so
 * on a Saturday, Sunday or holiday, as the acts roll no such day (§ 41 (2) VwVfG, § 110 (2) LVwG SH). What is handed over or
 * formally served counts on the day it is received. Throws `value-refused` for a formal service without that day.
 */
export function servedOn(service: NoticeService, act: ProcedureAct): { on: string; label: Text } {
  const { by, postedOn, receivedOn = null } = service;
  const label = eventLabels["service-of-notice"];
  switch (by) {
    case "letter":
    case "electronic": {
      const isFourth = compareDays(postedOn, fourthDaySince) >= 0;
      const on = addDays(postedOn, isFourth ? 4 : 3);
      const isLate = receivedOn !== null && compareDays(receivedOn, on) > 0;
      const nth = isFourth ? labels.fourth : labels.third;
      const words = { label, day: dayText(postedOn), nth, citation: citations[act] };
      return isLate
        ? { on: receivedOn, label: say(labels.late, words) }
        : { on, label: say(labels[by], words) };
    }
    case "handed-over":
      return { on: postedOn, label: say(labels[by], { label }) };
    case "formal":
      if (receivedOn === null) {
        throw new DomainError("value-refused", byLanguage({ rule: proofMissing }), "/service/receivedOn");
      }
      return { on: receivedOn, label: say(labels[by], { label }) };
    default:
      return by satisfies never;
  }
}

const proofMissing: Text = {
  de: "Eine förmliche Zustellung braucht den nachgewiesenen Tag des Zugangs.",
  en: "A formal service needs the day on which it is proved to have arrived.",
};
