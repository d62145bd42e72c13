import type { Query, Transaction } from "@zuwendo/db";
import type { Land, Language, ProcedureAct, Role } from "@zuwendo/domain";
import type { LinkPurpose } from "@zuwendo/links";
import { sql } from "kysely";

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

/**
 * Whom a link is for: the recipient of a reminder or a mail, the person of that id, the lead of an application, and so on;
 * roles past their date are none, and whoever has been erased reads nothing.
 */
export async function findReader(
  tx: Transaction,
  purpose: LinkPurpose,
  id: string,
): Promise<Reader | undefined> {
  const recipients = {
    answer: sql`(select recipient_id from reminders where id = ${id})`,
    unsubscribe: sql`(select recipient_id from mails where id = ${id})`,
    person: sql`${id}::uuid`,
    invitation: sql`(select person_id from invitations where id = ${id})`,
    address: sql`(select person_id from address_changes where id = ${id})`,
    // In the language of whoever leads the application.
    status: sql`(select a.lead_id from status_links l join applications a on a.id = l.application_id where l.id = ${id})`,
  } as const;
  const [reader] = await tx.run<Reader>(sql`
    select p.id, p.name, p.language, p.organisation_id,
      roles_on(p, (now() at time zone o.zone)::date) as roles
    from people p join offices o on o.id = p.office_id where p.id = ${recipients[purpose]} and p.erased_at is null`);
  return reader;
}
