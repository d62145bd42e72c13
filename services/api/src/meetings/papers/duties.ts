import { dayText, meetingCancelled, meetingWithoutCutOff, say, type Text } from "@zuwendo/domain";
import { closeDeadlines } from "../../deadlines/planning/change.ts";
import { renameDuties } from "../../deadlines/planning/name-queries.ts";
import { reconcile } from "../../deadlines/planning/reconcile.ts";
import { holdRules } from "../../deadlines/planning/rule-queries.ts";
import type { Session } from "../../request/session.ts";
import type { RowOf } from "../../resources/resource.ts";
import { getRow } from "../../resources/rows.ts";
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
