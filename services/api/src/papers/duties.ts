import { calledOffText, eventLabels, movedText, type Text } from "@zuwendo/domain";
import { closeDeadlines, planAgain, replanDeadlines } from "../deadlines/changing.ts";
import { listDutyPlans } from "../deadlines/duties.ts";
import { renameDuties } from "../deadlines/name-queries.ts";
import { type DeadlinePlan, planDeadlines } from "../deadlines/planning.ts";
import { lockOpen, meetingCancelled, meetingWithoutCutOff } from "../deadlines/stored-queries.ts";
import { meetings } from "../meetings/queries.ts";
import { getRow } from "../rows.ts";
import type { Session } from "../session.ts";

type Row = Record<string, unknown>;

const kinds = ["paper-cut-off"] as const;

const withoutCutOff: Text = {
  de: "Die Vorlage ist jetzt für eine Sitzung ohne Vorlagenschluss",
  en: "The paper is now for a meeting without a cut-off for papers",
};

/** The meeting of a paper. Its row is held by the paper's reference, so that its day cannot move until the commit. */
function getMeeting(session: Session, paper: Row): Promise<Row> {
  return getRow(session, meetings, String(paper.meetingId));
}

/** The cut-off by the rule of the paper or its committee; none for a meeting that is over or will not be. */
async function planOf(session: Session, paper: Row, meeting: Row): Promise<DeadlinePlan | undefined> {
  const on = String(meeting.takesPlaceOn);
  if (meeting.state !== "planned" || on < session.today) return undefined;
  const [paperId, committeeId] = [String(paper.id), String(meeting.committeeId)];
  const [plan] = await listDutyPlans(session, kinds, {
    context: { paperId, committeeId },
    events: { meeting: { type: "meetings", id: String(meeting.id), on } },
    about: {
      ...{ subjectType: "papers", subjectId: paperId, applicationId: null, programmeId: null, committeeId },
      ...{ title: String(paper.title), leadId: String(paper.authorId) },
    },
  });
  return plan;
}

export async function planCutOff(session: Session, paper: Row): Promise<void> {
  const plan = await planOf(session, paper, await getMeeting(session, paper));
  if (plan !== undefined) await planDeadlines(session, [plan]);
}

/** Another author or title is who and what the mails name; another meeting moves the cut-off, or ends it. */
export async function followPaper(session: Session, before: Row, paper: Row): Promise<void> {
  const id = String(paper.id);
  const [title, leadId] = [String(paper.title), String(paper.authorId)];
  if (before.title !== title || before.authorId !== leadId) renameDuties(session, id, { title, leadId });
  if (before.meetingId === paper.meetingId || paper.state !== "draft") return;
  const meeting = await getMeeting(session, paper);
  const plan = await planOf(session, paper, meeting);
  const [stored] = await lockOpen(session, { subjectId: id, kinds });
  if (plan === undefined) {
    const options =
      meeting.state === "cancelled"
        ? {
            reason: meetingCancelled,
            because: calledOffText(eventLabels.meeting, String(meeting.takesPlaceOn)),
          }
        : { reason: meetingWithoutCutOff, because: withoutCutOff };
    closeDeadlines(session, { subjectId: id, kinds }, "cancelled", options);
    return;
  }
  const from = String((await getMeeting(session, before)).takesPlaceOn);
  const reason = movedText(eventLabels.meeting, from, String(meeting.takesPlaceOn));
  if (stored === undefined) {
    await planAgain(session, [plan], reason);
  } else {
    renameDuties(session, id, { title, leadId, committeeId: String(meeting.committeeId) });
    await replanDeadlines(session, [{ stored, plan }], reason);
  }
}
