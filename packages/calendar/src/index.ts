export { type CalendarInput, calendarText } from "./calendar-text.ts";
export type { CalendarEvent } from "./event.ts";
export {
  type CallFacts,
  callEvent,
  type DeadlineFacts,
  deadlineEvent,
  type MeetingFacts,
  meetingEvent,
} from "./events-of-rows.ts";
export { type Correspondent, type InvitationInput, invitationText } from "./invitation-text.ts";
