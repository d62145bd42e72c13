import type { Query, Transaction } from "@zuwendo/db";
import type { Land, Language, ProcedureAct, Role } from "@zuwendo/domain";
import type { LinkPurpose } from "@zuwendo/links";
import { type RawBuilder, sql } from "kysely";

/** The office that a link names, with the secret that the link must be signed with. */
export interface LinkedOffice {
  readonly officeId: string;
  readonly name: string;
  readonly short: string;
  readonly zone: string;
  readonly land: Land;
  readonly procedureAct: ProcedureAct;
  readonly sendFrom: string;
  readonly sendWeekdays: number[];
  readonly mailSecret: Buffer;
  readonly enteredAt: string;
}

/** Whom the mail with the link was written to. */
export interface Reader {
  readonly id: string;
  readonly name: string;
  readonly language: Language;
  readonly organisationId: string | null;
  readonly roles: Role[];
}

/**
 * The first statements of a transaction behind a link: no change unless it is to write, then into the office that the link
 * names, under row security like everybody else. Nothing else is read before the signature has been checked.
 */
export function enterByLink(officeId: string, isWriting: boolean): Query[] {
  return [
    { sql: isWriting ? "set transaction read write" : "set transaction read only", parameters: [] },
    { sql: "select set_config('app.office_id', $1, true)", parameters: [officeId] },
    {
      sql: `select id as office_id, name, short, zone, land, procedure_act, send_from, send_weekdays, mail_secret,
          now() as entered_at
        from offices where id = $1`,
      parameters: [officeId],
    },
  ];
}

/** The person that a link is for, and when the mail left that brought it, where one did. */
const bearers: Readonly<Record<LinkPurpose, (id: string) => RawBuilder<unknown>>> = {
  answer: (id) => sql`
    select r.recipient_id as person_id, m.created_at as mailed_at from reminders r
      left join mails m on m.office_id = r.office_id and m.id = r.mail_id where r.id = ${id}`,
  unsubscribe: (id) =>
    sql`select recipient_id as person_id, created_at as mailed_at from mails where id = ${id}`,
  // Mails of earlier versions name the person alone.
  person: (id) => sql`
    select recipient_id as person_id, created_at as mailed_at from mails where id = ${id}
    union all select ${id}::uuid, '-infinity' where not exists (select from mails where id = ${id})`,
  invitation: (id) => sql`select person_id, null::timestamptz as mailed_at from invitations where id = ${id}`,
  address: (id) =>
    sql`select person_id, null::timestamptz as mailed_at from address_changes where id = ${id}`,
  // In the language of whoever leads the application.
  status: (id) => sql`
    select a.lead_id as person_id, null::timestamptz as mailed_at
    from status_links l join applications a on a.id = l.application_id where l.id = ${id}`,
};

/**
 * Whom a link is for; nobody for one that was mailed to an address that is no longer theirs. Who is deactivated neither answers
 * nor reads, who has left reads no page of their own, and whoever has been erased nothing at all.
 */
export async function findReader(
  tx: Transaction,
  purpose: LinkPurpose,
  id: string,
): Promise<Reader | undefined> {
  const today = sql`(now() at time zone o.zone)::date`;
  const isIn = {
    answer: sql`p.deactivated_at is null`,
    person: sql`p.deactivated_at is null and coalesce(p.roles_until >= ${today}, true)`,
    ...{ unsubscribe: sql`true`, invitation: sql`true`, address: sql`true`, status: sql`true` },
  }[purpose];
  const [reader] = await tx.run<Reader>(sql`
    select p.id, p.name, p.language, p.organisation_id, roles_on(p, ${today}) as roles
    from (${bearers[purpose](id)}) bearer
      join people p on p.id = bearer.person_id
      join offices o on o.id = p.office_id
    where p.erased_at is null and ${isIn}
      and (bearer.mailed_at is null or p.email_since is null or bearer.mailed_at >= p.email_since)`);
  return reader;
}
