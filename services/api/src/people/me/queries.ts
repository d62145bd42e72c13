import type { Transaction } from "@zuwendo/db";
import type { Language, Role } from "@zuwendo/domain";
import { sql } from "kysely";

export interface MyRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly language: Language;
  readonly rolesFrom: string | null;
  readonly rolesUntil: string | null;
  readonly version: number;
  readonly organisationName: string | null;
  readonly officeName: string;
  readonly officeEmail: string | null;
}

/** The caller, with what their office and organisation are called. */
export async function findMe(tx: Transaction, personId: string): Promise<MyRow | undefined> {
  const [row] = await tx.run<MyRow>(sql`
    select p.id, p.name, p.email, p.language, p.roles_from, p.roles_until, p.version, r.name as organisation_name,
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
    select id, name, email from people p where roles_on(p, ${today}) @> array[${role}]::text[]
    order by name, id limit 20`);
}

/** Keeps the language somebody wants, and raises their version. */
export function saveLanguage(tx: Transaction, personId: string, language: Language): void {
  tx.queue(sql`
    update people set language = ${language}, version = version + 1, updated_at = now() where id = ${personId}`);
}

/** The version of a person, whom nobody else changes until this transaction is over. */
export async function lockVersion(tx: Transaction, personId: string): Promise<number | undefined> {
  const [row] = await tx.run<{ version: number }>(
    sql`select version from people where id = ${personId} for update`,
  );
  return row?.version;
}
