import { calendarText, deadlineEvent, invitationText } from "@zuwendo/calendar";
import {
  audienceLabel,
  type DeadlineKind,
  deadlineProfiles,
  endSeenAt,
  endTimeOf,
  isWorkingDay,
  type Land,
  type Language,
  ladderInForce,
  localDay,
  type MailKind,
  nextReminder,
  putOffDays,
  putOffUntil,
  type ReminderAudience,
  type SetPlan,
  standingOf,
  stepsAlike,
  stepText,
  type Text,
} from "@zuwendo/domain";
import { type LinkPurpose, linkPath } from "@zuwendo/links";
import {
  type Invitation,
  type MovedItem,
  type ReminderItem,
  type RenderedMail,
  renderMovedMail,
  renderReminderMail,
} from "@zuwendo/mail";
import { domainOf } from "@zuwendo/settings";
import type { Change } from "../reminders/changed-days.ts";
import { type BoundAccount, renderAccount } from "./account.ts";

/** A mail that this worker has taken up, with what it is to say. */
export interface ClaimedMail {
  readonly officeId: string;
  readonly id: string;
  readonly kind: MailKind;
  readonly attempt: number;
  /** How often the server has put it off; outages do not count. */
  readonly refusals: number;
  readonly recipientId: string;
  readonly recipientName: string;
  /** Where it goes: to the recipient's own address, or to one that is to become it or was it. */
  readonly recipientEmail: string;
  readonly isOwnAddress: boolean;
  /** Nothing goes to an address that has bounced or complained. */
  readonly isSuppressed: boolean;
  readonly language: Language;
  readonly officeName: string;
  /** Where answers go; null: to the sender's address. */
  readonly officeEmail: string | null;
  readonly mailSecret: Buffer;
  readonly zone: string;
  readonly land: Land;
  readonly sendFrom: string;
  readonly sendWeekdays: readonly number[];
  readonly reminders: readonly BoundReminder[];
  readonly moves: readonly BoundMove[];
  /** What it has to say of access or an address; null where it is about deadlines, or no longer so. */
  readonly account: BoundAccount | null;
  /** The reminder plans in force in the office. */
  readonly plans: readonly SetPlan[];
}

/** A deadline as it stands when the mail is taken up. */
interface MailedDeadline {
  readonly mailId: string;
  readonly role: ReminderAudience;
  /** Whom the recipient stands in for. */
  readonly standsInFor: string | null;
  readonly deadlineId: string;
  readonly version: number;
  readonly kind: DeadlineKind;
  readonly title: string;
  readonly number: string | null;
  readonly paperNumber: string | null;
  /** Made by the office itself, with a title of its own. */
  readonly isByHand: boolean;
  readonly programmeId: string | null;
  readonly nominalOn: string;
  readonly softOn: string | null;
  readonly effectiveOn: string;
  readonly endsAt: string;
  /** Where the duty is performed; null: the office's own Land. */
  readonly land: Land | null;
  readonly explanation: Text;
  readonly strictness: string;
  readonly updatedAt: string;
}

/** A reminder in a mail. */
export interface BoundReminder extends MailedDeadline {
  readonly id: string;
  readonly step: string;
  readonly forId: string | null;
  readonly leadId: string | null;
  readonly ownerId: string | null;
}

/** A changed day in a mail. */
export interface BoundMove extends MailedDeadline, Change {
  readonly moveId: string;
  readonly reason: Text;
}

function pathOf({ officeId, mailSecret }: ClaimedMail, purpose: LinkPurpose, id: string): string {
  return linkPath(mailSecret, { purpose, officeId, id });
}

function itemOf(reminder: BoundReminder, mail: ClaimedMail, now: string): ReminderItem {
  const { kind, endsAt } = reminder;
  const rule = sendRuleOf(mail);
  const { ladder } = ladderInForce(mail.plans, reminder);
  const next = nextReminder({ ...reminder, ...rule, ladder: stepsAlike(reminder, ladder) }, now);
  const { on: effectiveOn, time: endTime, isOver } = endSeenAt(reminder, { now, zone: mail.zone });
  return {
    deadlineId: reminder.deadlineId,
    kind: deadlineProfiles[kind].label,
    title: reminder.title,
    number: reminder.number,
    paperNumber: reminder.paperNumber,
    isByHand: reminder.isByHand,
    softOn: reminder.softOn,
    effectiveOn,
    endTime,
    isOver,
    explanation: isPlain(reminder, mail) ? null : reminder.explanation,
    note: ladder.find(({ key }) => key === reminder.step)?.text ?? null,
    standsInFor: reminder.standsInFor,
    why: whyOf(reminder, mail, now),
    nextReminderOn: next === undefined ? null : localDay(next.sendAt, mail.zone),
    mayPutOff: putOffUntil(putOffDays.usual, { now, endsAt, rule }) !== undefined,
    answerPath: pathOf(mail, "answer", reminder.id),
  };
}

/** Whether a day needs no explanation: it is the one that the rule leads to, and a day to get things done on. */
function isPlain({ nominalOn, effectiveOn, land }: BoundReminder, mail: ClaimedMail): boolean {
  return nominalOn === effectiveOn && isWorkingDay(effectiveOn, land ?? mail.land);
}

function whyOf(reminder: BoundReminder, mail: ClaimedMail, now: string): ReminderItem["why"] {
  const { kind, step, role, softOn, effectiveOn } = reminder;
  const { ladder } = ladderInForce(mail.plans, reminder);
  const standing = standingOf({ ...reminder, ...sendRuleOf(mail), ladder }, step, localDay(now, mail.zone));
  const { countedOn = effectiveOn, timing = "on-time" } = standing ?? {};
  return {
    rule: stepText(step),
    role: audienceLabel(role, kind),
    timing,
    // The recommended day stands in the mail anyhow.
    countedOn: countedOn === effectiveOn || countedOn === softOn ? null : countedOn,
  };
}

function sendRuleOf({ land, zone, sendFrom, sendWeekdays }: ClaimedMail) {
  return { land, zone, sendFrom, sendWeekdays };
}

/** Where the voluntary reminders of a mail are unsubscribed from; null where all of it is a statutory duty. */
export function unsubscribePathOf(mail: ClaimedMail): string | null {
  const isVoluntary = mail.reminders.some(({ kind }) => !deadlineProfiles[kind].isStatutory);
  return isVoluntary ? pathOf(mail, "unsubscribe", mail.id) : null;
}

function movedItemOf(move: BoundMove, { zone }: ClaimedMail, now: string): MovedItem {
  const { oldOn, oldEndsAt } = move;
  const before =
    oldOn === null || oldEndsAt === null
      ? null
      : endSeenAt({ effectiveOn: oldOn, endsAt: oldEndsAt }, { now, zone });
  const after = move.state === "open" ? endSeenAt(move, { now, zone }) : null;
  return {
    kindLabel: deadlineProfiles[move.kind].label,
    title: move.title,
    number: move.number,
    paperNumber: move.paperNumber,
    isByHand: move.isByHand,
    before,
    after,
    reason: move.reason,
    standsInFor: move.standsInFor,
    explanation: move.explanation,
  };
}

/** The changed days as entries of the recipient's calendar: one replaces or cancels the entry there, several come as a calendar. */
export function invitationOf(
  mail: ClaimedMail,
  { publicUrl, sender }: { readonly publicUrl: string; readonly sender: string },
): Invitation | undefined {
  const { language } = mail;
  const host = domainOf(publicUrl);
  const events = mail.moves.map(({ deadlineId: id, ...move }) => {
    const isTimed = endTimeOf(move.endsAt, move.effectiveOn, mail.zone) !== "24:00";
    return deadlineEvent({ ...move, id, isTimed, state: move.state === "open" ? "open" : "cancelled" });
  });
  const [event] = events;
  if (event === undefined) return undefined;
  if (events.length > 1) {
    return {
      method: "PUBLISH",
      text: calendarText({ name: mail.officeName, language, host, alarmDays: null, events }),
    };
  }
  const organizer = { name: mail.officeName, address: sender };
  const attendee = { name: mail.recipientName, address: mail.recipientEmail };
  const method = event.state === "cancelled" ? "CANCEL" : "REQUEST";
  return { method, text: invitationText({ language, host, organizer, attendee, event }) };
}

/** The words of a mail as they are true at `now`. */
export function renderMail(mail: ClaimedMail, publicUrl: string, now: string): RenderedMail {
  if (mail.account !== null) return renderAccount(mail.account, mail, { publicUrl, now });
  const common = {
    language: mail.language,
    recipientName: mail.recipientName,
    officeName: mail.officeName,
    officeEmail: mail.officeEmail,
    publicUrl,
    personPath: pathOf(mail, "person", mail.id),
  };
  if (mail.kind === "moved") {
    return renderMovedMail({ ...common, items: mail.moves.map((move) => movedItemOf(move, mail, now)) });
  }
  return renderReminderMail({
    ...common,
    today: localDay(now, mail.zone),
    unsubscribePath: unsubscribePathOf(mail),
    items: mail.reminders.map((reminder) => itemOf(reminder, mail, now)),
  });
}
