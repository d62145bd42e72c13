import { sumOf, type Transaction } from "@zuwendo/db";
import {
  type ApplicationFacts,
  applicationStatus,
  type CharitableStatus,
  DomainError,
  type IdeaState,
  localDay,
  type RuleTerms,
  referenceUnknown,
  type Status,
  yearOf,
} from "@zuwendo/domain";
import { sql } from "kysely";
import {
  type CallRule,
  cutOffTerms,
  joinCutOffTerms,
  type ReceivedApplication,
} from "../../deadlines/planning/cut-off-queries.ts";
import type { Subject } from "../../money/ledger-entries/queries.ts";
import type { Viewer } from "../../request/session.ts";
import type { Resource, RowOf } from "../../resources/resource.ts";
import { actsForApplication, applicationVisibility } from "../../resources/visibility.ts";

import { showPlan } from "./plan-lines.ts";
import { Application } from "./schema.ts";
import { sumApplications } from "./standing-queries.ts";

export type ApplicationRow = RowOf<typeof Application>;

export const applications: Resource<typeof Application, "applications"> = {
  name: "applications",
  one: "an application",
  table: "applications",
  shape: Application,
  derived: showPlan,
  filters: [
    "state",
    "callId",
    "programmeId",
    "fundId",
    "ideaId",
    "organisationId",
    "leadId",
    "meetingId",
    "isLate",
  ],
  ranges: ["startsOn", "endsOn", "requested", "granted", "paid", "proved", "nextDeadlineOn"],
  sorts: [
    "createdAt",
    "number",
    "title",
    "organisationName",
    "leadName",
    "programmeName",
    "fundName",
    "callTitle",
    "requested",
    "granted",
    "paid",
    "proved",
    "nextDeadlineOn",
    "state",
    "stateSince",
  ],
  totals: sumApplications,
  hasNumber: true,
  hasWords: true,
  read: "applications.read",
  ...applicationVisibility,
};

/** The year of the project decides which fund year pays. Throws `fund-year-missing` for a call without a fund. */
export function fundYearOf(application: ApplicationRow): { fundId: string; year: number } {
  const year = yearOf(application.startsOn);
  if (application.fundId === null) throw new DomainError("fund-year-missing", { year });
  return { fundId: application.fundId, year };
}

/** The idea and the call an application is made from. */
export interface Origin extends CallRule {
  readonly ideaState: IdeaState;
  readonly title: string;
  readonly organisationId: string | null;
  readonly leadId: string | null;
  readonly ideaStartsOn: string | null;
  readonly ideaEndsOn: string | null;
  readonly fundId: string | null;
  readonly perProjectMaxCents: number | null;
}

/** Keeps the call from changing until the application counts by it. Throws `reference-unknown` when there is no such call. */
export async function getOrigin(tx: Transaction, ideaId: string, callId: string): Promise<Origin> {
  const [row] = await tx.run<Origin>(sql`
    select i.state as idea_state, i.title, i.organisation_id, i.lead_id, i.starts_on as idea_starts_on,
      i.ends_on as idea_ends_on, i.lead_id as idea_lead_id, c.programme_id, c.fund_id, c.deadline_rule, c.strictness,
      c.meeting_id, m.takes_place_on as meeting_on, f.per_project_max_cents, ${cutOffTerms}
    from calls c
      join ideas i on i.id = ${ideaId}
      left join meetings m on m.id = c.meeting_id
      left join funds f on f.id = c.fund_id
      ${joinCutOffTerms}
    where c.id = ${callId} for share of c`);
  if (row === undefined) throw referenceUnknown("callId");
  return row;
}

/** Refuses partners that are not in the office's directory: `reference-unknown`. */
export async function assertPartners(tx: Transaction, partnerIds: readonly string[] = []): Promise<void> {
  if (partnerIds.length === 0) return;
  const known = await tx.run(sql`select id from organisations where id = any(${[...partnerIds]}::uuid[])`);
  if (known.length < new Set(partnerIds.map((id) => id.toLowerCase())).size) {
    throw referenceUnknown("partnerOrganisationIds");
  }
}

/** What an application's steps depend on, besides its own row. */
export interface ApplicationContext extends CallRule, RuleTerms, ReceivedApplication, CharitableStatus {
  readonly callOpensOn: string | null;
  readonly ownMeetingOn: string | null;
  readonly perProjectMaxCents: number | null;
  readonly fastLaneMaxCents: number | null;
  readonly cutOffEndsAt: string | null;
  readonly grantId: string | null;
  readonly disbursedCents: number;
  readonly isCharitableRequired: boolean;
}

export async function findContext(tx: Transaction, applicationId: string): Promise<ApplicationContext> {
  const [row] = await tx.run<ApplicationContext>(sql`
    select c.opens_on as call_opens_on, c.deadline_rule, c.strictness, c.programme_id, c.meeting_id,
      cm.takes_place_on as meeting_on, i.lead_id as idea_lead_id, p.spending_window_weeks, p.proof_weeks,
      case when m.state <> 'cancelled' then m.takes_place_on end as own_meeting_on, f.per_project_max_cents,
      f.fast_lane_max_cents, g.id as grant_id,
      coalesce(g.disbursed_cents, 0) as disbursed_cents, ${cutOffTerms}, d.cut_off_ends_at,
      a.received_at, a.received_on, a.in_time_until, p.is_charitable_required, o.is_charitable, o.charitable_until
    from applications a
      join calls c on c.id = a.call_id
      ${joinCutOffTerms}
      left join lateral (
        select max(d.ends_at) as cut_off_ends_at from deadlines d
        where d.application_id = a.id and d.subject_id = a.id and d.kind = 'application-cut-off' and d.state <> 'cancelled'
      ) d on true
      join ideas i on i.id = a.idea_id
      join programmes p on p.id = a.programme_id
      join organisations o on o.id = a.organisation_id
      left join meetings cm on cm.id = c.meeting_id
      left join meetings m on m.id = a.meeting_id
      left join funds f on f.id = a.fund_id
      left join grants g on g.application_id = a.id
    where a.id = ${applicationId}`);
  if (row === undefined) throw new DomainError("not-found");
  return row;
}

/** Where an application stands, for whoever looks today. */
export function statusOf({ today, caller }: Pick<Viewer, "today" | "caller">, row: ApplicationRow): Status {
  return applicationStatus({
    state: row.state,
    since: localDay(row.stateSince, caller.zone),
    today,
    meetingOn: row.meetingOn,
    hasFund: row.fundId !== null,
    startsOn: row.startsOn,
    endsOn: row.endsOn,
    nextDuty: row.nextDeadline,
  });
}

/** The facts of the guards, from the row, its circumstances and whoever looks. */
export function factsOf(
  viewer: Pick<Viewer, "today" | "caller">,
  row: ApplicationRow,
  context: ApplicationContext,
): ApplicationFacts {
  return {
    today: viewer.today,
    isActing: actsForApplication(viewer.caller, row),
    callOpensOn: context.callOpensOn,
    strictness: context.strictness,
    isLate: row.isLate,
    meetingOn: context.ownMeetingOn,
    startsOn: row.startsOn,
    endsOn: row.endsOn,
    disbursedCents: context.disbursedCents,
    isCharitableRequired: context.isCharitableRequired,
    isCharitable: context.isCharitable,
    charitableUntil: context.charitableUntil,
  };
}

/**
 * What ledger entries of an application are summed by: as its first entry was, whatever became of the idea since, so
 * that a release meets its reservation.
 */
export async function getSubject(tx: Transaction, applicationId: string): Promise<Subject> {
  const [booked] = await tx.run<Subject>(sql`
    select call_id, application_id, organisation_id, theme_id, need_id, area_key from ledger_entries
    where application_id = ${applicationId} order by created_at, seq limit 1`);
  if (booked !== undefined) return booked;
  const [row] = await tx.run<Subject>(sql`
    select a.call_id, a.id as application_id, a.organisation_id, i.theme_id, i.need_id,
      coalesce(i.area_key, o.area_key) as area_key
    from applications a
      join ideas i on i.id = a.idea_id
      join organisations o on o.id = a.organisation_id
    where a.id = ${applicationId}`);
  if (row === undefined) throw new DomainError("not-found");
  return row;
}

/** Money that an application still holds in a fund year, from its ledger entries. */
export interface HeldMoney {
  readonly fundYearId: string;
  readonly reservedCents: number;
  readonly undisbursedCents: number;
}

export async function findHeldMoney(tx: Transaction, applicationId: string): Promise<HeldMoney | undefined> {
  const [row] = await tx.run<HeldMoney>(sql`
    select e.fund_year_id, ${sumOf("reserved")} as reserved_cents,
      ${sumOf("committed")} - ${sumOf("disbursed")} as undisbursed_cents
    from ledger_entries e where e.application_id = ${applicationId} group by e.fund_year_id`);
  return row;
}

/** Names the programme that an application has moved to at its open deadlines. */
export function moveDeadlinesToProgramme(tx: Transaction, applicationId: string, programmeId: string): void {
  tx.queue(sql`
    update deadlines set programme_id = ${programmeId}, updated_at = now()
    where application_id = ${applicationId} and subject_type <> 'deadlines' and state = 'open'`);
}
