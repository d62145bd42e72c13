import {
  calledOffText,
  eventLabels,
  meetingCancelled,
  meetingStateLabels,
  movedText,
  stateForbids,
  takesPlaceText,
} from "@zuwendo/domain";
import { closeDeadlines, resumeMeeting } from "../../deadlines/planning/change.ts";
import { moveMeeting } from "../../deadlines/planning/cut-offs.ts";
import { judgePapers } from "../../deadlines/planning/receipts.ts";
import { reconcile } from "../../deadlines/planning/reconcile.ts";
import { holdRules } from "../../deadlines/planning/rule-queries.ts";
import { holdPapers, lockAnchored } from "../../deadlines/planning/stored-queries.ts";
import type { Session } from "../../request/session.ts";
import { hasVoted, type MeetingRow } from "./queries.ts";

const planned = { de: "Die Sitzung ist angesetzt", en: "The meeting has been scheduled" };

/** Members are invited in time where their committee has a rule for it; to a meeting of the past, nobody is. */
export async function planInvitation(session: Session, { id }: MeetingRow): Promise<void> {
  await reconcile(session, { type: "meetings", id }, ["meeting-invitation"], { reason: planned });
}

/** What a meeting has decided counts from its day, which therefore stays; one that has voted was held. */
export async function assertMovable(
  session: Session,
  before: MeetingRow,
  body: { readonly takesPlaceOn?: string; readonly state?: string },
): Promise<void> {
  const isMoved = body.takesPlaceOn !== undefined && body.takesPlaceOn !== before.takesPlaceOn;
  const isCalledOff = body.state === "cancelled" && before.state !== "cancelled";
  if (!isMoved && !isCalledOff) return;
  if (!(isMoved && before.state === "held") && !(await hasVoted(session, before.id))) return;
  throw stateForbids(meetingStateLabels, { state: "held", needed: ["planned"] });
}

/** Nobody is invited to a meeting that is not held, and nobody writes for it. Calls close on the day that was published. */
async function endDuties(session: Session, meetingId: string, on: string): Promise<void> {
  const open = await lockAnchored(session, meetingId, "meeting");
  const duties = open.filter(({ kind }) => kind === "meeting-invitation" || kind === "paper-cut-off");
  const ids = duties.map(({ id }) => id);
  closeDeadlines(session, { ids }, "cancelled", {
    reason: meetingCancelled,
    because: calledOffText(eventLabels.meeting, on),
  });
}

/** Moves what counts from the meeting's day and closes what leads up to it, or plans it again, as its state says. */
export async function followMeeting(
  session: Session,
  before: MeetingRow,
  meeting: MeetingRow,
): Promise<void> {
  const { id, takesPlaceOn: on } = meeting;
  const from = before.takesPlaceOn;
  if (from === on && before.state === meeting.state) return;
  // Papers, rules, deadlines: in the order in which a paper's own change takes them.
  holdPapers(session, id);
  holdRules(session, "shared");
  const wasOff = before.state === "cancelled";
  // Where one that is not held would have been concerns nobody, until it is held after all.
  if (meeting.state !== "cancelled" && (wasOff || from !== on)) {
    const { meeting: label } = eventLabels;
    const reason = wasOff ? takesPlaceText(label, on) : movedText(label, from, on);
    await moveMeeting(session, id, { on, reason });
    await judgePapers(session, id);
  }
  switch (meeting.state) {
    case "held":
      if (before.state === "held") return;
      // Whoever held it had invited to it, and when is not known.
      closeDeadlines(session, { subjectId: id, kinds: ["meeting-invitation"] }, "met", { isLate: false });
      return;
    case "cancelled":
      if (!wasOff) await endDuties(session, id, from);
      return;
    default:
      // One that lies in the past asks for nothing, until it is to be held again.
      if (on >= session.today && (before.state !== "planned" || from < session.today)) {
        await resume(session, meeting);
      }
  }
}

async function resume(session: Session, meeting: MeetingRow): Promise<void> {
  const { id, takesPlaceOn: on } = meeting;
  const reason = takesPlaceText(eventLabels.meeting, on);
  await resumeMeeting(session, id, { on, reason });
  // A rule may have changed while there was nothing open for it to decide.
  const scope = { type: "meetings", id } as const;
  await reconcile(session, scope, ["meeting-invitation"], { reason });
  await reconcile(session, scope, ["paper-cut-off"], { reason, isByRule: true });
}
