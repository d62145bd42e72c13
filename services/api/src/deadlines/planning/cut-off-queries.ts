import type { Transaction } from "@zuwendo/db";
import {
  type ApplicationState,
  byLanguage,
  type DeadlineRule,
  DomainError,
  judgedStates,
  type Land,
  type ProcedureAct,
  type RollPolicy,
  type Strictness,
} from "@zuwendo/domain";
import { sql } from "kysely";

/** What a fund's or programme's own rule says of cut-offs, besides the day. */
export interface CutOffTerms {
  readonly cutOffLand: Land | null;
  readonly cutOffRollPolicy: RollPolicy | null;
  readonly cutOffIsExtendable: boolean | null;
  /** The act that the programme's funder works by. */
  readonly cutOffAct: ProcedureAct | null;
}

/** Joins these terms to calls named `c`; the fund's word counts before the programme's. */
export const joinCutOffTerms = sql.raw(`
  join programmes cp on cp.id = c.programme_id
  left join lateral (
    select r.land as cut_off_land, r.roll_policy as cut_off_roll_policy, r.is_extendable as cut_off_is_extendable
    from deadline_rules r
    where r.kind = 'application-cut-off'
      and (r.owner_type = 'funds' and r.owner_id = c.fund_id or r.owner_type = 'programmes' and r.owner_id = c.programme_id)
    order by r.owner_type limit 1) t on true`);

/** The terms as columns. */
export const cutOffTerms = sql.raw(
  "t.cut_off_land, t.cut_off_roll_policy, t.cut_off_is_extendable, cp.procedure_act as cut_off_act",
);

/** What a call says about its cut-off. */
export interface CallRule extends CutOffTerms {
  readonly deadlineRule: DeadlineRule;
  readonly strictness: Strictness;
  readonly programmeId: string;
  readonly meetingId: string | null;
  readonly meetingOn: string | null;
  /** Who brought in the idea that the application came from. */
  readonly ideaLeadId: string | null;
}

const notAhead = {
  de: "Verlegt wird auf eine Sitzung, die noch bevorsteht. Ohne Sitzung nehmen Sie den Antrag mit einem Grund von der Tagesordnung.",
  en: "It can be moved to a meeting that lies ahead. Without one, take the application off the agenda and give the reason.",
};

/** Refuses to move an agenda item to a meeting that is over or called off, or to none: `value-refused`. */
export async function assertStillAhead(
  tx: Transaction,
  meetingId: string | null,
  today: string,
): Promise<void> {
  const found = await tx.run(
    sql`select 1 from meetings where id = ${meetingId} and state = 'planned' and takes_place_on >= ${today}`,
  );
  if (found.length === 0)
    throw new DomainError("value-refused", byLanguage({ rule: notAhead }), "/meetingId");
}

/** Refuses a meeting of another committee than the one that decides on the fund: `meeting-of-other-committee`. */
export async function assertDecides(
  tx: Transaction,
  {
    meetingId,
    fundId,
  }: { readonly meetingId?: string | null | undefined; readonly fundId?: string | null | undefined },
): Promise<void> {
  if (meetingId == null || fundId == null) return;
  const [wrong] = await tx.run<{ decides: string; meets: string }>(sql`
    select decides.name as decides, meets.name as meets
    from funds f join committees decides on decides.id = f.committee_id
      cross join meetings m join committees meets on meets.id = m.committee_id
    where f.id = ${fundId} and m.id = ${meetingId} and m.committee_id <> f.committee_id`);
  if (wrong !== undefined) throw new DomainError("meeting-of-other-committee", { ...wrong }, "/meetingId");
}

/** What an application is judged by, besides the rule of its call. */
export interface ReceivedApplication {
  readonly receivedAt: string | null;
  readonly receivedOn: string | null;
  readonly inTimeUntil: string | null;
}

/** An application that is written or waits for its check, with the rule of its call and its open cut-off. */
export interface Unchecked extends CallRule, ReceivedApplication {
  readonly id: string;
  readonly title: string;
  readonly leadId: string;
  readonly startsOn: string;
  readonly state: ApplicationState;
  readonly isLate: boolean;
  readonly deadlineId: string | null;
}

/** Which applications: those of some calls or of a programme, or a single one. */
export type UncheckedScope =
  | { readonly callIds: readonly string[] }
  | { readonly programmeId: string }
  | { readonly applicationId: string };

/** Locks the applications that have not been checked yet. */
export async function listUnchecked(tx: Transaction, scope: UncheckedScope): Promise<Unchecked[]> {
  const condition =
    "callIds" in scope
      ? sql`a.call_id = any(${[...scope.callIds]}::uuid[])`
      : "programmeId" in scope
        ? sql`c.programme_id = ${scope.programmeId}`
        : sql`a.id = ${scope.applicationId}`;
  return tx.run<Unchecked>(sql`
    select a.id, a.title, a.lead_id, a.starts_on, a.state, a.received_at, a.received_on, a.in_time_until, a.is_late,
      d.id as deadline_id, ${cutOffTerms},
      c.deadline_rule, c.strictness, c.programme_id, c.meeting_id, m.takes_place_on as meeting_on, i.lead_id as idea_lead_id
    from applications a
      join calls c on c.id = a.call_id
      ${joinCutOffTerms}
      join ideas i on i.id = a.idea_id
      left join meetings m on m.id = c.meeting_id
      left join deadlines d on d.application_id = a.id and d.kind = 'application-cut-off' and d.state = 'open'
    where ${condition} and a.state = any(${[...judgedStates]})
    order by a.id for update of a`);
}

/** A call whose close may have to be reckoned anew. */
export interface ClosingCall extends CutOffTerms {
  readonly id: string;
  readonly deadlineRule: DeadlineRule;
  readonly meetingOn: string | null;
}

/** Locks the calls that a meeting decides on, or the open ones of a fund or programme. */
export function lockCalls(
  tx: Transaction,
  scope:
    | { readonly meetingId: string }
    | { readonly ownerType: "funds" | "programmes"; readonly ownerId: string; readonly now: string },
): Promise<ClosingCall[]> {
  const condition =
    "meetingId" in scope
      ? sql`c.meeting_id = ${scope.meetingId}`
      : sql`${sql.ref(scope.ownerType === "funds" ? "c.fundId" : "c.programmeId")} = ${scope.ownerId}
          and (c.closes_at is null or c.closes_at > ${scope.now})`;
  return tx.run<ClosingCall>(sql`
    select c.id, c.deadline_rule, m.takes_place_on as meeting_on, ${cutOffTerms}
    from calls c ${joinCutOffTerms} left join meetings m on m.id = c.meeting_id
    where ${condition} order by c.id for update of c`);
}

/** The day of a meeting; undefined when there is none with that id. */
export async function findMeetingDay(tx: Transaction, meetingId: string): Promise<string | undefined> {
  const [found] = await tx.run<{ takesPlaceOn: string }>(
    sql`select takes_place_on from meetings where id = ${meetingId}`,
  );
  return found?.takesPlaceOn;
}

/** Sets the close of calls, by id, and raises their versions. */
export function setClosings(
  tx: Transaction,
  closings: readonly { id: string; closesOn: string | null; closesAt: string | null }[],
): void {
  tx.queue(sql`
    update calls c set closes_on = n."closesOn", closes_at = n."closesAt", version = c.version + 1, updated_at = now()
    from jsonb_to_recordset(${JSON.stringify(closings)}::jsonb) as n (id uuid, "closesOn" date, "closesAt" timestamptz)
    where c.id = n.id`);
}
