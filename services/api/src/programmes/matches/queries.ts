import type { Schema, Transaction } from "@zuwendo/db";
import {
  closesOnFor,
  DomainError,
  type Land,
  latestEndOn,
  type MatchCall,
  type MatchIdea,
  type MatchProgramme,
  noDayReason,
} from "@zuwendo/domain";
import { type Selectable, sql } from "kysely";
import { type CutOffTerms, cutOffTerms, joinCutOffTerms } from "../../deadlines/planning/cut-off-queries.ts";

/** An office's calls are counted in dozens; the limit only bounds what a mistaken import could do. */
const mostCalls = 1000;

export interface OpenCall {
  readonly callId: string;
  readonly callTitle: string;
  readonly programmeId: string;
  readonly programmeName: string;
  readonly fundId: string | null;
  readonly closesOn: string | null;
  readonly isIllustrative: boolean;
  readonly dismissedReason: string | null;
  readonly dismissedAt: string | null;
  readonly programme: MatchProgramme;
  readonly call: MatchCall;
}

type StoredCall = Pick<
  Selectable<Schema["calls"]>,
  "fundId" | "opensOn" | "closesOn" | "projectFrom" | "projectTo" | "deadlineRule"
> &
  Pick<
    Selectable<Schema["programmes"]>,
    | "applicantKinds"
    | "excludedApplicantKinds"
    | "areaKeys"
    | "topics"
    | "excludedTopics"
    | "excludedMeasureKinds"
    | "targetGroups"
    | "minGrantCents"
    | "maxGrantCents"
    | "maxTotalCostCents"
    | "fundingRateBp"
    | "ownShareMinBp"
    | "isCharitableRequired"
    | "isOpinionRequired"
    | "maxDurationMonths"
    | "latestEndMonthDay"
    | "ruleQuotes"
    | "isIllustrative"
  > &
  CutOffTerms & {
    readonly callId: string;
    readonly callTitle: string;
    readonly programmeId: string;
    readonly programmeName: string;
    readonly dismissedReason: string | null;
    readonly dismissedAt: string | null;
  };

/** Calls that have not closed, each with the rules of its programme and fund, and whether it was dismissed for the idea. */
export async function listOpenCalls(
  tx: Transaction,
  ideaId: string,
  today: string,
  startsOn: string | null,
  place: { land: Land; zone: string },
): Promise<OpenCall[]> {
  const rows = await tx.run<StoredCall>(sql`
    select c.id as call_id, c.title as call_title, c.fund_id, c.opens_on, c.closes_on, c.project_from, c.project_to,
      c.deadline_rule, p.id as programme_id, p.name as programme_name, p.applicant_kinds, p.excluded_applicant_kinds,
      p.area_keys, p.topics, p.excluded_topics, p.excluded_measure_kinds, p.target_groups, p.min_grant_cents,
      least(p.max_grant_cents, f.per_project_max_cents) as max_grant_cents, p.max_total_cost_cents,
      p.funding_rate_bp, p.own_share_min_bp, p.is_charitable_required, p.is_opinion_required,
      p.max_duration_months, p.latest_end_month_day, p.rule_quotes, p.is_illustrative,
      x.reason as dismissed_reason, x.dismissed_at, ${cutOffTerms}
    from calls c
      ${joinCutOffTerms}
      join programmes p on p.id = c.programme_id
      left join funds f on f.id = c.fund_id
      left join match_dismissals x on x.call_id = c.id and x.idea_id = ${ideaId}
    where c.closes_on is null or c.closes_on >= ${today}
    order by c.closes_on, c.id limit ${mostCalls}`);
  const calls = rows.map((row) => toOpenCall(row, today, startsOn, place));
  return calls.filter(({ closesOn }) => closesOn === null || closesOn >= today);
}

function toOpenCall(
  row: StoredCall,
  today: string,
  startsOn: string | null,
  place: { land: Land; zone: string },
): OpenCall {
  const { callId, callTitle, programmeId, programmeName, fundId, isIllustrative } = row;
  const { dismissedReason, dismissedAt, deadlineRule, opensOn, projectFrom, projectTo } = row;
  const closing = { ...row, land: row.cutOffLand, rollPolicy: row.cutOffRollPolicy };
  const closesOn = closesOnFor(closing, startsOn, place);
  return {
    ...{ callId, callTitle, programmeId, programmeName, fundId, isIllustrative, closesOn },
    ...{ dismissedReason, dismissedAt },
    programme: {
      ...row,
      id: programmeId,
      name: programmeName,
      applicantKindsExcluded: row.excludedApplicantKinds,
      charitableRequired: row.isCharitableRequired,
      opinionRequired: row.isOpinionRequired,
      latestEndOn:
        row.latestEndMonthDay === null
          ? null
          : latestEndOn(row.latestEndMonthDay, startsOn === null ? [today, opensOn, closesOn] : [startsOn]),
    },
    call: {
      ...{ opensOn, closesOn, projectFrom, projectTo },
      noDeadlineReason: closesOn === null ? noDayReason(deadlineRule) : null,
    },
  };
}

interface StoredIdea extends Omit<MatchIdea, "areaKeys"> {
  readonly areaKey: string | null;
}

/** What matching knows of an idea, with its organisation's charitable status. */
export async function findMatchIdea(
  tx: Transaction,
  ideaId: string,
): Promise<MatchIdea & { startsOn: string | null }> {
  const [row] = await tx.run<StoredIdea>(sql`
    select i.topics, i.measure_kinds, i.target_groups, coalesce(i.area_key, o.area_key) as area_key,
      coalesce(i.applicant_kind, o.kind) as applicant_kind, o.is_charitable, o.charitable_until, i.amount_cents, i.own_share_cents,
      i.starts_on, i.ends_on
    from ideas i left join organisations o on o.id = i.organisation_id
    where i.id = ${ideaId}`);
  if (row === undefined) throw new DomainError("not-found");
  const { areaKey, ...idea } = row;
  return { ...idea, areaKeys: areaKey === null ? [] : [areaKey] };
}

/** Keeps that somebody dismissed a match, and why; the last reason stands. */
export function saveDismissal(
  tx: Transaction,
  { ideaId, callId, reason, personId }: { ideaId: string; callId: string; reason: string; personId: string },
): void {
  tx.queue(sql`
    insert into match_dismissals (idea_id, call_id, reason, dismissed_by)
    values (${ideaId}, ${callId}, ${reason}, ${personId})
    on conflict (office_id, idea_id, call_id) do update
    set reason = excluded.reason, dismissed_by = excluded.dismissed_by, dismissed_at = now()`);
}

export function deleteDismissal(
  tx: Transaction,
  { ideaId, callId }: { ideaId: string; callId: string },
): void {
  tx.queue(sql`delete from match_dismissals where idea_id = ${ideaId} and call_id = ${callId}`);
}
