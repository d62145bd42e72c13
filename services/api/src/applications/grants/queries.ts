import type { Transaction } from "@zuwendo/db";
import { applicationStateLabels, type FinancingType, stateForbids } from "@zuwendo/domain";
import { sql } from "kysely";
import type { Resource, RowOf } from "../../resources/resource.ts";
import { ofVisibleApplications } from "../../resources/visibility.ts";
import { Grant } from "./schema.ts";

export type GrantRow = RowOf<typeof Grant>;

export const grants: Resource<typeof Grant, "grants"> = {
  name: "grants",
  one: "a grant",
  table: "grants",
  shape: Grant,
  filters: ["applicationId", "fundYearId", "instrument"],
  ranges: ["servedOn", "periodTo"],
  sorts: ["createdAt"],
  read: "grants.read",
  own: (caller) => ofVisibleApplications({ caller, scope: "own" }),
};

/** The first day on which money of a grant was asked for or paid; null before. */
export async function findFirstUse(tx: Transaction, grantId: string): Promise<string | null> {
  const [first] = await tx.run<{ on: string | null }>(sql`
    select least(
      (select min(paid_on) from disbursements where grant_id = ${grantId}),
      (select min(requested_on) from payment_requests where grant_id = ${grantId})) as "on"`);
  return first?.on ?? null;
}

/** What the committee voted last, and the programme's terms. Throws `state-forbids` without a vote. */
export async function getVoted(tx: Transaction, applicationId: string) {
  const [row] = await tx.run<{
    amountCents: number;
    votedOn: string;
    financingType: FinancingType;
  }>(sql`
    select v.amount_cents, v.voted_on, p.financing_type
    from applications a join programmes p on p.id = a.programme_id join votes v on v.application_id = a.id
    where a.id = ${applicationId} order by v.created_at desc limit 1`);
  if (row === undefined)
    throw stateForbids(applicationStateLabels, { state: "formally-checked", needed: ["recommended"] });
  return row;
}
