import { jsonb, type Transaction } from "@zuwendo/db";
import {
  type ApplicationState,
  applicationStateLabels,
  type BaseRate,
  payableStates,
  referenceUnknown,
  stateForbids,
} from "@zuwendo/domain";
import { sql } from "kysely";
import type { Resource, RowOf } from "../../resources/resource.ts";
import { ofVisibleApplications } from "../../resources/visibility.ts";
import { Disbursement } from "./schema.ts";

export type DisbursementRow = RowOf<typeof Disbursement>;

export const disbursements: Resource<typeof Disbursement, "disbursements"> = {
  name: "disbursements",
  one: "a disbursement",
  table: "disbursements",
  shape: Disbursement,
  filters: ["grantId", "applicationId"],
  ranges: ["paidOn"],
  sorts: ["createdAt"],
  read: "disbursements.read",
  own: (caller) => ofVisibleApplications({ caller, scope: "own" }),
};

/** A grant as payments on it are checked. */
export interface PaidGrant {
  readonly id: string;
  readonly applicationId: string;
  readonly fundYearId: string;
  readonly undisbursedCents: number;
  /** The day it left the office or was concluded. */
  readonly issuedOn: string;
  readonly state: ApplicationState;
}

/** Locks a grant, and keeps its application from taking a step. Throws `reference-unknown`. */
export async function lockGrant(tx: Transaction, grantId: string): Promise<PaidGrant> {
  const [grant] = await tx.run<PaidGrant>(sql`
    select g.id, g.application_id, g.fund_year_id, g.amount_cents - g.disbursed_cents as undisbursed_cents,
      coalesce((g.service->>'postedOn')::date, g.served_on) as issued_on, a.state
    from grants g join applications a on a.id = g.application_id
    where g.id = ${grantId} for update of g for key share of a`);
  if (grant === undefined) throw referenceUnknown("grantId");
  return grant;
}

/** Locks a grant that money can be paid on. Throws `reference-unknown`, `state-forbids`. */
export async function lockPayableGrant(tx: Transaction, grantId: string): Promise<PaidGrant> {
  const grant = await lockGrant(tx, grantId);
  if (!payableStates.includes(grant.state)) {
    throw stateForbids(applicationStateLabels, { state: grant.state, needed: payableStates });
  }
  return grant;
}

/** Whether a grant is a contract and no notice. */
export async function isByContract(tx: Transaction, grantId: string): Promise<boolean> {
  const found = await tx.run(sql`select 1 from grants where id = ${grantId} and instrument = 'contract'`);
  return found.length > 0;
}

/** The last day of the window in which a payment was to be spent, whatever became of it; undefined without a window. */
export async function findWindowEnd(tx: Transaction, disbursementId: string): Promise<string | undefined> {
  const [window] = await tx.run<{ effectiveOn: string }>(sql`
    select effective_on from deadlines where subject_id = ${disbursementId} and kind = 'spending-window'
    order by created_at desc, id desc limit 1`);
  return window?.effectiveOn;
}

/** The base rates that the office has recorded. */
export function listBaseRates(tx: Transaction): Promise<BaseRate[]> {
  return tx.run<BaseRate>(sql`select valid_from, rate_bp from base_rates order by valid_from`);
}

/** Asks the office to look at a payment that was spent too late; the same twice is one task. */
export function insertInterestTask(
  tx: Transaction,
  disbursementId: string,
  detail: { readonly windowEndsOn: string; readonly usedOn: string },
): void {
  tx.queue(sql`
    insert into tasks as t (kind, subject_type, subject_id, detail)
    values ('interest-proposal', 'disbursements', ${disbursementId}, ${jsonb(detail)})
    on conflict (office_id, kind, subject_id) where state = 'open' do update
      set detail = excluded.detail, version = t.version + 1, updated_at = now()`);
}

/** Adds to what a grant has paid out; the table refuses more than was granted. */
export function addDisbursed(tx: Transaction, grantId: string, amountCents: number): void {
  tx.queue(sql`
    update grants set disbursed_cents = disbursed_cents + ${amountCents}, version = version + 1, updated_at = now()
    where id = ${grantId}`);
}
