import type { Transaction } from "@zuwendo/db";
import type { Role } from "@zuwendo/domain";
import { sql } from "kysely";

export interface MyRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly rolesUntil: string | null;
  readonly organisationName: string | null;
  readonly officeName: string;
  readonly officeEmail: string | null;
}

/** The caller, with what their office and organisation are called. */
export async function findMe(tx: Transaction, personId: string): Promise<MyRow | undefined> {
  const [row] = await tx.run<MyRow>(sql`
    select p.id, p.name, p.email, p.roles_until, r.name as organisation_name,
      o.name as office_name, o.email as office_email
    from people p cross join offices o left join organisations r on r.id = p.organisation_id
    where p.id = ${personId}`);
  return row;
}

export interface Contact {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** Whom to ask in the office: those who coordinate today, by name. */
export async function listContacts(tx: Transaction, today: string): Promise<Contact[]> {
  const role: Role = "coordinator";
  return tx.run<Contact>(sql`
    select id, name, email from people
    where roles @> array[${role}]::text[] and (roles_until is null or roles_until >= ${today})
    order by name, id limit 20`);
}
