import { build, type Query, type Transaction } from "@zuwendo/db";
import type { DeadlineKind, Scope, Text } from "@zuwendo/domain";
import { type RawBuilder, sql } from "kysely";
import type { Caller, Credentials } from "../../request/caller.ts";
import { visibility } from "../../resources/visibility.ts";
import type { FeedScope } from "../calendar-feeds/schema.ts";
import { deadlines, waysToSeeDeadlines } from "../deadlines/queries.ts";

/** A feed that is in use, as its owner's eyes. */
export interface OpenedFeed extends Caller {
  readonly name: string;
  readonly feedScope: FeedScope;
  readonly programmeId: string | null;
  readonly committeeId: string | null;
  readonly alarmDays: number | null;
}

/**
 * Enters the office that the secret names and looks the feed up there, as `enter` does for a token; no row when it is
 * not good (any more). Nothing may then be asked: the transaction is to end, and with it the stay in the office.
 */
export function openFeed({ officeId, hash }: Credentials): Query[] {
  return [
    { sql: "select set_config('app.office_id', $1, true)", parameters: [officeId] },
    {
      sql: `select f.id as token_id, p.id as person_id, p.organisation_id,
          roles_on(p, (now() at time zone o.zone)::date) as roles,
          '{read}'::text[] as scopes, p.language, o.id as office_id, o.short as office_short, o.zone, o.land,
          o.procedure_act, o.send_from, o.send_weekdays, now() as entered_at,
          f.last_used_at is null or f.last_used_at < now() - interval '1 minute' as is_stale,
          f.name, f.scope as feed_scope, f.programme_id, f.committee_id, f.alarm_days
        from calendar_feeds f
          join people p on p.office_id = f.office_id and p.id = f.person_id
          join offices o on o.id = f.office_id
        where f.office_id = $1 and f.hash = $2 and f.revoked_at is null`,
      parameters: [officeId, hash],
    },
  ];
}

/** Writes the feed's last use down; travels with the commit. */
export function markFeedUsed(tx: Transaction, feed: OpenedFeed): void {
  tx.queue(
    build.updateTable("calendarFeeds").set({ lastUsedAt: feed.enteredAt }).where("id", "=", feed.tokenId),
  );
}

/** A row that becomes an entry of a calendar. */
export interface EntryRow {
  readonly source: "deadline" | "call" | "meeting";
  readonly id: string;
  readonly version: number;
  readonly updatedAt: string;
  readonly day: string;
  readonly title: string;
  readonly state: string;
  readonly kind: DeadlineKind;
  readonly softOn: string | null;
  readonly endsAt: string;
  readonly isTimed: boolean;
  readonly strictness: string;
  readonly explanation: Text;
  readonly isFormer: boolean;
  readonly place: string | null;
}

const daysBack = 400;
const mostEntries = 5000;

/** What a feed holds on a day: the entries nearest to it, those ahead first. `reach` is how far its owner sees deadlines. */
export function entriesOf(
  feed: OpenedFeed,
  { reach, today }: { reach: Scope | undefined; today: string },
): RawBuilder<EntryRow> {
  const since = sql`(${today}::date - ${daysBack}::int)`;
  const byNearness = (day: RawBuilder<unknown>) =>
    sql`${day} < ${today}::date, abs(${day} - ${today}::date), id`;
  // Either half of a way reads its index in the order of days and stops when it has enough.
  const halves = waysOf(feed, reach).flatMap((way) => [
    sql`(select id, effective_on from deadlines where ${way} and effective_on >= ${today}::date
      order by effective_on, id limit ${mostEntries})`,
    sql`(select id, effective_on from deadlines where ${way} and effective_on < ${today}::date
      and effective_on >= ${since} order by effective_on desc, id desc limit ${mostEntries})`,
  ]);
  return sql<EntryRow>`
    with nearest as (
      select id from (${sql.join(halves, sql` union `)}) seen
      order by ${byNearness(sql`effective_on`)} limit ${mostEntries})
    select * from (
      select 'deadline' as source, d.id, d.version, d.updated_at, d.effective_on as day, d.title, d.state, d.kind, d.soft_on,
        d.ends_at, ${endsBesides(feed, sql`d.effective_on`, sql`d.ends_at`)} as is_timed, d.strictness, d.explanation,
        ${isFormer(feed)} as is_former, null as place
      from deadlines d where d.id in (select id from nearest)
      ${otherEntries(feed, since)}) entry
    order by ${byNearness(sql`day`)} limit ${mostEntries}`;
}

/** Whether it ends at a clock time instead of at 24:00 in the office's zone. */
function endsBesides(feed: OpenedFeed, day: RawBuilder<unknown>, endsAt: RawBuilder<unknown>) {
  return sql`${endsAt} <> ((${day} + 1)::timestamp at time zone ${feed.zone})`;
}

function isFormer({ feedScope, personId }: OpenedFeed): RawBuilder<boolean> {
  return feedScope === "mine"
    ? sql<boolean>`(d.lead_id = ${personId} or d.owner_id = ${personId}) is not true`
    : sql<boolean>`false`;
}

/** The deadlines of a feed, as conditions of which one suffices and each has an index. */
function waysOf(feed: OpenedFeed, reach: Scope | undefined): RawBuilder<boolean>[] {
  const { feedScope, personId, programmeId, committeeId } = feed;
  if (feedScope === "mine") {
    return ["lead_id", "owner_id", "former_lead_id"].map(
      (column) => sql<boolean>`${sql.ref(column)} = ${personId}`,
    );
  }
  if (reach === undefined) return [sql<boolean>`false`];
  const visible = visibility(deadlines, { caller: feed, scope: reach }) ?? sql<boolean>`true`;
  switch (feedScope) {
    case "team":
      return waysToSeeDeadlines({ caller: feed, scope: reach });
    case "programme":
      return [sql<boolean>`programme_id = ${programmeId} and ${visible}`];
    case "committee":
      return [
        sql<boolean>`committee_id = ${committeeId} and ${visible}`,
        sql<boolean>`anchor_id in (select id from meetings where committee_id = ${committeeId}) and ${visible}`,
      ];
    default:
      return feedScope satisfies never;
  }
}

/** What stands in a programme's or a committee's calendar beside deadlines. */
function otherEntries(feed: OpenedFeed, since: RawBuilder<unknown>): RawBuilder<unknown> {
  switch (feed.feedScope) {
    case "programme":
      return sql`union all
        select 'call', c.id, c.version, c.updated_at, c.closes_on, c.title, 'open', null, null,
          c.closes_at, ${endsBesides(feed, sql`c.closes_on`, sql`c.closes_at`)}, c.strictness, null, false, null
        from calls c where c.programme_id = ${feed.programmeId} and c.closes_on >= ${since}`;
    case "committee":
      return sql`union all
        select 'meeting', m.id, m.version, m.updated_at, m.takes_place_on, k.name, m.state, null, null,
          null, false, null, null, false, m.place
        from meetings m join committees k on k.id = m.committee_id and k.office_id = m.office_id
        where m.committee_id = ${feed.committeeId} and m.takes_place_on >= ${since}`;
    default:
      return sql``;
  }
}
