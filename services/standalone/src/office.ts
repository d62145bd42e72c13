import { type Land, localDay, type ProcedureAct, procedureActOf, type Role, roles } from "@zuwendo/domain";
import { v7 as newId } from "uuid";
import { mintToken } from "../../api/src/request/caller.ts";
import type { Client } from "./database.ts";

interface PersonDraft {
  readonly name: string;
  readonly email: string;
  readonly language: "de" | "en";
  readonly role: Role;
}

export interface OfficeDraft {
  readonly name: string;
  /** Prefix of readable numbers. */
  readonly short: string;
  readonly land: Land;
  /** That its notices rest on; the Land's unless given. */
  readonly procedureAct?: ProcedureAct | undefined;
  readonly language: "de" | "en";
  readonly isExample: boolean;
  readonly people: readonly PersonDraft[];
}

export interface Office {
  readonly id: string;
  readonly name: string;
  readonly isExample: boolean;
  /** The day it was created, in its zone. */
  readonly createdOn: string;
  readonly people: readonly OfficePerson[];
}

interface OfficePerson {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** The secret itself, which the database does not hold. */
  readonly token: string;
}

/** The id or the token of the person of each role; of an office that has one of each. */
export function perRole(office: Office, what: "id" | "token"): Record<Role, string> {
  const of = (role: Role) => office.people.find((person) => person.role === role)?.[what] ?? "";
  return Object.fromEntries(roles.map((role) => [role, of(role)])) as Record<Role, string>;
}

const zone = "Europe/Berlin";

/**
 * Stores an office and its people with a token each that is valid for a year. Runs as the owner inside a
 * transaction.
 */
export async function insertOffice(owner: Client, draft: OfficeDraft): Promise<Office> {
  const { name, short, land, procedureAct = procedureActOf(land), language, isExample } = draft;
  const id = newId();
  await owner.query("select set_config('app.office_id', $1, true)", [id]);
  await owner.query(
    `insert into offices (id, name, short, zone, land, procedure_act, language, is_example)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, name, short, zone, land, procedureAct, language, isExample],
  );
  const people: OfficePerson[] = [];
  for (const person of draft.people) people.push(await insertPerson(owner, id, person));
  return { id, name, isExample, createdOn: localDay(new Date(), zone), people };
}

/** A new token for a person of the office that was entered. */
export async function insertToken(owner: Client, officeId: string, personId: string): Promise<string> {
  const { token, hash } = mintToken(officeId);
  await owner.query(
    "insert into tokens (person_id, name, hash, expires_at) values ($1, 'first start', $2, now() + interval '1 year')",
    [personId, hash],
  );
  return token;
}

async function insertPerson(
  owner: Client,
  officeId: string,
  { name, email, language, role }: PersonDraft,
): Promise<OfficePerson> {
  const id = newId();
  await owner.query("insert into people (id, name, email, language, roles) values ($1, $2, $3, $4, $5)", [
    id,
    name,
    email,
    language,
    [role],
  ]);
  return { id, name, role, token: await insertToken(owner, officeId, id) };
}
