import { assertReachable, DomainError, type RoleHolder } from "@zuwendo/domain";
import { sql } from "kysely";
import type { Session } from "../request/session.ts";

/** Fields of a body that name a person. */
export type NamedPeople = {
  readonly [Field in "leadId" | "ownerId" | "deputyId" | "askedById" | "authorId" | "to"]?:
    | string
    | null
    | undefined;
};

/**
 * Refuses to name somebody whom the mails about a thing can never reach: `person-without-role`, `person-erased`. Who was named `before`
 * stays; an unknown id is left to the reference itself.
 */
export async function assertNamed(
  session: Session,
  named: NamedPeople,
  before: NamedPeople = {},
): Promise<void> {
  for (const field of ["leadId", "ownerId", "deputyId", "askedById", "authorId", "to"] as const) {
    const id = named[field];
    // Whoever asks has a role, or could not ask.
    if (id == null || id === before[field] || id === session.caller.personId) continue;
    const person = await findUnerased(session, id, `/${field}`);
    if (person !== undefined) assertReachable(person, session.today, field);
  }
}

/**
 * Somebody's roles; undefined for nobody. Refuses whoever has been erased: `person-erased`. An erasure that comes at the same
 * moment waits for this transaction, and then sees what it has named them for.
 */
export async function findUnerased(
  session: Session,
  id: string,
  pointer?: string,
): Promise<RoleHolder | undefined> {
  const [person] = await session.run<RoleHolder & { erasedAt: string | null }>(
    sql`select roles, roles_from, roles_until, deactivated_at, erased_at from people where id = ${id} for key share`,
  );
  if (person !== undefined && person.erasedAt !== null) throw new DomainError("person-erased", {}, pointer);
  return person;
}
