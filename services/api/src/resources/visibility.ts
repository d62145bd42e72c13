import type { Transaction } from "@zuwendo/db";
import { agendaStates, forbidden, scopeOf } from "@zuwendo/domain";
import { type RawBuilder, sql } from "kysely";
import type { Caller } from "../request/caller.ts";
import type { Viewer } from "../request/session.ts";
import type { Resource } from "./resource.ts";

const isOnAgenda = () => sql<boolean>`state in (${sql.join([...agendaStates])})`;

/** Which applications are whose: those of the caller's organisation, as partner too, and under the caller's lead. */
export const applicationVisibility = {
  own: ownedThrough({ organisation: "organisationId", partners: "partnerOrganisationIds", person: "leadId" }),
  ownToChange: ownedThrough({ organisation: "organisationId", person: "leadId" }),
  agenda: isOnAgenda,
};

/** Whether the caller may change an application, as `ownToChange` says of its row. */
export function actsForApplication(
  { roles, organisationId, personId }: Caller,
  row: { readonly organisationId: string; readonly leadId: string },
): boolean {
  const isLimited = scopeOf(roles, "applications.write") === "own";
  return !isLimited || row.organisationId === organisationId || row.leadId === personId;
}

/** Rows of a table with an `application_id` whose application the caller may see. */
export function ofVisibleApplications(
  viewer: Pick<Viewer, "caller" | "scope" | "isWriting">,
): RawBuilder<boolean> {
  const condition = visibility(applicationVisibility, viewer) ?? sql<boolean>`true`;
  return sql<boolean>`application_id in (select id from applications where ${condition})`;
}

/** Rows of a table with an `application_id` whose application has reached a committee. */
export function ofAgendaApplications(): RawBuilder<boolean> {
  return sql<boolean>`application_id in (select id from applications where ${isOnAgenda()})`;
}

/** Refuses to act for another organisation or in another's name: `forbidden`. Only for callers who reach their own rows. */
export async function assertOwn(
  session: Pick<Viewer, "caller" | "scope"> & Transaction,
  body: Readonly<Record<string, unknown>>,
): Promise<void> {
  if (session.scope === "all") return;
  const { organisationId, personId } = session.caller;
  const isForeign = body.organisationId != null && body.organisationId !== organisationId;
  const lead = body.leadId ?? personId;
  const [colleague] =
    lead === personId || organisationId === null
      ? [lead === personId]
      : await session.run(
          sql`select 1 from people where id = ${lead} and organisation_id = ${organisationId}`,
        );
  if (isForeign || !colleague) throw forbidden("applications.check");
}

/** The rows the caller may see, as a condition; undefined when that is every row of the office. */
export function visibility(
  resource: Pick<Resource, "own" | "ownToChange" | "agenda">,
  session: Pick<Viewer, "caller" | "scope" | "isWriting">,
): RawBuilder<boolean> | undefined {
  switch (session.scope) {
    case "all":
      return undefined;
    case "own": {
      const own = (session.isWriting ? resource.ownToChange : undefined) ?? resource.own;
      return own?.(session.caller) ?? sql<boolean>`false`;
    }
    case "agenda":
      return resource.agenda?.() ?? sql<boolean>`false`;
    default:
      return session.scope satisfies never;
  }
}

/** One condition of which one part suffices. */
export function anyOf(ways: readonly RawBuilder<boolean>[]): RawBuilder<boolean> {
  return sql<boolean>`(${sql.join([...ways], sql` or `)})`;
}

/** Rows of the caller's organisation or under the caller's lead. */
export function ownedThrough(columns: { organisation?: string; partners?: string; person?: string }) {
  return (caller: Caller): RawBuilder<boolean> => {
    const ways: RawBuilder<boolean>[] = [];
    if (columns.person !== undefined)
      ways.push(sql<boolean>`${sql.ref(columns.person)} = ${caller.personId}::uuid`);
    if (caller.organisationId !== null) {
      if (columns.organisation !== undefined) {
        ways.push(sql<boolean>`${sql.ref(columns.organisation)} = ${caller.organisationId}::uuid`);
      }
      if (columns.partners !== undefined) {
        ways.push(sql<boolean>`${caller.organisationId}::uuid = any(${sql.ref(columns.partners)})`);
      }
    }
    return ways.length === 0 ? sql<boolean>`false` : anyOf(ways);
  };
}
