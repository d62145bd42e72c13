import { DomainError, editableStates, isLate } from "@zuwendo/domain";
import { cutOffPlan, replanApplications } from "../../deadlines/planning/cut-offs.ts";
import { plannedEnd } from "../../deadlines/planning/draft.ts";
import { recomputeGoverned } from "../../deadlines/planning/recompute.ts";
import { holdRules } from "../../deadlines/planning/rule-queries.ts";
import type { Session } from "../../request/session.ts";
import { getOrigin, moveDeadlinesToProgramme } from "./queries.ts";
import { assertUnderCap } from "./submission.ts";

type Row = Record<string, unknown>;

const movedToCall = {
  de: "Der Antrag wurde in eine andere Antragsrunde verlegt",
  en: "The application was moved to another round",
};

/** States in which the office may still move an application to another round. */
const movable: readonly string[] = [...editableStates, "submitted"];

/**
 * The columns of an application that the office moves to another call. What has been received keeps its stamp, and its
 * lateness is reckoned anew against the other call's cut-off.
 */
export async function moveToCall(session: Session, before: Row, body: Row): Promise<Row> {
  const state = String(before.state);
  if (!movable.includes(state)) throw new DomainError("state-forbids", { state, needed: movable.join(", ") });
  const origin = await getOrigin(session, String(before.ideaId), String(body.callId));
  if (before.receivedAt !== null) assertUnderCap(Number(before.requestedCents), origin.perProjectMaxCents);
  const columns = {
    programmeId: origin.programmeId,
    fundId: origin.fundId,
    ...(body.meetingId === undefined ? { meetingId: origin.meetingId } : {}),
  };
  if (before.receivedAt === null) return columns;
  const startsOn = String(body.startsOn ?? before.startsOn);
  const { id, title, leadId } = before as { id: string; title: string; leadId: string };
  const plan = cutOffPlan(origin, { id, title, leadId, startsOn });
  const planned = plan && plannedEnd(session, plan);
  const isPast = planned !== undefined && !planned.none && isLate(String(before.receivedAt), planned.endsAt);
  return { ...columns, isLate: isPast };
}

/** After the move, its deadlines follow the rules of the other round. */
export async function followCall(session: Session, before: Row, row: Row): Promise<void> {
  if (before.callId === row.callId) return;
  holdRules(session, "shared");
  const id = String(row.id);
  moveDeadlinesToProgramme(session, id, row.programmeId);
  await replanApplications(session, { applicationId: id }, movedToCall);
  const kinds = ["formal-check", "completion"] as const;
  await recomputeGoverned(session, { type: "applications", id }, kinds, movedToCall);
  session.audit({
    action: "move-to-call",
    subjectType: "applications",
    subjectId: id,
    version: Number(row.version),
    changes: {
      from: before.callId,
      to: row.callId,
      receivedAt: row.receivedAt,
      wasLate: before.isLate,
      isLate: row.isLate,
    },
  });
}
