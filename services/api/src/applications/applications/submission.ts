import { createHash } from "node:crypto";
import {
  assertBalanced,
  assertHappened,
  byLanguage,
  DomainError,
  type FinancePlan,
  forbidden,
  isLate,
  localInstant,
  may,
  moneyText,
  planTotals,
} from "@zuwendo/domain";
import { closeDeadlines } from "../../deadlines/planning/change.ts";
import type { Session } from "../../request/session.ts";
import { present, type Resource } from "../../resources/resource.ts";
import type { ApplicationContext } from "./queries.ts";

type Row = Record<string, unknown>;

/** Sums of a finance plan, as the columns that lists show. */
export function planColumns(row: Row): Row {
  const totals = planTotals(row as unknown as FinancePlan);
  return { totalCostCents: totals.costCents, requestedCents: totals.requestedCents };
}

/** Refuses more than the fund gives to one project: `amount-over-cap`. */
export function assertUnderCap(requestedCents: number, capCents: number | null): void {
  if (capCents === null || requestedCents <= capCents) return;
  throw new DomainError(
    "amount-over-cap",
    byLanguage({ amount: moneyText(requestedCents), cap: moneyText(capCents) }),
    "/financing",
  );
}

/** When and how late an application comes in that carries no stamp yet. */
function stamp(session: Session, context: ApplicationContext, receivedOn: string | undefined): Row {
  if (receivedOn === undefined) {
    const { cutOffEndsAt } = context;
    return {
      receivedAt: session.now,
      isLate: cutOffEndsAt !== null && isLate(session.now, cutOffEndsAt),
    };
  }
  // Paper bears a day; noon lies inside of it in every zone, unless it is still morning.
  const noon = localInstant(receivedOn, "12:00", session.caller.zone);
  return {
    receivedAt: Date.parse(noon) < Date.parse(session.now) ? noon : session.now,
    isLate: context.cutOffOn !== null && receivedOn > context.cutOffOn,
  };
}

/** The day of the stamp on paper that the office enters later; only for the first receipt, and only by the office. */
function assertReceipt(session: Session, row: Row, receivedOn: string): void {
  if (!may(session.caller.roles, "applications.check")) {
    throw forbidden("applications.check");
  }
  if (row.receivedAt !== null) throw new DomainError("receipt-stands", {}, "/receivedOn");
  assertHappened(receivedOn, { today: session.today }, "/receivedOn");
  session.audit({
    action: "paper-receipt",
    subjectType: "applications",
    subjectId: String(row.id),
    changes: { receivedOn, scannedAt: session.now },
  });
}

/**
 * An application is submitted: the plan must balance and keep to the fund's cap; then it gets its receipt stamp,
 * once and for all, and a checksum of what was handed in. Too late is kept and flagged, never refused.
 */
export function submit(
  session: Session,
  resource: Resource,
  row: Row,
  { context, receivedOn }: { readonly context: ApplicationContext; readonly receivedOn?: string | undefined },
): Row {
  if (receivedOn !== undefined) assertReceipt(session, row, receivedOn);
  assertBalanced(row as unknown as FinancePlan);
  assertUnderCap(Number(row.requestedCents), context.perProjectMaxCents);
  const kinds = ["application-cut-off", "completion"] as const;
  const metOn = receivedOn === undefined ? {} : { metOn: receivedOn };
  closeDeadlines(session, { applicationId: String(row.id), kinds }, "met", metOn);
  const { transitions: _, ...snapshot } = present(resource, row);
  const text = JSON.stringify(snapshot);
  const first = row.receivedAt === null ? stamp(session, context, receivedOn) : {};
  return { ...first, snapshot: text, snapshotSha256: createHash("sha256").update(text).digest("hex") };
}
