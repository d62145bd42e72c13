import {
  applicationStateLabels,
  budgetYearEnd,
  byLanguage,
  type DeadlineEvent,
  type DeadlineKind,
  DomainError,
  dayText,
  eventLabels,
  movedText,
  payableStates,
  stateForbids,
  type Text,
  yearOf,
} from "@zuwendo/domain";
import type { Static } from "typebox";
import { reconcile } from "../../deadlines/planning/reconcile.ts";
import type { Session } from "../../request/session.ts";
import type { ColumnValues } from "../../resources/resource.ts";
import { getRow, updateRow } from "../../resources/rows.ts";
import { applications } from "../applications/queries.ts";
import { findFirstUse, type GrantRow, getVoted } from "./queries.ts";
import type { GrantPatch } from "./schema.ts";
import { readService } from "./service.ts";

/** Days of later steps would lie before the one they follow. */
function assertOrder(day: string, earlier: string, pointer: string): void {
  if (day >= earlier) return;
  const days = byLanguage({ day: dayText(day), earlier: dayText(earlier) });
  throw new DomainError("days-out-of-order", days, pointer);
}

/** The notice follows the vote and leaves the office before money is asked for or paid; returns the day it counts as served on. */
async function amendService(
  session: Session,
  before: GrantRow,
  body: Static<typeof GrantPatch>,
): Promise<ColumnValues<"grants">> {
  if (body.service === undefined && body.servedOn === undefined) return {};
  const { votedOn } = await getVoted(session, before.applicationId);
  const service = body.service === undefined ? before.service : body.service;
  const kept = service === null ? before.servedOn : undefined;
  const given = { instrument: before.instrument, service, servedOn: body.servedOn ?? kept };
  const { servedOn, issuedOn } = readService(session, given, votedOn);
  const firstUseOn = await findFirstUse(session, before.id);
  if (firstUseOn !== null) {
    assertOrder(firstUseOn, issuedOn, service === null ? "/servedOn" : "/service/postedOn");
  }
  return { servedOn };
}

/** An amendment of a grant that still runs; its application takes over the period, as its steps look at it. */
export async function prepareAmendment(
  session: Session,
  before: GrantRow,
  body: Static<typeof GrantPatch>,
): Promise<ColumnValues<"grants">> {
  const application = await getRow(session, applications, before.applicationId, { lock: true });
  const { state } = application;
  if (!payableStates.includes(state)) {
    throw stateForbids(applicationStateLabels, { state, needed: payableStates });
  }
  const { periodFrom, periodTo } = { ...before, ...body };
  assertOrder(periodTo, periodFrom, body.periodTo === undefined ? "/periodFrom" : "/periodTo");
  const service = await amendService(session, before, body);
  if (periodFrom !== before.periodFrom || periodTo !== before.periodTo) {
    await updateRow(session, applications, application.id, { startsOn: periodFrom, endsOn: periodTo });
  }
  return service;
}

/** The duties that a notice brings with it, and those that follow from its days. */
export const grantDuties: readonly DeadlineKind[] = [
  "objection",
  "granting-period-end",
  "drawdown-request",
  "proof-of-use",
  "interim-proof",
];

/** Everything that counts from the days of the notice moves along; an interim proof comes or goes with the year's end. */
export async function followAmendment(session: Session, before: GrantRow, grant: GrantRow): Promise<void> {
  const days: Partial<Record<DeadlineEvent, Text>> = {
    "service-of-notice": movedText(eventLabels["service-of-notice"], before.servedOn, grant.servedOn),
    "project-start": movedText(eventLabels["project-start"], before.periodFrom, grant.periodFrom),
    "budget-year-end": movedText(
      eventLabels["budget-year-end"],
      budgetYearEnd(yearOf(before.periodFrom)),
      budgetYearEnd(yearOf(grant.periodFrom)),
    ),
  };
  const projectEnd = movedText(eventLabels["project-end"], before.periodTo, grant.periodTo);
  await reconcile(session, { type: "applications", id: grant.applicationId }, grantDuties, {
    reason: (event) => (event && days[event]) ?? projectEnd,
  });
}
