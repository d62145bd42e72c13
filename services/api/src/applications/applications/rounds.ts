import { applicationStateLabels, assertUnderCap, assignableStates, stateForbids } from "@zuwendo/domain";
import { assertDecides } from "../../deadlines/planning/cut-off-queries.ts";
import { cutOffEnd, isReceiptLate, replanApplications } from "../../deadlines/planning/cut-offs.ts";
import { reconcile } from "../../deadlines/planning/reconcile.ts";
import { holdRules } from "../../deadlines/planning/rule-queries.ts";
import type { Session } from "../../request/session.ts";
import type { ColumnValues } from "../../resources/resource.ts";
import { type ApplicationRow, findContext, getOrigin, moveDeadlinesToProgramme } from "./queries.ts";

const movedToCall = {
  de: "Der Antrag wurde in eine andere Antragsrunde verlegt",
  en: "The application was moved to another round",
};

/**
 * The columns of an application that the office moves to another call. What has been received keeps its stamp, and its
 * lateness is reckoned anew against the other call's cut-off.
 */
export async function moveToCall(
  session: Session,
  before: ApplicationRow,
  body: { readonly callId: string; readonly meetingId?: string | null; readonly startsOn?: string },
): Promise<ColumnValues<"applications">> {
  const { state } = before;
  if (!assignableStates.callId.includes(state))
    throw stateForbids(applicationStateLabels, { state, needed: assignableStates.callId });
  const origin = await getOrigin(session, before.ideaId, body.callId);
  if (before.receivedAt !== null)
    assertUnderCap(before.requestedCents, origin.perProjectMaxCents, "/financing");
  const columns = {
    programmeId: origin.programmeId,
    fundId: origin.fundId,
    ...(body.meetingId === undefined ? { meetingId: origin.meetingId } : {}),
  };
  await assertDecides(session, { fundId: origin.fundId, meetingId: body.meetingId });
  if (before.receivedAt === null) return columns;
  const endsAt = cutOffEnd(session, origin, { ...before, startsOn: body.startsOn ?? before.startsOn });
  const { receivedAt, receivedOn } = await findContext(session, before.id);
  const isLate = isReceiptLate(session, { receivedAt, receivedOn, inTimeUntil: null }, endsAt);
  return { ...columns, isLate, inTimeUntil: endsAt };
}

/** Whether an application is late that starts on another day, where its cut-off counts from its start. */
export async function judgeStart(
  session: Session,
  before: ApplicationRow,
  startsOn: string,
): Promise<ColumnValues<"applications">> {
  const context = await findContext(session, before.id);
  const endsAt = cutOffEnd(session, context, { ...before, startsOn });
  return { isLate: isReceiptLate(session, context, endsAt) };
}

/** After the move, its deadlines follow the rules of the other round. */
export async function followCall(
  session: Session,
  before: ApplicationRow,
  row: ApplicationRow,
): Promise<void> {
  if (before.callId === row.callId) return;
  holdRules(session, "shared");
  const { id } = row;
  moveDeadlinesToProgramme(session, id, row.programmeId);
  await replanApplications(session, { applicationId: id }, movedToCall);
  const kinds = ["formal-check", "fast-lane-answer", "completion"] as const;
  await reconcile(session, { type: "applications", id }, kinds, { reason: movedToCall });
  session.audit({
    action: "move-to-call",
    subjectType: "applications",
    subjectId: id,
    version: row.version,
    changes: {
      from: before.callId,
      to: row.callId,
      receivedAt: row.receivedAt,
      wasLate: before.isLate,
      isLate: row.isLate,
    },
  });
}
