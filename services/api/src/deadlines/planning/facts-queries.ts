import type { Transaction } from "@zuwendo/db";
import {
  type DeadlineKind,
  type DutyFacts,
  eventLabels,
  type RuleOwner,
  type RuleTerms,
  statesWithDuties,
  subjectTypesOf,
} from "@zuwendo/domain";
import { type RawBuilder, sql } from "kysely";
import type { DutyAbout } from "./draft.ts";
import type { RuleOwners } from "./rule-queries.ts";

/** Whose duties are looked at: everything under an owner of rules, or one thing and what belongs to it. */
export interface DutyScope {
  readonly type: RuleOwner | "meetings" | "organisations";
  readonly id: string;
}

/** What is known of one thing, who answers for it, and whose rules decide on which terms. */
export interface StoredFacts
  extends Omit<DutyAbout & RuleOwners & Partial<RuleTerms>, keyof DutyFacts>,
    Omit<DutyFacts, "procedureAct"> {
  readonly arisenAt: string | null;
}

/**
 * The facts of everything in a scope that may owe something of these kinds on a day, or has it open, up to a limit. What is
 * over is left out, so that the number does not grow with the years.
 */
export function listFacts(
  tx: Transaction,
  scope: DutyScope,
  kinds: readonly DeadlineKind[],
  { today, limit }: { readonly today: string; readonly limit: number },
): Promise<StoredFacts[]> {
  const isConcerned = (
    arises: RawBuilder<unknown>,
  ) => sql`s.subject_type = any(${subjectTypesOf(kinds)}) and (${arises} or exists (
    select from deadlines d where d.subject_id = s.subject_id and d.kind = any(${[...kinds]}) and d.state = 'open'))`;
  switch (scope.type) {
    case "organisations":
      return tx.run(factsOfOrganisation(scope.id, today));
    case "meetings":
      return tx.run(factsOfMeetings(sql`m.id = ${scope.id}`, { isConcerned, today, limit }));
    case "committees":
      return tx.run(factsOfMeetings(sql`m.committee_id = ${scope.id}`, { isConcerned, today, limit }));
    case "papers":
      return tx.run(factsOfMeetings(sql`s.paper_id = ${scope.id}`, { isConcerned, today, limit }));
    default: {
      const column = { applications: "id", calls: "callId", funds: "fundId", programmes: "programmeId" }[
        scope.type
      ];
      return tx.run(factsOfProjects(sql`${sql.ref(`a.${column}`)} = ${scope.id}`, { isConcerned, limit }));
    }
  }
}

interface Limits {
  /** Whether `s` is something that duties arise from, or has one open. */
  readonly isConcerned: (arises: RawBuilder<unknown>) => RawBuilder<unknown>;
  readonly limit: number;
}

/** Applications with their grants and payments: one row each. */
function factsOfProjects(
  condition: RawBuilder<unknown>,
  { isConcerned, limit }: Limits,
): RawBuilder<StoredFacts> {
  return sql<StoredFacts>`
    select s.*, a.id as application_id, a.programme_id, a.call_id, a.fund_id, a.title, a.lead_id,
      case when l.has_other_lead then a.lead_id else i.lead_id end as owner_id,
      a.state as application_state, p.spending_window_weeks, p.proof_weeks,
      coalesce(a.requested_cents <= f.fast_lane_max_cents, false) as is_small,
      coalesce(l.arisen_at, a.updated_at) as arisen_at, a.state = 'proof-submitted' or coalesce(l.had_proof, false) as had_proof
    from applications a
      join ideas i on i.id = a.idea_id
      join programmes p on p.id = a.programme_id
      left join funds f on f.id = a.fund_id
      left join lateral (
        select max(at) filter (where action = 'to:' || case a.state when 'closed' then 'proof-submitted' else a.state end) as arisen_at,
          bool_or(action = 'to:proof-submitted') as had_proof,
          -- Whoever brought in the idea answers for it until another lead is named in their place.
          bool_or(action = 'change' and before->>'leadId' = i.lead_id::text) as has_other_lead
        from audit_log where subject_type = 'applications' and subject_id = a.id
          and (action like 'to:%' or action = 'change' and before ? 'leadId')) l on true
      cross join lateral (
        select 'applications' as subject_type, a.id as subject_id, null as instrument, null::date as served_on, null::jsonb as service, null::date as period_from,
          null::date as period_to, null::date as paid_on, null::date as used_on, false as is_paid_out
        union all
        select 'grants', g.id, g.instrument, g.served_on, g.service, g.period_from, g.period_to, null, null, g.disbursed_cents >= g.amount_cents
        from grants g where g.application_id = a.id
        union all
        select 'disbursements', b.id, (select instrument from grants where id = b.grant_id), null, null, null, null, b.paid_on, b.used_on, false
        from disbursements b where b.application_id = a.id) s
    where ${condition}
      and ${isConcerned(sql`a.state = any(${[...statesWithDuties]}) or a.state = 'closed' and s.subject_type = 'applications'`)}
    order by s.subject_id limit ${limit}`;
}

/** Meetings with the papers that are written for them: one row each. */
function factsOfMeetings(
  condition: RawBuilder<unknown>,
  { isConcerned, today, limit }: Limits & { readonly today: string },
): RawBuilder<StoredFacts> {
  return sql<StoredFacts>`
    select s.*, m.committee_id, m.id as meeting_id, m.takes_place_on as meeting_on, m.state as meeting_state
    from meetings m
      join committees c on c.id = m.committee_id
      cross join lateral (
        select 'meetings' as subject_type, m.id as subject_id, ${invitationTitle(sql`c.name`)} as title,
          null::uuid as lead_id, null::uuid as paper_id, null as paper_state
        union all
        select 'papers', pa.id, pa.title, pa.author_id, pa.id, pa.state from papers pa where pa.meeting_id = m.id) s
    where ${condition} and ${isConcerned(sql`m.state = 'planned' and m.takes_place_on >= ${today}`)}
    order by s.subject_id limit ${limit}`;
}

/** Who of an organisation, `o`, has led projects the longest. */
export function firstLead(today: string): RawBuilder<string | null> {
  return sql`(
    select p.id from people p
    where p.organisation_id = o.id and 'project-lead' = any(roles_on(p, ${today}::date))
    order by p.created_at, p.id limit 1)`;
}

/** What the invitation to a meeting is called, by the name of its committee as SQL; without the day, which may move. */
export function invitationTitle(name: RawBuilder<unknown>): RawBuilder<string> {
  return sql`${name} || ${`: ${eventLabels.meeting.de}`}`;
}

/** An organisation, and who has led its projects the longest. */
function factsOfOrganisation(id: string, today: string): RawBuilder<StoredFacts> {
  return sql<StoredFacts>`
    select 'organisations' as subject_type, o.id as subject_id, o.name as title, o.charitable_until,
      ${firstLead(today)} as lead_id
    from organisations o where o.id = ${id}`;
}
