import type { Transaction } from "@zuwendo/db";
import {
  type DeadlineKind,
  type DeadlineRule,
  exemptionGone,
  type Land,
  lapsedBefore,
  leftFastLane,
  meetingCancelled,
  meetingWithoutCutOff,
  type ProcedureAct,
  type RollPolicy,
  type Strictness,
  type Text,
  withinBudgetYear,
} from "@zuwendo/domain";
import { type RawBuilder, sql } from "kysely";

/** Which deadlines an event concerns: one, some, those of an application, or those about one thing; of some kinds or of all. */
export type DeadlineScope = (
  | { readonly id: string }
  | { readonly ids: readonly string[] }
  | { readonly applicationId: string }
  | { readonly subjectId: string }
) & {
  readonly kinds?: readonly DeadlineKind[];
};

/** How the reason of a deadline begins that was cancelled because its rule says that there is none. */
export const byRule = "Fristregel:";

/** Whether a deadline, `d`, ended with a cause of which it comes back; what somebody has cancelled by hand does not. */
const mayComeBack = sql`(d.state = 'cancelled' and d.closed_by_id is null and d.state_reason is not null
  and (d.state_reason = any(${[meetingCancelled, meetingWithoutCutOff, withinBudgetYear, lapsedBefore, leftFastLane]})
    or d.state_reason like ${`${byRule}%`}))`;

/** Whether a deadline, `d`, is of a duty, `n`, or another one, `o`, of the same duty. */
const isOfDuty = sql.raw(
  `d.subject_id = n."subjectId" and d.kind = n.kind and d.budget_year is not distinct from n."budgetYear"`,
);
const isSameDuty = sql.raw(
  "o.subject_id = d.subject_id and o.kind = d.kind and o.budget_year is not distinct from d.budget_year",
);

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
  readonly strictness: Strictness;
  readonly rollPolicy: RollPolicy | null;
  readonly land: Land | null;
  readonly extendedTo: string | null;
  readonly isExtendable: boolean;
  readonly procedureAct: ProcedureAct | null;
  readonly arisenOn: string | null;
  readonly budgetYear: number | null;
}

const storedColumns =
  sql.raw(`d.id, d.kind, d.rule, d.subject_type, d.subject_id, d.application_id, d.programme_id,
  d.committee_id, d.title, d.lead_id, d.owner_id, d.anchor_type, d.anchor_id, d.anchor_event, d.anchor_label, d.anchor_on,
  d.effective_on, d.nominal_on, d.soft_on, d.ends_at, d.strictness, d.roll_policy, d.land, d.extended_to, d.is_extendable,
  d.procedure_act, d.arisen_on, d.budget_year`);

/** Locks the open deadlines that count from an event of a thing. */
export function lockAnchored(tx: Transaction, anchorId: string, event: string): Promise<StoredDeadline[]> {
  return tx.run<StoredDeadline>(sql`
    select ${storedColumns} from deadlines d
    where d.anchor_id = ${anchorId} and d.anchor_event = ${event} and d.state = 'open' order by d.id for update`);
}

/** Which deadlines a scope names, whatever their state. */
export function within(scope: DeadlineScope): RawBuilder<unknown> {
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

/** Locks the open deadlines of some kinds about some things. */
export function lockOpenOf(
  tx: Transaction,
  subjectIds: readonly string[],
  kinds: readonly DeadlineKind[],
): Promise<StoredDeadline[]> {
  return tx.run<StoredDeadline>(sql`
    select ${storedColumns} from deadlines d
    where d.subject_id = any(${[...subjectIds]}::uuid[]) and d.kind = any(${[...kinds]}) and d.state = 'open'
    order by d.id for update`);
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

/** Locks the last deadlines of duties that are met or cancelled, where their event is recorded on another day now. */
export function lockMisdated(
  tx: Transaction,
  duties: readonly {
    readonly subjectId: string;
    readonly kind: DeadlineKind;
    readonly budgetYear: number | null;
    readonly event: string;
    readonly on: string;
  }[],
): Promise<StoredDeadline[]> {
  return tx.run<StoredDeadline>(sql`
    select ${storedColumns}
    from jsonb_to_recordset(${JSON.stringify(duties)}::jsonb) as n (
        "subjectId" uuid, kind text, "budgetYear" int, event text, "on" date)
      join deadlines d on ${isOfDuty}
    where d.anchor_id = d.subject_id and d.anchor_event = n.event and d.anchor_on <> n."on" and d.state <> 'open'
      and not exists (
        select from deadlines o
        where ${isSameDuty} and (o.created_at, o.id) > (d.created_at, d.id))
    order by d.id for update of d`);
}

/** Waits for papers of a meeting that are being handed in or moved at this moment, and keeps others from it until the commit. */
export function holdPapers(tx: Transaction, meetingId: string): void {
  tx.queue(sql`select id from papers where meeting_id = ${meetingId} and state = 'draft' for share`);
}

/**
 * Opens again what ended with a cancelled meeting: its invitation, and the cut-offs of the papers that are still written for
 * it, with the author and title of today. They are locked, and have no reminders until they are planned.
 */
export function reopenOfMeeting(tx: Transaction, meetingId: string): Promise<StoredDeadline[]> {
  return tx.run<StoredDeadline>(sql`
    with back as (
      select d.id, coalesce(p.title, d.title) as title, coalesce(p.author_id, d.lead_id) as lead_id
      from deadlines d left join papers p on d.subject_type = 'papers' and p.id = d.subject_id
      where d.anchor_id = ${meetingId} and d.anchor_event = 'meeting' and d.state = 'cancelled'
        and d.state_reason = ${meetingCancelled} and d.closed_by_id is null
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

/**
 * Opens again the last deadline of each duty, where it has ended with a cause of which it comes back. They are locked, and
 * have no reminders until they are planned.
 */
export function reopenEnded(
  tx: Transaction,
  duties: readonly {
    readonly subjectId: string;
    readonly kind: DeadlineKind;
    readonly budgetYear: number | null;
    readonly title: string;
    readonly leadId: string | null;
    readonly committeeId: string | null;
  }[],
): Promise<StoredDeadline[]> {
  return tx.run<StoredDeadline>(sql`
    with back as (
      select distinct on (d.subject_id, d.kind, d.budget_year) d.id, n.title, n."leadId", n."committeeId"
      from jsonb_to_recordset(${JSON.stringify(duties)}::jsonb) as n (
          "subjectId" uuid, kind text, "budgetYear" int, title text, "leadId" uuid, "committeeId" uuid)
        join deadlines d on ${isOfDuty}
      order by d.subject_id, d.kind, d.budget_year, d.created_at desc, d.id desc)
    update deadlines d set state = 'open', state_reason = null, closed_at = null, title = back.title,
      former_lead_id = case when d.lead_id is distinct from back."leadId" then d.lead_id else d.former_lead_id end,
      lead_id = back."leadId", committee_id = back."committeeId"
    from back where d.id = back.id and ${mayComeBack} returning ${storedColumns}`);
}

/** Opens again what somebody has closed by hand, locked; undefined where the same duty is open in another deadline. */
export async function reopenClosed(tx: Transaction, id: string): Promise<StoredDeadline | undefined> {
  const [stored] = await tx.run<StoredDeadline>(sql`
    update deadlines d set state = 'open', state_reason = null, closed_at = null, closed_by_id = null, met_at = null,
      is_late = false
    where d.id = ${id} and not exists (
      select from deadlines o where ${isSameDuty} and o.state = 'open')
    returning ${storedColumns}`);
  return stored;
}

/** Whether somebody has cancelled the last deadline of a duty by hand. */
export async function isCalledOff(tx: Transaction, subjectId: string, kind: DeadlineKind): Promise<boolean> {
  const [last] = await tx.run<{ isCalledOff: boolean }>(sql`
    select state = 'cancelled' and closed_by_id is not null as is_called_off from deadlines
    where ${within({ subjectId, kinds: [kind] })} order by created_at desc, id desc limit 1`);
  return last?.isCalledOff === true;
}

/** A duty that was met, or called off for good, and the day that it counted from. */
interface SettledDuty {
  readonly subjectId: string;
  readonly kind: DeadlineKind;
  readonly budgetYear: number | null;
  readonly anchorOn: string | null;
}

/** Which of these duties have been met or called off for good; what ended with a cause that may be over is not. */
export function listSettled(
  tx: Transaction,
  duties: readonly Pick<SettledDuty, "subjectId" | "kind" | "budgetYear">[],
): Promise<SettledDuty[]> {
  return tx.run<SettledDuty>(sql`
    select d.subject_id, d.kind, d.budget_year, d.anchor_on
    from jsonb_to_recordset(${JSON.stringify(duties)}::jsonb) as n ("subjectId" uuid, kind text, "budgetYear" int)
      join deadlines d on ${isOfDuty}
    where d.state = 'met' or d.state = 'cancelled' and not ${mayComeBack}
      and (d.closed_by_id is not null or d.state_reason is null or d.state_reason <> all(${Object.values(exemptionGone)}))`);
}
