import { moves, sumOf } from "@zuwendo/db";
import { kindsWithoutAct } from "@zuwendo/domain";
import { type RawBuilder, sql } from "kysely";

/** Where an application stands in money and time: what a list of applications shows, sorts by and sums up. */

type LookUp = (table: string) => RawBuilder<unknown>;

const idOf = (table: string) => sql.ref(`${table}.id`);

export const selectGranted: LookUp = (table) =>
  sql`select g.amount_cents from grants g where g.application_id = ${idOf(table)}`;

/** Paid out so far; what was paid back is not subtracted. */
export const selectPaid: LookUp = (table) =>
  sql`select coalesce(sum(g.disbursed_cents), 0)::bigint from grants g where g.application_id = ${idOf(table)}`;

export const selectProved: LookUp = (table) =>
  sql`select ${sumOf("proved")} from ledger_entries e where e.application_id = ${idOf(table)} and ${moves("proved")}`;

const openDeadlines = (table: string) =>
  sql`from deadlines d
    where d.application_id = ${idOf(table)} and d.state = 'open'
      and d.kind not in (${sql.join(kindsWithoutAct.map((kind) => sql.lit(kind)))})
    order by d.effective_on, d.id limit 1`;

export const selectNextDeadlineOn: LookUp = (table) => sql`select d.effective_on ${openDeadlines(table)}`;

export const selectNextDeadline: LookUp = (table) => sql`
  select json_build_object('id', d.id, 'kind', d.kind, 'title', d.title, 'on', d.effective_on) ${openDeadlines(table)}`;

/** The sums of a list of applications: each table is read once, not once for each application. */
export function sumApplications(listed: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    with listed as materialized (select id, requested_cents from (${listed}) applications),
      grants_of_list as materialized (
        select g.amount_cents, g.disbursed_cents from grants g where g.application_id in (select id from listed))
    select (select count(*)::int from listed) as count,
      (select coalesce(sum(requested_cents), 0)::bigint from listed) as requested_cents,
      (select coalesce(sum(amount_cents), 0)::bigint from grants_of_list) as granted_cents,
      (select coalesce(sum(disbursed_cents), 0)::bigint from grants_of_list) as paid_cents,
      (select ${sumOf("proved")} from ledger_entries e
        where ${moves("proved")} and e.application_id in (select id from listed)) as proved_cents`;
}
