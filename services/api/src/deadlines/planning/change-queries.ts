import { build, jsonb, type Transaction } from "@zuwendo/db";
import type { TaskKind, Text } from "@zuwendo/domain";
import { type RawBuilder, sql } from "kysely";
import { type DeadlineScope, within } from "./stored-queries.ts";

export type ClosingState = "met" | "cancelled";

type Row = Readonly<Record<string, unknown>>;

/** PostgreSQL takes 65,535 values in a statement, a deadline has some thirty, and each statement has its five seconds. */
const rowsAtOnce = 1000;

function inParts<Item>(rows: readonly Item[], send: (part: readonly Item[]) => void): void {
  for (let from = 0; from < rows.length; from += rowsAtOnce) send(rows.slice(from, from + rowsAtOnce));
}

/** Keeps new deadlines; they travel with the commit. */
export function insertDeadlines(tx: Transaction, rows: readonly Row[]): void {
  const json = (value: unknown) => (value === null ? null : jsonb(value));
  inParts(rows, (part) =>
    tx.queue(
      build.insertInto("deadlines").values(
        part.map((row) => ({
          ...row,
          rule: json(row.rule),
          anchorLabel: json(row.anchorLabel),
          explanation: json(row.explanation),
        })) as never,
      ),
    ),
  );
}

/** What the office need not look at any more once a deadline is closed. */
const voidTasks: TaskKind[] = ["check-done", "assign-lead"];

/** Closes open deadlines, raises their versions, drops the reminders that have not gone out and ends the tasks about them. */
export function updateOpenDeadlines(
  tx: Transaction,
  scope: DeadlineScope,
  {
    state,
    now,
    metOn,
    isLate,
    reason,
    byId,
  }: {
    state: ClosingState;
    now: string;
    metOn: string | null;
    isLate: boolean | null;
    reason: string | null;
    /** Who does so by hand. */
    byId: string | null;
  },
): void {
  tx.queue(sql`
    with closed as (
      update deadlines set state = ${state}::text, closed_at = ${now}, next_remind_at = null, state_reason = ${reason},
        closed_by_id = ${byId},
        met_at = case when ${state}::text = 'met' then ${now}::timestamptz end,
        is_late = ${state}::text = 'met'
          and coalesce(${isLate}::boolean, ${metOn}::date > effective_on, ${now}::timestamptz >= ends_at),
        version = version + 1, updated_at = now()
      where ${within(scope)} and state = 'open' returning id),
    void as (
      update tasks t set state = 'done', state_reason = 'deadline-' || ${state}::text, closed_at = ${now},
        version = t.version + 1, updated_at = now()
      from closed where t.subject_id = closed.id and t.kind = any(${voidTasks}) and t.state = 'open')
    update reminders r set state = 'dropped', reason = 'deadline-' || ${state}::text
    from closed where r.deadline_id = closed.id and r.state = 'bound'`);
}

/**
 * Gives open, locked deadlines their new columns, by id. Those that move get a higher version and their reminders anew;
 * for the others a reminder that waits to be sent must stay good.
 */
export function moveDeadlines(tx: Transaction, rows: readonly object[]): void {
  inParts(rows, (part) => tx.queue(moveStatement(part)));
}

function moveStatement(rows: readonly object[]): RawBuilder<unknown> {
  return sql`
    update deadlines d set
      rule = n.rule, anchor_type = n."anchorType", anchor_id = n."anchorId", anchor_event = n."anchorEvent",
      anchor_label = n."anchorLabel", anchor_on = n."anchorOn", arisen_on = n."arisenOn", nominal_on = n."nominalOn", soft_on = n."softOn",
      effective_on = n."effectiveOn", ends_at = n."endsAt", explanation = n.explanation, strictness = n.strictness,
      land = n.land, roll_policy = n."rollPolicy", calendar = n.calendar,
      procedure_act = n."procedureAct", extended_to = n."extendedTo",
      is_extendable = n."isExtendable",
      reminded_until = case when n.moves then n."remindedUntil" else d.reminded_until end,
      next_remind_at = case when n.moves then n."nextRemindAt" else d.next_remind_at end,
      version = d.version + n.moves::int, updated_at = now()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n (
      id uuid, rule jsonb, "anchorType" text, "anchorId" uuid, "anchorEvent" text, "anchorLabel" jsonb, "anchorOn" date, "arisenOn" date,
      "nominalOn" date, "softOn" date, "effectiveOn" date, "endsAt" timestamptz, explanation jsonb, strictness text,
      land text, "rollPolicy" text, calendar text, "procedureAct" text, "extendedTo" date, "isExtendable" boolean,
      "remindedUntil" timestamptz, "nextRemindAt" timestamptz, moves boolean)
    where d.id = n.id and d.state = 'open'`;
}

/** Gives a closed deadline other days, and its version another number where that makes a difference. */
export function correctDays(
  tx: Transaction,
  id: string,
  days: {
    readonly anchorOn: string;
    readonly nominalOn: string;
    readonly softOn: string | null;
    readonly effectiveOn: string;
    readonly endsAt: string;
    readonly explanation: Text;
    readonly metOn: string | null;
    /** Whether what was in time may be late by the new days: where the old ones were a mistake, and not where they were moved. */
    readonly mayBecomeLate: boolean;
  },
): void {
  const isLate = sql`(state = 'met' and (is_late or ${days.mayBecomeLate}::boolean) and coalesce(${days.metOn}::date > ${days.effectiveOn}::date, met_at >= ${days.endsAt}::timestamptz))`;
  tx.queue(sql`
    update deadlines set anchor_on = case when anchor_id is not null then ${days.anchorOn}::date end,
      nominal_on = ${days.nominalOn}, soft_on = ${days.softOn}, effective_on = ${days.effectiveOn},
      ends_at = ${days.endsAt}, explanation = ${jsonb(days.explanation)}, is_late = ${isLate},
      version = version + 1, updated_at = now()
    where id = ${id} and state <> 'open' and (nominal_on, effective_on, ends_at, is_late)
      is distinct from (${days.nominalOn}::date, ${days.effectiveOn}::date, ${days.endsAt}::timestamptz, ${isLate})`);
}

/** A day that has changed. */
interface Move {
  readonly deadlineId: string;
  /** The day that people know; null for a deadline that they know as cancelled. */
  readonly oldOn: string | null;
  readonly oldEndsAt: string | null;
  readonly reason: Text;
}

/** When it is told at the earliest. */
interface Telling {
  readonly now: string;
  readonly dueAt: string;
}

/** Until it has been told, a further change keeps the first old day and waits anew, ten minutes at most. */
const unlessUntold = sql.raw(`on conflict (office_id, deadline_id) where told_at is null do update
  set reason = excluded.reason, is_end = excluded.is_end,
    due_at = least(m.created_at + interval '10 minutes', excluded.due_at)`);

/** Notes that days have moved or are back, for those concerned to be told. */
export function insertMoves(tx: Transaction, moves: readonly Move[], { now, dueAt }: Telling): void {
  const statement = (part: readonly Move[]) => sql`
    insert into deadline_moves as m (deadline_id, old_on, old_ends_at, reason, due_at, created_at)
    select "deadlineId", "oldOn", "oldEndsAt", reason, ${dueAt}::timestamptz, ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(part)}::jsonb) as n (
      "deadlineId" uuid, "oldOn" date, "oldEndsAt" timestamptz, reason jsonb)
    ${unlessUntold}`;
  inParts(moves, (part) => tx.queue(statement(part)));
}

/** Notes that open, locked deadlines are about to be cancelled, for those concerned to be told. */
export function insertEndings(
  tx: Transaction,
  scope: DeadlineScope,
  reason: Text,
  { now, dueAt }: Telling,
): void {
  tx.queue(sql`
    insert into deadline_moves as m (deadline_id, old_on, old_ends_at, is_end, reason, due_at, created_at)
    select id, effective_on, ends_at, true, ${jsonb(reason)}, ${dueAt}::timestamptz, ${now}::timestamptz
    from deadlines where ${within(scope)} and state = 'open'
    ${unlessUntold}`);
}
