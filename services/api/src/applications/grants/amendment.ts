import {
  assertHappened,
  byLanguage,
  type DeadlineEvent,
  DomainError,
  dayText,
  eventLabels,
  movedText,
  payableStates,
  type Text,
} from "@zuwendo/domain";
import type { Static } from "typebox";
import { closeDeadlines, moveAnchor } from "../../deadlines/planning/change.ts";
import { hasDuty, withinBudgetYear } from "../../deadlines/planning/stored-queries.ts";
import type { Session } from "../../request/session.ts";
import type { ColumnValues } from "../../resources/resource.ts";
import { getRow, updateRow } from "../../resources/rows.ts";
import { applications } from "../applications/queries.ts";
import { crossesYearEnd, planInterimProof, yearEndOf } from "./duties.ts";
import { findFirstPayment, type GrantRow, getVoted } from "./queries.ts";
import type { GrantPatch } from "./schema.ts";

/** Days of later steps would lie before the one they follow. */
function assertOrder(day: string, earlier: string, pointer: string): void {
  if (day >= earlier) return;
  const days = byLanguage({ day: dayText(day), earlier: dayText(earlier) });
  throw new DomainError("days-out-of-order", days, pointer);
}

/** The notice follows the vote and comes before the first payment. */
async function assertServed(session: Session, before: GrantRow, servedOn: string): Promise<void> {
  const { votedOn } = await getVoted(session, before.applicationId);
  assertHappened(servedOn, { today: session.today, notBefore: votedOn }, "/servedOn");
  const firstPaidOn = await findFirstPayment(session, before.id);
  if (firstPaidOn !== undefined) assertOrder(firstPaidOn, servedOn, "/servedOn");
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
    throw new DomainError("state-forbids", { state, needed: payableStates.join(", ") });
  }
  const { periodFrom, periodTo, servedOn } = { ...before, ...body };
  assertOrder(periodTo, periodFrom, body.periodTo === undefined ? "/periodFrom" : "/periodTo");
  if (servedOn !== before.servedOn) await assertServed(session, before, servedOn);
  if (periodFrom !== before.periodFrom || periodTo !== before.periodTo) {
    await updateRow(session, applications, application.id, { startsOn: periodFrom, endsOn: periodTo });
  }
  return {};
}

const withinYear: Text = {
  de: "Das Projekt endet jetzt in dem Haushaltsjahr, in dem es beginnt",
  en: "The project now ends in the budget year in which it starts",
};

/** Everything that counts from the days of the notice moves along; an interim proof comes or goes with the year's end. */
export async function followAmendment(session: Session, before: GrantRow, grant: GrantRow): Promise<void> {
  const { id } = grant;
  const days: [DeadlineEvent, string, string][] = [
    ["service-of-notice", before.servedOn, grant.servedOn],
    ["project-start", before.periodFrom, grant.periodFrom],
    ["project-end", before.periodTo, grant.periodTo],
    ["budget-year-end", yearEndOf(before), yearEndOf(grant)],
  ];
  for (const [event, from, on] of days.filter(([, was, is]) => was !== is)) {
    await moveAnchor(session, { id, event, on }, movedText(eventLabels[event], from, on));
  }
  if (crossesYearEnd(before) === crossesYearEnd(grant)) return;
  if (!crossesYearEnd(grant)) {
    const duty = { subjectId: id, kinds: ["interim-proof"] as const };
    closeDeadlines(session, duty, "cancelled", { reason: withinBudgetYear, because: withinYear });
  } else if (!(await hasDuty(session, id, "interim-proof"))) {
    const reason = movedText(eventLabels["project-end"], before.periodTo, grant.periodTo);
    await planInterimProof(session, grant, reason);
  }
}
