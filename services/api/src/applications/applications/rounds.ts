import {
  applicationStateLabels,
  assertUnderCap,
  assignableStates,
  isLate,
  stateForbids,
} from "@zuwendo/domain";
import { assertDecides } from "../../deadlines/planning/cut-off-queries.ts";
import { cutOffPlan, replanApplications } from "../../deadlines/planning/cut-offs.ts";
import { plannedEnd } from "../../deadlines/planning/draft.ts";
import { reconcile } from "../../deadlines/planning/reconcile.ts";
import { holdRules } from "../../deadlines/planning/rule-queries.ts";
import type { Session } from "../../request/session.ts";
import type { ColumnValues } from "../../resources/resource.ts";
import { type ApplicationRow, getOrigin, moveDeadlinesToProgramme } from "./queries.ts";

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
  const startsOn = body.startsOn ?? before.startsOn;
  const plan = cutOffPlan(origin, { ...before, startsOn });
  const planned = plan && plannedEnd(session, plan);
  const isPast = planned !== undefined && !planned.none && isLate(before.receivedAt, planned.endsAt);
  return { ...columns, isLate: isPast };
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
  const kinds = ["formal-check", "completion"] as const;
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
