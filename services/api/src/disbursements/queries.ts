import type { Transaction } from "@zuwendo/db";
import { DomainError } from "@zuwendo/domain";
import { sql } from "kysely";
import { ofVisibleApplications } from "../applications/queries.ts";
import type { Resource } from "../resource.ts";
import { Disbursement } from "./schema.ts";

export const disbursements: Resource = {
  name: "disbursements",
  table: "disbursements",
  shape: Disbursement,
  filters: ["grantId", "applicationId"],
  ranges: ["paidOn"],
  sorts: ["createdAt"],
  read: "disbursements.read",
  own: (caller) => ofVisibleApplications({ caller, scope: "own" }),
};

export interface PayableGrant {
  readonly id: string;
  readonly applicationId: string;
  readonly fundYearId: string;
  readonly undisbursedCents: number;
  readonly servedOn: string;
  readonly state: string;
}

const payableStates = ["granted", "running", "proof-due", "proof-submitted"];

/** Locks a grant that money can be paid on. Throws `reference-unknown`, `state-forbids`. */
export async function lockGrant(tx: Transaction, grantId: unknown): Promise<PayableGrant> {
  const [grant] = await tx.run<PayableGrant>(sql`
    select g.id, g.application_id, g.fund_year_id, g.amount_cents - g.disbursed_cents as undisbursed_cents, g.served_on, a.state
    from grants g join applications a on a.id = g.application_id
    where g.id = ${grantId} for update of g`);
  if (grant === undefined) throw new DomainError("reference-unknown", { field: "grantId" }, "/grantId");
  if (!payableStates.includes(grant.state)) {
    throw new DomainError("state-forbids", { state: grant.state, needed: payableStates.join(", ") });
  }
  return grant;
}

/** Adds to what a grant has paid out; the table refuses more than was granted. */
export function addDisbursed(tx: Transaction, grantId: string, amountCents: number): void {
  tx.later(sql`
    update grants set disbursed_cents = disbursed_cents + ${amountCents}, version = version + 1, updated_at = now()
    where id = ${grantId}`);
}
