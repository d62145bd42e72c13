import { createHash } from "node:crypto";
import {
  assertBalanced,
  byLanguage,
  DomainError,
  type FinancePlan,
  isLate,
  moneyText,
  planTotals,
} from "@zuwendo/domain";
import { closeDeadlines } from "../deadlines/planning.ts";
import { present, type Resource } from "../resource.ts";
import type { Session } from "../session.ts";
import type { Circumstances } from "./queries.ts";

type Row = Record<string, unknown>;

/** Sums of a finance plan, as the columns that lists show. */
export function planColumns(row: Row): Row {
  const totals = planTotals(row as unknown as FinancePlan);
  return { totalCostCents: totals.costCents, requestedCents: totals.requestedCents };
}

function assertUnderCap(requestedCents: number, capCents: number | null): void {
  if (capCents === null || requestedCents <= capCents) return;
  throw new DomainError(
    "amount-over-cap",
    byLanguage({ amount: moneyText(requestedCents), cap: moneyText(capCents) }),
    "/financing",
  );
}

/**
 * An application is submitted: the plan must balance and keep to the fund's cap; then it gets its receipt stamp,
 * once and for all, and a checksum of what was handed in. Too late is kept and flagged, never refused.
 */
export function submit(session: Session, resource: Resource, row: Row, around: Circumstances): Row {
  assertBalanced(row as unknown as FinancePlan);
  assertUnderCap(Number(row.requestedCents), around.perProjectMaxCents);
  const kinds = ["application-cut-off", "completion"] as const;
  closeDeadlines(session, { applicationId: String(row.id), kinds }, "met");
  const { transitions: _, ...snapshot } = present(resource, row);
  const text = JSON.stringify(snapshot);
  const first =
    row.receivedAt === null
      ? {
          receivedAt: session.now,
          isLate: around.cutOffEndsAt !== null && isLate(session.now, around.cutOffEndsAt),
        }
      : {};
  return { ...first, snapshot: text, snapshotSha256: createHash("sha256").update(text).digest("hex") };
}
