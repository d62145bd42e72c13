import { build, jsonb, type Transaction } from "@zuwendo/db";
import type { DeadlineKind, DeadlineRule, Scope, SetPlan, SetRule, Text } from "@zuwendo/domain";
import { type RawBuilder, sql } from "kysely";
import { ofAgendaApplications, ofVisibleApplications } from "../applications/queries.ts";
import type { Caller } from "../caller.ts";
import type { Resource } from "../resource.ts";
import type { DeadlineScope } from "./planning.ts";
import { Deadline } from "./schema.ts";

export const deadlines: Resource = {
  name: "deadlines",
  table: "deadlines",
  shape: Deadline,
  computed: ["transitions"],
  filters: ["state", "kind", "applicationId", "programmeId", "committeeId", "leadId", "subjectId", "isLate"],
  ranges: ["effectiveOn"],
  sorts: ["effectiveOn", "createdAt"],
  read: "deadlines.read",
  own: (caller) => anyOf(ownWays(caller, false)),
  ownToChange: (caller) => anyOf(ownWays(caller, true)),
  agenda: () => anyOf(agendaWays()),
};

/** Deadlines of applications that the caller may see, or change, and those the caller leads or owns. */
function ownWays(caller: Caller, isWriting: boolean): RawBuilder<boolean>[] {
  return [
    ofVisibleApplications({ caller, scope: "own", isWriting }),
    sql<boolean>`lead_id = ${caller.personId}`,
    sql<boolean>`owner_id = ${caller.personId}`,
  ];
}

/** Deadlines of applications that have reached a committee, and a committee's own. */
function agendaWays(): RawBuilder<boolean>[] {
  return [ofAgendaApplications(), sql<boolean>`committee_id is not null`];
}

function anyOf(ways: readonly RawBuilder<boolean>[]): RawBuilder<boolean> {
  return sql<boolean>`(${sql.join([...ways], sql` or `)})`;
}

/**
 * The same visibility as conditions of which one suffices, for statements that look each up in its own index, in the
 * order of days.
 */
export function waysToSeeDeadlines({
  caller,
  scope,
}: {
  caller: Caller;
  scope: Scope;
}): RawBuilder<boolean>[] {
  switch (scope) {
    case "all":
      return ["open", "met", "cancelled"].map((state) => sql<boolean>`state = ${state}`);
    case "own":
      return ownWays(caller, false);
    case "agenda":
      return agendaWays();
    default:
      return scope satisfies never;
  }
}

export type ClosingState = "met" | "cancelled";

/** The reason of a deadline whose meeting is not held; it comes back when the meeting is held after all. */
export const meetingCancelled = "meeting-cancelled";

/** A deadline as it is stored, with everything that it is reckoned from. */
export interface StoredDeadline {
  readonly id: string;
  readonly kind: DeadlineKind;
  readonly rule: DeadlineRule;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly applicationId: string | null;
  readonly programmeId: string | null;
  readonly committeeId: string | null;
  readonly title: string;
  readonly leadId: string | null;
  readonly ownerId: string | null;
  readonly anchorType: string | null;
  readonly anchorId: string | null;
  readonly anchorEvent: string | null;
  readonly anchorLabel: Text | null;
  readonly anchorOn: string | null;
  readonly effectiveOn: string;
  readonly nominalOn: string;
  readonly softOn: string | null;
  readonly endsAt: string;
  readonly strictness: string;
  readonly rollPolicy: string | null;
  readonly land: string | null;
  readonly extendedTo: string | null;
  readonly isExtendable: boolean;
}

export const storedColumns =
  sql.raw(`d.id, d.kind, d.rule, d.subject_type, d.subject_id, d.application_id, d.programme_id,
  d.committee_id, d.title, d.lead_id, d.owner_id, d.anchor_type, d.anchor_id, d.anchor_event, d.anchor_label, d.anchor_on,
  d.effective_on, d.nominal_on, d.soft_on, d.ends_at, d.strictness, d.roll_policy, d.land, d.extended_to, d.is_extendable`);

/** Locks the open deadlines that count from an event of a thing. */
export function lockAnchored(tx: Transaction, anchorId: string, event: string): Promise<StoredDeadline[]> {
  return tx.run<StoredDeadline>(sql`
    select ${storedColumns} from deadlines d
    where d.anchor_id = ${anchorId} and d.anchor_event = ${event} and d.state = 'open' order by d.id for update`);
}

/** Which deadlines a scope names, whatever their state. */
function within(scope: DeadlineScope): RawBuilder<unknown> {
  const about =
    "id" in scope
      ? sql`id = ${scope.id}`
      : "ids" in scope
        ? sql`id = any(${[...scope.ids]}::uuid[])`
        : "applicationId" in scope
          ? sql`application_id = ${scope.applicationId}`
          : sql`subject_id = ${scope.subjectId}`;
  return scope.kinds === undefined ? about : sql`${about} and kind = any(${[...scope.kinds]})`;
}

/** Locks the open deadlines of a scope. */
export function lockOpen(tx: Transaction, scope: DeadlineScope): Promise<StoredDeadline[]> {
  return tx.run<StoredDeadline>(sql`
    select ${storedColumns} from deadlines d where ${within(scope)} and d.state = 'open' order by d.id for update`);
}

/** Locks the last deadline of a duty that is met or cancelled. */
export async function lockLastClosed(
  tx: Transaction,
  { subjectId, kind }: { readonly subjectId: string; readonly kind: DeadlineKind },
): Promise<StoredDeadline | undefined> {
  const [stored] = await tx.run<StoredDeadline>(sql`
    select ${storedColumns} from deadlines d
    where ${within({ subjectId, kinds: [kind] })} and d.state <> 'open'
    order by d.created_at desc, d.id desc limit 1 for update`);
  return stored;
}

/**
 * Opens again what ended with a cancelled meeting: its invitation, and the cut-offs of the papers that are still written for
 * it, with the author and title of today. They are locked, and have no reminders until they are planned.
 */
export async function reopenOfMeeting(tx: Transaction, meetingId: string): Promise<StoredDeadline[]> {
  // A paper that is being handed in at this moment is waited for.
  await tx.run(sql`select id from papers where meeting_id = ${meetingId} and state = 'draft' for share`);
  return tx.run<StoredDeadline>(sql`
    with back as (
      select d.id, coalesce(p.title, d.title) as title, coalesce(p.author_id, d.lead_id) as lead_id
      from deadlines d left join papers p on d.subject_type = 'papers' and p.id = d.subject_id
      where d.anchor_id = ${meetingId} and d.anchor_event = 'meeting' and d.state = 'cancelled'
        and d.state_reason = ${meetingCancelled}
        and (d.subject_type <> 'papers' or p.meeting_id = ${meetingId} and p.state = 'draft')
        and not exists (
          select from deadlines o where o.subject_id = d.subject_id and o.kind = d.kind and o.id <> d.id
            and (o.state = 'open' or o.state = 'cancelled' and o.state_reason = ${meetingCancelled}
              and o.anchor_id = d.anchor_id and o.id > d.id)))
    update deadlines d set state = 'open', state_reason = null, closed_at = null, title = back.title,
      former_lead_id = case when d.lead_id is distinct from back.lead_id then d.lead_id else d.former_lead_id end,
      lead_id = back.lead_id
    from back where d.id = back.id returning ${storedColumns}`);
}

/** Whether a duty is open or has been met, so that it must not be planned again. */
export async function hasDuty(tx: Transaction, subjectId: string, kind: DeadlineKind): Promise<boolean> {
  const found = await tx.run(sql`
    select 1 from deadlines where ${within({ subjectId, kinds: [kind] })} and state <> 'cancelled' limit 1`);
  return found.length > 0;
}

/** Whose rules may decide about a deadline. */
export interface RuleContext {
  readonly paperId?: string | null;
  readonly applicationId?: string | null;
  readonly callId?: string | null;
  readonly fundId?: string | null;
  readonly programmeId?: string | null;
  readonly committeeId?: string | null;
}

/**
 * Waits for changes of deadline rules, or keeps others from them until the commit: whoever plans by the rules shares
 * the lock, whoever changes one has it alone, so that no deadline is planned by a rule that is being replaced.
 */
export function holdRules(tx: Transaction, how: "shared" | "alone"): void {
  const lock = how === "shared" ? "pg_advisory_xact_lock_shared" : "pg_advisory_xact_lock";
  tx.later(sql`select ${sql.raw(lock)}(hashtextextended('deadline-rules ' || current_office()::text, 0))`);
}

/** The rules of some kinds that any of these owners has set. */
export function listRulesOf(
  tx: Transaction,
  ownerIds: readonly string[],
  kinds: readonly DeadlineKind[],
): Promise<(SetRule & { ownerId: string })[]> {
  return tx.run(sql`
    select owner_type, owner_id, kind, rule, strictness, roll_policy, land, is_extendable from deadline_rules
    where owner_id = any(${[...ownerIds]}::uuid[]) and kind = any(${[...kinds]})`);
}

/** The rules that the owners around a thing have set for some kinds. */
export async function listRules(
  tx: Transaction,
  context: RuleContext,
  kinds: readonly DeadlineKind[],
): Promise<SetRule[]> {
  const owners = {
    papers: context.paperId,
    applications: context.applicationId,
    calls: context.callId,
    funds: context.fundId,
    programmes: context.programmeId,
    committees: context.committeeId,
  };
  const ids = Object.values(owners).filter((id) => id != null);
  if (ids.length === 0) return [];
  holdRules(tx, "shared");
  const rules = await listRulesOf(tx, ids, kinds);
  return rules.filter((rule) => owners[rule.ownerType] === rule.ownerId);
}

/** The office's reminder plans in force for some kinds. */
export function listPlansInForce(tx: Transaction, kinds: readonly DeadlineKind[]): Promise<SetPlan[]> {
  return tx.run<SetPlan>(sql`
    select programme_id, kind, steps, state, in_force_since from reminder_plans
    where kind = any(${[...kinds]}) and (state = 'active' or state = 'retired' and replan_after is not null)`);
}

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
    tx.later(
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

/** Closes open deadlines, raises their versions and drops the reminders that have not gone out. */
export function updateOpenDeadlines(
  tx: Transaction,
  scope: DeadlineScope,
  {
    state,
    now,
    metOn,
    isLate,
    reason,
  }: {
    state: ClosingState;
    now: string;
    metOn: string | null;
    isLate: boolean | null;
    reason: string | null;
  },
): void {
  tx.later(sql`
    with closed as (
      update deadlines set state = ${state}::text, closed_at = ${now}, next_remind_at = null, state_reason = ${reason},
        met_at = case when ${state}::text = 'met' then ${now}::timestamptz end,
        is_late = ${state}::text = 'met'
          and coalesce(${isLate}::boolean, ${metOn}::date > effective_on, ${now}::timestamptz >= ends_at),
        version = version + 1, updated_at = now()
      where ${within(scope)} and state = 'open' returning id)
    update reminders r set state = 'dropped', reason = 'deadline-' || ${state}::text
    from closed where r.deadline_id = closed.id and r.state = 'bound'`);
}

/**
 * Gives open, locked deadlines their new columns, by id. Those that move get a higher version and their reminders anew;
 * for the others a reminder that waits to be sent must stay good.
 */
export function moveDeadlines(tx: Transaction, rows: readonly object[]): void {
  inParts(rows, (part) => tx.later(moveStatement(part)));
}

function moveStatement(rows: readonly object[]): RawBuilder<unknown> {
  return sql`
    update deadlines d set
      rule = n.rule, anchor_type = n."anchorType", anchor_id = n."anchorId", anchor_event = n."anchorEvent",
      anchor_label = n."anchorLabel", anchor_on = n."anchorOn", nominal_on = n."nominalOn", soft_on = n."softOn",
      effective_on = n."effectiveOn", ends_at = n."endsAt", explanation = n.explanation, strictness = n.strictness,
      land = n.land, roll_policy = n."rollPolicy", calendar = n.calendar, extended_to = n."extendedTo",
      is_extendable = n."isExtendable",
      reminded_until = case when n.moves then n."remindedUntil" else d.reminded_until end,
      next_remind_at = case when n.moves then n."nextRemindAt" else d.next_remind_at end,
      version = d.version + n.moves::int, updated_at = now()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n (
      id uuid, rule jsonb, "anchorType" text, "anchorId" uuid, "anchorEvent" text, "anchorLabel" jsonb, "anchorOn" date,
      "nominalOn" date, "softOn" date, "effectiveOn" date, "endsAt" timestamptz, explanation jsonb, strictness text,
      land text, "rollPolicy" text, calendar text, "extendedTo" date, "isExtendable" boolean,
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
  },
): void {
  const isLate = sql`(state = 'met' and coalesce(${days.metOn}::date > ${days.effectiveOn}::date, met_at >= ${days.endsAt}::timestamptz))`;
  tx.later(sql`
    update deadlines set anchor_on = case when anchor_id is not null then ${days.anchorOn}::date end,
      nominal_on = ${days.nominalOn}, soft_on = ${days.softOn}, effective_on = ${days.effectiveOn},
      ends_at = ${days.endsAt}, explanation = ${jsonb(days.explanation)}, is_late = ${isLate},
      version = version + 1, updated_at = now()
    where id = ${id} and state <> 'open' and (nominal_on, effective_on, ends_at, is_late)
      is distinct from (${days.nominalOn}::date, ${days.effectiveOn}::date, ${days.endsAt}::timestamptz, ${isLate})`);
}

interface Move {
  readonly deadlineId: string;
  readonly oldOn: string;
  readonly oldEndsAt: string;
  readonly reason: Text;
}

/** Notes that days have moved. Until it has been told, a further move keeps the first old day and waits anew, ten minutes at most. */
export function insertMoves(
  tx: Transaction,
  moves: readonly Move[],
  { now, dueAt }: { now: string; dueAt: string },
): void {
  const statement = (part: readonly Move[]) => sql`
    insert into deadline_moves as m (deadline_id, old_on, old_ends_at, reason, due_at, created_at)
    select "deadlineId", "oldOn", "oldEndsAt", reason, ${dueAt}::timestamptz, ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(part)}::jsonb) as n (
      "deadlineId" uuid, "oldOn" date, "oldEndsAt" timestamptz, reason jsonb)
    on conflict (office_id, deadline_id) where told_at is null do update
      set reason = excluded.reason, due_at = least(m.created_at + interval '10 minutes', excluded.due_at)`;
  inParts(moves, (part) => tx.later(statement(part)));
}

/** Another lead, as columns; whoever led it before still sees it in the calendar, as cancelled. */
function becomes(leadId: unknown): RawBuilder<unknown> {
  return sql`lead_id = ${leadId},
    former_lead_id = case when lead_id is distinct from ${leadId}::uuid then lead_id else former_lead_id end`;
}

/**
 * Names the lead and title that the mails of an application's open deadlines show; those made by hand have their own.
 * The day is the same, so the version is, and what waits to be sent stays good.
 */
export function renameDeadlines(tx: Transaction, application: Readonly<Record<string, unknown>>): void {
  tx.later(sql`
    update deadlines set ${becomes(application.leadId)}, title = ${application.title}, updated_at = now()
    where application_id = ${application.id} and subject_type <> 'deadlines' and state = 'open'`);
}

/** The programme of an application; undefined when there is none with that id. */
export async function findProgrammeOf(tx: Transaction, applicationId: unknown): Promise<string | undefined> {
  const [found] = await tx.run<{ programmeId: string }>(
    sql`select programme_id from applications where id = ${applicationId}`,
  );
  return found?.programmeId;
}

/**
 * Gives a locked deadline another title, lead or owner and raises its version. The day is the same, so what waits to be
 * sent stays good for the new version.
 */
export function nameDeadline(
  tx: Transaction,
  id: unknown,
  names: { readonly title: unknown; readonly leadId: unknown; readonly ownerId: unknown },
): void {
  tx.later(sql`
    with named as (
      update deadlines set title = ${names.title}, owner_id = ${names.ownerId}, ${becomes(names.leadId)},
        version = version + 1, updated_at = now()
      where id = ${id} and state = 'open' returning id, version)
    update reminders r set deadline_version = named.version
    from named where r.deadline_id = named.id and r.deadline_version = named.version - 1 and r.state = 'bound'`);
}

/** Names another lead, title or committee in the open deadlines about a thing; otherwise as `renameDeadlines`. */
export function renameDuties(
  tx: Transaction,
  subjectId: string,
  { title, leadId, committeeId }: { title: string; leadId?: string; committeeId?: string },
): void {
  tx.later(sql`
    update deadlines set title = ${title} ${leadId === undefined ? sql`` : sql`, ${becomes(leadId)}`}
      ${committeeId === undefined ? sql`` : sql`, committee_id = ${committeeId}`}, updated_at = now()
    where subject_id = ${subjectId} and state = 'open'`);
}
