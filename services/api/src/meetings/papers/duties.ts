import {
  dayText,
  eventLabels,
  isReceivedLate,
  meetingCancelled,
  meetingWithoutCutOff,
  ruleInForce,
  say,
  type Text,
} from "@zuwendo/domain";
import { closeDeadlines } from "../../deadlines/planning/change.ts";
import { plannedEnd } from "../../deadlines/planning/draft.ts";
import { renameDuties } from "../../deadlines/planning/name-queries.ts";
import { reconcile } from "../../deadlines/planning/reconcile.ts";
import { holdRules, listRules } from "../../deadlines/planning/rule-queries.ts";
import type { Session } from "../../request/session.ts";
import type { ColumnValues, RowOf } from "../../resources/resource.ts";
import { getReferenced, getRow } from "../../resources/rows.ts";
import { meetings } from "../meetings/queries.ts";
import type { Paper } from "./schema.ts";

type PaperRow = RowOf<typeof Paper>;

const kinds = ["paper-cut-off"] as const;

/** Which meeting a paper is for now, as the reason of another day or of none. */
const forMeeting = {
  withCutOff: {
    de: "Die Vorlage ist jetzt für die Sitzung am {on}",
    en: "The paper is now for the meeting on {on}",
  },
  withoutCutOff: {
    de: "Die Vorlage ist jetzt für die Sitzung am {on}, die keinen Vorlagenschluss hat",
    en: "The paper is now for the meeting on {on}, which has no cut-off for papers",
  },
  calledOff: {
    de: "Die Vorlage ist jetzt für die Sitzung am {on}, die ausfällt",
    en: "The paper is now for the meeting on {on}, which is cancelled",
  },
} as const satisfies Record<string, Text>;

const handedIn = { de: "Die Vorlage ist angelegt", en: "The paper has been created" };

export async function planCutOff(session: Session, { id }: PaperRow): Promise<void> {
  await reconcile(session, { type: "papers", id }, kinds, { reason: handedIn });
}

/**
 * Whether a paper that was handed in is late for another meeting, by the cut-off of that one. One that is not going to be held
 * judges nothing.
 */
export async function judgeForMeeting(
  session: Session,
  { id, handedInAt, meetingId }: PaperRow,
  body: { readonly meetingId?: string },
): Promise<ColumnValues<"papers">> {
  if (handedInAt === null || body.meetingId === undefined || body.meetingId === meetingId) return {};
  const meeting = await getReferenced(session, meetings, { meetingId: body.meetingId }, "meetingId", {
    lock: true,
  });
  if (meeting.state !== "planned") return { inTimeUntil: null };
  const set = ruleInForce(
    await listRules(session, { paperId: id, committeeId: meeting.committeeId }, kinds),
    "paper-cut-off",
  );
  const anchor = { label: eventLabels.meeting, on: meeting.takesPlaceOn };
  const planned = set && plannedEnd(session, { ...set, anchor });
  const inTimeUntil = planned === undefined || planned.none ? null : planned.endsAt;
  return { inTimeUntil, isLate: isReceivedLate({ receivedAt: handedInAt, inTimeUntil }, inTimeUntil) };
}

/** Another author or title is who and what the mails name; another meeting moves the cut-off, or ends it. */
export async function followPaper(session: Session, before: PaperRow, paper: PaperRow): Promise<void> {
  const { id, title, authorId: leadId } = paper;
  holdRules(session, "shared");
  if (before.title !== title || before.authorId !== leadId) renameDuties(session, id, { title, leadId });
  if (before.meetingId === paper.meetingId || paper.state !== "draft") return;
  // Its row is held by the paper's reference, so that its day cannot move until the commit.
  const { state, takesPlaceOn, committeeId } = await getRow(session, meetings, paper.meetingId);
  const on = dayText(takesPlaceOn);
  const withoutDay =
    state === "cancelled"
      ? { reason: meetingCancelled, because: say(forMeeting.calledOff, { on }) }
      : { reason: meetingWithoutCutOff, because: say(forMeeting.withoutCutOff, { on }) };
  if (state !== "planned" || takesPlaceOn < session.today) {
    closeDeadlines(session, { subjectId: id, kinds }, "cancelled", withoutDay);
    return;
  }
  renameDuties(session, id, { title, leadId, committeeId });
  const reason = say(forMeeting.withCutOff, { on });
  await reconcile(session, { type: "papers", id }, kinds, { reason, withoutDay });
}
