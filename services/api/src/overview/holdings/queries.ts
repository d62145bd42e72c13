import type { Transaction } from "@zuwendo/db";
import { may, openApplicationStates, openIdeaStates, scopeOf } from "@zuwendo/domain";
import { type RawBuilder, sql } from "kysely";
import { applications } from "../../applications/applications/queries.ts";
import { calendarFeeds } from "../../deadlines/calendar-feeds/queries.ts";
import { deadlines } from "../../deadlines/deadlines/queries.ts";
import { ideas } from "../../ideas/ideas/queries.ts";
import { tasks } from "../../office/tasks/queries.ts";
import { tokens } from "../../office/tokens/queries.ts";
import { people } from "../../people/people/queries.ts";
import type { Session } from "../../request/session.ts";
import type { Resource } from "../../resources/resource.ts";
import { visibility } from "../../resources/visibility.ts";

/** Something a person can hold: the list it is in, and which of its rows are theirs. */
interface Holding {
  readonly name: string;
  readonly resource: Pick<Resource, "name" | "table" | "read" | "own" | "agenda">;
  readonly isTheirs: RawBuilder<unknown>;
  /** The filter of the list that says the same. */
  readonly filter: string;
}

function holdingsOf(id: string): readonly Holding[] {
  return [
    {
      name: "applications",
      resource: applications,
      isTheirs: sql`lead_id = ${id} and state in (${sql.join([...openApplicationStates])})`,
      filter: `leadId=${id}&state=${openApplicationStates.join(",")}`,
    },
    {
      name: "ideas",
      resource: ideas,
      isTheirs: sql`lead_id = ${id} and state in (${sql.join([...openIdeaStates])})`,
      filter: `leadId=${id}&state=${openIdeaStates.join(",")}`,
    },
    {
      name: "deadlinesLed",
      resource: deadlines,
      isTheirs: sql`lead_id = ${id} and state = 'open'`,
      filter: `leadId=${id}&state=open`,
    },
    {
      name: "deadlinesOwned",
      resource: deadlines,
      isTheirs: sql`owner_id = ${id} and state = 'open'`,
      filter: `ownerId=${id}&state=open`,
    },
    {
      name: "tasksFor",
      resource: tasks,
      isTheirs: sql`person_id = ${id} and state = 'open'`,
      filter: `personId=${id}&state=open`,
    },
    {
      name: "tasksAbout",
      resource: tasks,
      isTheirs: sql`subject_id = ${id} and state = 'open'`,
      filter: `subjectId=${id}&state=open`,
    },
    {
      name: "calendarFeeds",
      resource: calendarFeeds,
      isTheirs: sql`person_id = ${id} and not is_revoked`,
      filter: `personId=${id}&isRevoked=false`,
    },
    {
      name: "tokens",
      resource: tokens,
      isTheirs: sql`person_id = ${id} and not is_revoked`,
      filter: `personId=${id}&isRevoked=false`,
    },
    {
      name: "deputyFor",
      resource: people,
      isTheirs: sql`id in (select person_id from preferences where deputy_id = ${id})`,
      filter: `deputyId=${id}`,
    },
  ];
}

async function countEach(
  tx: Transaction,
  holdings: readonly (Holding & { readonly isSeen?: RawBuilder<unknown> })[],
): Promise<ReadonlyMap<string, number>> {
  const counts = holdings.map(
    ({ name, resource, isTheirs, isSeen = sql`true` }) => sql`
      select ${name}::text as name, count(*)::int as count from ${sql.table(resource.table)} where ${isTheirs} and ${isSeen}`,
  );
  const found = await tx.run<{ name: string; count: number }>(sql`${sql.join(counts, sql` union all `)}`);
  return new Map(found.map(({ name, count }) => [name, count]));
}

/** How many of each somebody holds, whatever of it the caller's roles show. */
export async function countAllHoldings(
  tx: Transaction,
  id: string,
): Promise<Readonly<Record<string, number>>> {
  return Object.fromEntries(await countEach(tx, holdingsOf(id)));
}

/** A holding as the caller is shown it: null for a list that they may not read. */
interface Shown extends Holding {
  readonly isSeen: RawBuilder<unknown>;
  readonly href: string | null;
}

/**
 * How many of each somebody holds, with the address of their list. Lists that would not show all of them are left out or, for
 * whoever may hand everything over, counted without an address.
 */
export async function countHoldings(
  session: Session,
  id: string,
): Promise<Readonly<Record<string, { count: number; href: string | null }>>> {
  const { caller } = session;
  const mayHandOver = may(caller.roles, "people.write");
  const shown = holdingsOf(id).flatMap((holding): Shown[] => {
    const { resource, filter } = holding;
    const scope = scopeOf(caller.roles, resource.read);
    const isWhole = scope === "all" || (scope === "own" && id === caller.personId && resource !== people);
    if (scope !== undefined && isWhole) {
      const isSeen = visibility(resource, { caller, scope }) ?? sql`true`;
      return [{ ...holding, isSeen, href: `/v1/${resource.name}?${filter}` }];
    }
    return mayHandOver ? [{ ...holding, isSeen: sql`true`, href: null }] : [];
  });
  if (shown.length === 0) return {};
  const countOf = await countEach(session, shown);
  return Object.fromEntries(shown.map(({ name, href }) => [name, { count: countOf.get(name) ?? 0, href }]));
}
