import { type DeadlineKind, dayText, deadlineProfiles, say, type Text } from "@zuwendo/domain";
import type { CalendarEvent } from "./event.ts";

interface RowFacts {
  readonly id: string;
  readonly version: number;
  readonly updatedAt: string;
}

/** What a calendar shows of a deadline. */
export interface DeadlineFacts extends RowFacts {
  readonly kind: DeadlineKind;
  readonly title: string;
  readonly effectiveOn: string;
  /** The day it should be met by, before the one it must be met by. */
  readonly softOn: string | null;
  readonly endsAt: string;
  /** Whether it ends at a clock time and not with the day. */
  readonly isTimed: boolean;
  readonly strictness: string;
  readonly explanation: Text;
  readonly state: CalendarEvent["state"];
  /** The calendar's owner led it before and no longer does; for them it is cancelled. */
  readonly isFormer?: boolean;
}

/** What a calendar shows of a call's close. */
export interface CallFacts extends RowFacts {
  readonly title: string;
  readonly closesOn: string;
  readonly closesAt: string;
  readonly isTimed: boolean;
  readonly strictness: string;
}

/** What a calendar shows of a meeting. */
export interface MeetingFacts extends RowFacts {
  readonly committeeName: string;
  readonly takesPlaceOn: string;
  readonly place: string | null;
  readonly state: "planned" | "held" | "cancelled";
}

const sentences = {
  soft: { de: "Möglichst bis {day}.", en: "By {day} if possible." },
  substantive: {
    de: "Ausschlussfrist: Was später kommt, wird nicht berücksichtigt.",
    en: "Substantive deadline (Ausschlussfrist): whatever comes later is not considered.",
  },
  met: { de: "Erledigt.", en: "Done." },
  cancelled: { de: "Diese Frist entfällt.", en: "This deadline no longer applies." },
  former: {
    de: "Für diese Frist sind Sie nicht mehr zuständig.",
    en: "You are no longer responsible for this deadline.",
  },
  noticePrevails: {
    de: "Es gilt der Bescheid, nicht dieser Kalender.",
    en: "The grant notice (Bescheid) prevails, not this calendar.",
  },
  callPrevails: {
    de: "Es gilt der Förderaufruf, nicht dieser Kalender.",
    en: "The published call prevails, not this calendar.",
  },
  meetingCancelled: { de: "Die Sitzung fällt aus.", en: "The meeting is cancelled." },
  invitationPrevails: {
    de: "Es gilt die Einladung, nicht dieser Kalender.",
    en: "The invitation prevails, not this calendar.",
  },
} as const satisfies Record<string, Text>;

function titled(label: Text, title: string): Text {
  return { de: `${label.de}: ${title}`, en: `${label.en}: ${title}` };
}

function paragraphs(texts: readonly (Text | false)[]): Text {
  const said = texts.filter((text) => text !== false);
  return { de: said.map(({ de }) => de).join("\n"), en: said.map(({ en }) => en).join("\n") };
}

/** A deadline as an entry of a calendar: its day is the effective one. */
export function deadlineEvent(deadline: DeadlineFacts): CalendarEvent {
  const { id, version, updatedAt, softOn, isFormer = false } = deadline;
  const state = isFormer ? "cancelled" : deadline.state;
  const isOpen = state === "open";
  return {
    kind: "deadline",
    ...{ id, version, updatedAt, state },
    on: deadline.effectiveOn,
    endsAt: deadline.isTimed ? deadline.endsAt : null,
    title: titled(deadlineProfiles[deadline.kind].label, deadline.title),
    // Whoever no longer leads it learns nothing more of it.
    description: isFormer
      ? sentences.former
      : paragraphs([
          state === "cancelled" && sentences.cancelled,
          state === "met" && sentences.met,
          deadline.explanation,
          isOpen && softOn !== null && say(sentences.soft, { day: dayText(softOn) }),
          isOpen && deadline.strictness === "substantive" && sentences.substantive,
          sentences.noticePrevails,
        ]),
    place: null,
  };
}

/** The close of a call as an entry of a calendar. */
export function callEvent(call: CallFacts): CalendarEvent {
  const { id, version, updatedAt } = call;
  return {
    kind: "call",
    ...{ id, version, updatedAt, state: "open" },
    on: call.closesOn,
    endsAt: call.isTimed ? call.closesAt : null,
    title: titled({ de: "Antragsschluss", en: "Call closes" }, call.title),
    description: paragraphs([
      call.strictness === "substantive" && sentences.substantive,
      sentences.callPrevails,
    ]),
    place: null,
  };
}

const meetingStates = { planned: "open", held: "met", cancelled: "cancelled" } as const;

/** A meeting of a committee as an entry of a calendar. */
export function meetingEvent(meeting: MeetingFacts): CalendarEvent {
  const { id, version, updatedAt, place } = meeting;
  return {
    kind: "meeting",
    ...{ id, version, updatedAt, place },
    state: meetingStates[meeting.state],
    on: meeting.takesPlaceOn,
    endsAt: null,
    title: titled({ de: "Sitzung", en: "Meeting" }, meeting.committeeName),
    description: paragraphs([
      meeting.state === "cancelled" && sentences.meetingCancelled,
      sentences.invitationPrevails,
    ]),
  };
}
