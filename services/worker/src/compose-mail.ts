import {
  type DeadlineKind,
  deadlineProfiles,
  type Land,
  type Language,
  localDay,
  nextReminder,
  type ReminderAudience,
  reminderLadders,
  type Text,
} from "@zuwendo/domain";
import { type ReminderItem, type RenderedMail, renderReminderMail } from "@zuwendo/mail";

/** A mail that this worker has taken up, with what it is to say. */
export interface TakenMail {
  readonly officeId: string;
  readonly id: string;
  readonly attempt: number;
  /** How often the server has put it off; outages do not count. */
  readonly refusals: number;
  readonly recipientName: string;
  readonly recipientEmail: string;
  readonly language: Language;
  readonly officeName: string;
  readonly zone: string;
  readonly land: Land;
  readonly reminders: readonly BoundReminder[];
}

/** A reminder in a mail, with its deadline as it stands now. */
export interface BoundReminder {
  readonly id: string;
  readonly mailId: string;
  readonly step: string;
  readonly role: ReminderAudience;
  readonly deadlineId: string;
  readonly kind: DeadlineKind;
  readonly title: string;
  readonly number: string | null;
  readonly nominalOn: string;
  readonly effectiveOn: string;
  readonly endsAt: string;
  readonly explanation: Text;
}

const roleLabels: Readonly<Record<ReminderAudience, Text>> = {
  lead: { de: "Projektleitung", en: "project lead" },
  owner: { de: "Ideengeber", en: "owner of the idea" },
  deputy: { de: "Vertretung", en: "deputy" },
  office: { de: "Koordinierungsstelle", en: "coordination office" },
  "lead-office": { de: "federführendes Amt", en: "lead office" },
};

/** "d-14" in words. */
function ruleOf(step: string): Text {
  const days = Math.abs(Number(step.slice(2)));
  const isAfter = step.startsWith("d+");
  const de = days === 1 ? "1 Tag" : `${days} Tage`;
  const en = days === 1 ? "1 day" : `${days} days`;
  return {
    de: `${de} ${isAfter ? "nach Ablauf" : "vorher"}`,
    en: `${en} ${isAfter ? "after the end" : "before"}`,
  };
}

function itemOf(reminder: BoundReminder, mail: TakenMail, now: string): ReminderItem {
  const ladder = reminderLadders[reminder.kind].filter((step) => step.audience.includes(reminder.role));
  const next = nextReminder({ ...reminder, zone: mail.zone, land: mail.land, ladder }, now);
  return {
    deadlineId: reminder.deadlineId,
    kind: deadlineProfiles[reminder.kind].label,
    title: reminder.title,
    number: reminder.number,
    nominalOn: reminder.nominalOn,
    effectiveOn: reminder.effectiveOn,
    explanation: reminder.explanation,
    why: { rule: ruleOf(reminder.step), role: roleLabels[reminder.role] },
    nextReminderOn: next === undefined ? null : localDay(next.sendAt, mail.zone),
    path: `/v1/deadlines/${reminder.deadlineId}`,
  };
}

/** The words of a mail as they are true at `now`. */
export function composeMail(mail: TakenMail, publicUrl: string, now: string): RenderedMail {
  return renderReminderMail({
    language: mail.language,
    recipientName: mail.recipientName,
    officeName: mail.officeName,
    publicUrl,
    today: localDay(now, mail.zone),
    items: mail.reminders.map((reminder) => itemOf(reminder, mail, now)),
  });
}
