import { dayText, isOpenEnded, say, type Text } from "@zuwendo/domain";
import { closeDeadlines, planAgain, replanDeadlines } from "../../deadlines/planning/change.ts";
import { type DeadlineDraft, writeDeadlines } from "../../deadlines/planning/draft.ts";
import { listDutyPlans } from "../../deadlines/planning/duties.ts";
import { renameDuties } from "../../deadlines/planning/name-queries.ts";
import { holdRules } from "../../deadlines/planning/rule-queries.ts";
import { lockOpen, meetingCancelled, meetingWithoutCutOff } from "../../deadlines/planning/stored-queries.ts";
import type { Session } from "../../request/session.ts";
import type { RowOf } from "../../resources/resource.ts";
import { getRow } from "../../resources/rows.ts";
import { type MeetingRow, meetings } from "../meetings/queries.ts";
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

/** The meeting of a paper. Its row is held by the paper's reference, so that its day cannot move until the commit. */
function getMeeting(session: Session, paper: PaperRow): Promise<MeetingRow> {
  return getRow(session, meetings, paper.meetingId);
}

/** The cut-off by the rule of the paper or its committee; none for a meeting that is over or will not be. */
async function planOf(
  session: Session,
  paper: PaperRow,
  meeting: MeetingRow,
): Promise<DeadlineDraft | undefined> {
  const { takesPlaceOn: on, committeeId } = meeting;
  if (meeting.state !== "planned" || on < session.today) return undefined;
  const paperId = paper.id;
  const [plan] = await listDutyPlans(session, kinds, {
    owners: { paperId, committeeId },
    events: { meeting: { type: "meetings", id: meeting.id, on } },
    about: {
      ...{ subjectType: "papers", subjectId: paperId, applicationId: null, programmeId: null, committeeId },
      ...{ title: paper.title, leadId: paper.authorId },
    },
  });
  return plan;
}

export async function planCutOff(session: Session, paper: PaperRow): Promise<void> {
  const plan = await planOf(session, paper, await getMeeting(session, paper));
  if (plan !== undefined) await writeDeadlines(session, [plan]);
}

/** Another author or title is who and what the mails name; another meeting moves the cut-off, or ends it. */
export async function followPaper(session: Session, before: PaperRow, paper: PaperRow): Promise<void> {
  const { id, title, authorId: leadId } = paper;
  holdRules(session, "shared");
  if (before.title !== title || before.authorId !== leadId) renameDuties(session, id, { title, leadId });
  if (before.meetingId === paper.meetingId || paper.state !== "draft") return;
  const meeting = await getMeeting(session, paper);
  const on = dayText(meeting.takesPlaceOn);
  const plan = await planOf(session, paper, meeting);
  const [stored] = await lockOpen(session, { subjectId: id, kinds });
  if (plan === undefined || isOpenEnded(plan.rule)) {
    const [reason, words] =
      meeting.state === "cancelled"
        ? [meetingCancelled, forMeeting.calledOff]
        : [meetingWithoutCutOff, forMeeting.withoutCutOff];
    closeDeadlines(session, { subjectId: id, kinds }, "cancelled", { reason, because: say(words, { on }) });
    return;
  }
  const reason = say(forMeeting.withCutOff, { on });
  if (stored === undefined) {
    await planAgain(session, [plan], reason);
  } else {
    renameDuties(session, id, { title, leadId, committeeId: meeting.committeeId });
    await replanDeadlines(session, [{ stored, plan }], reason);
  }
}
