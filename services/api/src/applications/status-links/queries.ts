import type { Transaction } from "@zuwendo/db";
import type { ApplicationState, VoteOutcome } from "@zuwendo/domain";
import { sql } from "kysely";
import type { Resource } from "../../resources/resource.ts";
import { ofVisibleApplications } from "../../resources/visibility.ts";
import { StatusLink } from "./schema.ts";

export const statusLinks: Resource<typeof StatusLink, "statusLinks"> = {
  name: "status-links",
  one: "a status link",
  table: "statusLinks",
  shape: StatusLink,
  filters: ["applicationId", "personId", "isRevoked"],
  sorts: ["createdAt"],
  read: "status-links.read",
  own: (caller) => ofVisibleApplications({ caller, scope: "own", isWriting: true }),
};

/** How many links of an application are in use. */
export async function countLinksInUse(tx: Transaction, applicationId: string): Promise<number> {
  const [row] = await tx.run<{ count: number }>(sql`
    select count(*)::int as count from status_links where application_id = ${applicationId} and revoked_at is null`);
  return row?.count ?? 0;
}

/** What the links of an office are signed with. */
export async function getLinkSecret(tx: Transaction, officeId: string): Promise<Buffer> {
  const [row] = await tx.run<{ mailSecret: Buffer }>(
    sql`select mail_secret from offices where id = ${officeId}`,
  );
  if (row === undefined) throw new Error("every office has a secret");
  return row.mailSecret;
}

/** A link that somebody has followed. */
export interface FollowedLink {
  readonly applicationId: string;
  readonly isRevoked: boolean;
  readonly officeEmail: string | null;
}

export async function findLink(tx: Transaction, id: string): Promise<FollowedLink | undefined> {
  const [row] = await tx.run<FollowedLink>(sql`
    select l.application_id, l.is_revoked, o.email as office_email
    from status_links l join offices o on o.id = l.office_id where l.id = ${id}`);
  return row;
}

/** Something that has happened to an application; a payment and a grant have an amount. */
export type PastStep = { readonly at: string } & (
  | { readonly kind: "state"; readonly what: ApplicationState; readonly on: null; readonly amountCents: null }
  | { readonly kind: "vote"; readonly what: VoteOutcome; readonly on: string; readonly amountCents: null }
  | {
      readonly kind: "grant" | "payment";
      readonly what: null;
      readonly on: string | null;
      readonly amountCents: number;
    }
);

const mostSteps = 50;

/** The last steps of an application, newest first. Votes and grants are told by themselves, not as a change of state. */
export function listPastSteps(tx: Transaction, applicationId: string): Promise<PastStep[]> {
  return tx.run<PastStep>(sql`
    select * from (
      select l.at, 'state' as kind, l.changes->>'to' as what, null::date as on, null::bigint as amount_cents from audit_log l
        where l.subject_type = 'applications' and l.subject_id = ${applicationId} and l.action like 'to:%'
      union all
      select created_at, 'vote', outcome, voted_on, null from votes where application_id = ${applicationId}
      union all
      select created_at, 'grant', null, null, amount_cents from grants where application_id = ${applicationId}
      union all
      select created_at, 'payment', null, paid_on, amount_cents from disbursements where application_id = ${applicationId}
    ) steps order by coalesce(steps.on, steps.at::date) desc, steps.at desc limit ${mostSteps}`);
}
