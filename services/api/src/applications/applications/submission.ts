import { createHash } from "node:crypto";
import {
  assertHappened,
  assertSubmittable,
  DomainError,
  type FinancePlan,
  forbidden,
  localInstant,
  may,
  planTotals,
} from "@zuwendo/domain";
import { closeDeadlines } from "../../deadlines/planning/change.ts";
import { isReceiptLate } from "../../deadlines/planning/cut-offs.ts";
import type { Session } from "../../request/session.ts";
import { type ColumnValues, present } from "../../resources/resource.ts";
import { type ApplicationContext, type ApplicationRow, applications } from "./queries.ts";

/** Sums of a finance plan, as the columns that lists show. */
export function planColumns(plan: FinancePlan) {
  const totals = planTotals(plan);
  return { totalCostCents: totals.costCents, requestedCents: totals.requestedCents };
}

/** When and how late an application comes in that carries no stamp yet. */
function stamp(session: Session, context: ApplicationContext, receivedOn: string | undefined) {
  const { cutOffEndsAt: inTimeUntil } = context;
  const receipt = { ...instantOf(session, receivedOn), inTimeUntil };
  return { ...receipt, isLate: isReceiptLate(session, receipt, inTimeUntil) };
}

function instantOf({ now, caller }: Session, receivedOn: string | undefined) {
  if (receivedOn === undefined) return { receivedAt: now, receivedOn: null };
  // Paper bears a day; noon lies inside of it in every zone, unless it is still morning.
  const noon = localInstant(receivedOn, "12:00", caller.zone);
  return { receivedAt: Date.parse(noon) < Date.parse(now) ? noon : now, receivedOn };
}

/** The day of the stamp on paper that the office enters later; only for the first receipt, and only by the office. */
function assertReceipt(session: Session, row: ApplicationRow, receivedOn: string): void {
  if (!may(session.caller.roles, "applications.check")) {
    throw forbidden("applications.check");
  }
  if (row.receivedAt !== null) throw new DomainError("receipt-stands", {}, "/receivedOn");
  assertHappened(receivedOn, { today: session.today }, "/receivedOn");
  session.audit({
    action: "paper-receipt",
    subjectType: "applications",
    subjectId: row.id,
    changes: { receivedOn, scannedAt: session.now },
  });
}

/**
 * An application is submitted: the plan must balance and keep to the fund's cap; then it gets its receipt stamp,
 * once and for all, and a checksum of what was handed in. Too late is kept and flagged, never refused.
 */
export function submit(
  session: Session,
  row: ApplicationRow,
  { context, receivedOn }: { readonly context: ApplicationContext; readonly receivedOn?: string | undefined },
): ColumnValues<"applications"> {
  if (receivedOn !== undefined) assertReceipt(session, row, receivedOn);
  assertSubmittable(row, context.perProjectMaxCents);
  const kinds = ["application-cut-off", "completion"] as const;
  const metOn = receivedOn === undefined ? {} : { metOn: receivedOn };
  closeDeadlines(session, { applicationId: row.id, kinds }, "met", metOn);
  const text = JSON.stringify(present(applications, row));
  const first = row.receivedAt === null ? stamp(session, context, receivedOn) : {};
  return { ...first, snapshot: text, snapshotSha256: createHash("sha256").update(text).digest("hex") };
}
