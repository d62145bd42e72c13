import type { Transaction } from "@zuwendo/db";
import { type ApplicationState, addDays, type DeadlineKind, scopeOf, weekday } from "@zuwendo/domain";
import { type RawBuilder, sql } from "kysely";
import { applications } from "../../applications/applications/queries.ts";
import { deadlines } from "../../deadlines/deadlines/queries.ts";
import { ideas } from "../../ideas/ideas/queries.ts";
import type { Session } from "../../request/session.ts";
import type { Resource } from "../../resources/resource.ts";
import { visibility } from "../../resources/visibility.ts";

/** How many deadlines of a group the overview shows itself; its address leads to all of them. */
const shownDeadlines = 10;
/** How far the overview looks ahead, in days. */
const lookAhead = 30;

/** What the caller sees of a list; undefined where the roles do not reach it at all. */
function seen(
  session: Session,
  resource: Pick<Resource, "read" | "own" | "agenda">,
): RawBuilder<boolean> | undefined {
  const scope = scopeOf(session.caller.roles, resource.read);
  if (scope === undefined) return undefined;
  const { caller } = session;
  return visibility(resource, { caller, scope }) ?? sql<boolean>`true`;
}

interface Group {
  readonly name: "overdue" | "today" | "thisWeek" | "later";
  readonly from: string | null;
  readonly to: string;
}

/** Days without a gap or an overlap: what is past, today, the rest of the week up to Sunday, the rest of 30 days. */
export function groupsOf(today: string): readonly Group[] {
  const sunday = addDays(today, (7 - weekday(today)) % 7);
  return [
    { name: "overdue", from: null, to: addDays(today, -1) },
    { name: "today", from: today, to: today },
    { name: "thisWeek", from: addDays(today, 1), to: sunday },
    { name: "later", from: addDays(sunday, 1), to: addDays(today, lookAhead) },
  ];
}

export interface ListedDeadline {
  readonly name: Group["name"];
  readonly count: number;
  readonly id: string;
  readonly kind: DeadlineKind;
  readonly title: string;
  readonly on: string;
  readonly applicationId: string | null;
  readonly applicationNumber: string | null;
  readonly leadId: string | null;
  readonly leadName: string | null;
}

/** The open deadlines of each group, the earliest first, each with the number of all in its group. */
export async function listDeadlines(session: Session): Promise<ListedDeadline[] | undefined> {
  const condition = seen(session, deadlines);
  if (condition === undefined) return undefined;
  const groups = groupsOf(session.today)
    .filter(({ from, to }) => from === null || from <= to)
    .map(
      ({ name, from, to }) => sql`(
        select ${name}::text as name, count(*) over ()::int as count, id, kind, title, effective_on, application_id, lead_id
        from deadlines where state = 'open' and ${condition} and effective_on <= ${to}
          ${from === null ? sql`` : sql`and effective_on >= ${from}`}
        order by effective_on, id limit ${shownDeadlines})`,
    );
  return session.run<ListedDeadline>(sql`
    select d.name, d.count, d.id, d.kind, d.title, d.effective_on as on, d.application_id,
      a.number as application_number, d.lead_id, p.name as lead_name
    from (${sql.join(groups, sql` union all `)}) d
      left join applications a on a.id = d.application_id
      left join people p on p.id = d.lead_id
    order by d.effective_on, d.id`);
}

export interface CountedState {
  readonly state: ApplicationState;
  readonly count: number;
  readonly requestedCents: number;
}

export async function countApplications(session: Session): Promise<CountedState[] | undefined> {
  const condition = seen(session, applications);
  if (condition === undefined) return undefined;
  return session.run<CountedState>(sql`
    select state, count(*)::int as count, sum(requested_cents)::bigint as requested_cents
    from applications where ${condition} group by state`);
}

/** Ideas that may still become an application, and have not. */
export async function countOpenIdeas(
  session: Session,
  states: readonly string[],
): Promise<number | undefined> {
  const condition = seen(session, ideas);
  if (condition === undefined) return undefined;
  const [row] = await session.run<{ count: number }>(sql`
    select count(*)::int as count from ideas
    where state in (${sql.join([...states])}) and not has_application and ${condition}`);
  return row?.count ?? 0;
}

export interface NextMeeting {
  readonly id: string;
  readonly committeeName: string;
  readonly takesPlaceOn: string;
  readonly place: string | null;
  readonly callsCloseOn: string | null;
  readonly count: number;
  readonly requestedCents: number;
}

/** The next planned meeting, with what the caller sees of its applications. */
export async function findNextMeeting(session: Session): Promise<NextMeeting | undefined> {
  const condition = seen(session, applications) ?? sql<boolean>`false`;
  const [row] = await session.run<NextMeeting>(sql`
    with next as (
      select id, committee_id, takes_place_on, place from meetings
      where state = 'planned' and takes_place_on >= ${session.today} order by takes_place_on, id limit 1)
    select next.id, c.name as committee_name, next.takes_place_on, next.place,
      (select max(closes_on) from calls where calls.meeting_id = next.id) as calls_close_on,
      s.count, s.requested_cents
    from next join committees c on c.id = next.committee_id
      cross join lateral (
        select count(*)::int as count, coalesce(sum(requested_cents), 0)::bigint as requested_cents
        from applications where meeting_id = next.id and ${condition}) s`);
  return row;
}

export interface NamedFundYear {
  readonly id: string;
  readonly fundId: string;
  readonly fundName: string;
  readonly year: number;
}

/** The fund years from this year on; there are a handful of them. */
export async function listFundYears(tx: Transaction, year: number): Promise<NamedFundYear[]> {
  return tx.run<NamedFundYear>(sql`
    select y.id, y.fund_id, f.name as fund_name, y.year from fund_years y join funds f on f.id = y.fund_id
    where y.year >= ${year} order by y.year, f.name, y.id`);
}

export interface CountedTask {
  readonly kind: string;
  readonly count: number;
}

export async function countTasks(tx: Transaction): Promise<CountedTask[]> {
  return tx.run<CountedTask>(
    sql`select kind, count(*)::int as count from tasks where state = 'open' group by kind order by kind`,
  );
}

export interface WorkerState {
  readonly lastSeenAt: string | null;
  readonly isLate: boolean;
  readonly drift: number;
}

/** Whether the worker keeps up, from the figures that it leaves: it measures itself every minute. */
export async function findWorkerState(tx: Transaction): Promise<WorkerState> {
  const [row] = await tx.run<WorkerState>(sql`
    select max(measured_at) as last_seen_at,
      coalesce(max(measured_at) < now() - interval '5 minutes', true)
        or coalesce(max(value) filter (where name = 'reminders_overdue_seconds'), 0) > 300 as is_late,
      coalesce(sum(value) filter (where name in ('rollup_drift', 'guard_drift')), 0)::int as drift
    from gauges`);
  return row ?? { lastSeenAt: null, isLate: true, drift: 0 };
}
