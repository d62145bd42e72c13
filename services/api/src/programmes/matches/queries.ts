import type { Transaction } from "@zuwendo/db";
import {
  addMonths,
  type DeadlineRule,
  type Land,
  type MatchCall,
  type MatchIdea,
  type MatchProgramme,
  type NoDeadlineReason,
  planDeadline,
  type RollPolicy,
  type Text,
} from "@zuwendo/domain";
import { sql } from "kysely";
import { cutOffTerms, joinCutOffTerms } from "../../deadlines/planning/cut-off-queries.ts";

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

type Row = Record<string, unknown>;

/** Calls that have not closed, each with the rules of its programme and fund, and whether it was dismissed for the idea. */
export async function listOpenCalls(
  tx: Transaction,
  ideaId: string,
  today: string,
  startsOn: string | null,
  place: { land: Land; zone: string },
): Promise<OpenCall[]> {
  const rows = await tx.run<Row>(sql`
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

const countsFromStart = ["before-start", "yearly", "soft-and-hard"];

/** A call that counts from the project's start closes for each idea on a day of its own. */
function closeFromStart(row: Row, startsOn: string, place: { land: Land; zone: string }): string | null {
  const rule = row.deadlineRule as DeadlineRule;
  const anchor = { label: { de: "Beginn des Vorhabens", en: "Start of the project" }, on: startsOn };
  const planned = planDeadline({
    ...{ kind: "application-cut-off", rule, anchor, zone: place.zone },
    land: (row.cutOffLand ?? place.land) as Land,
    ...(row.cutOffRollPolicy === null ? {} : { rollPolicy: row.cutOffRollPolicy as RollPolicy }),
  });
  return planned.none ? null : planned.effectiveOn;
}

function toOpenCall(
  row: Row,
  today: string,
  startsOn: string | null,
  place: { land: Land; zone: string },
): OpenCall {
  const rule = row.deadlineRule as { kind: string; reason?: NoDeadlineReason | Text };
  const monthDay = row.latestEndMonthDay as string | null;
  const closesOn =
    countsFromStart.includes(rule.kind) && startsOn !== null
      ? closeFromStart(row, startsOn, place)
      : (row.closesOn as string | null);
  return {
    callId: String(row.callId),
    callTitle: String(row.callTitle),
    programmeId: String(row.programmeId),
    programmeName: String(row.programmeName),
    fundId: row.fundId as string | null,
    closesOn,
    isIllustrative: row.isIllustrative === true,
    dismissedReason: row.dismissedReason as string | null,
    dismissedAt: row.dismissedAt as string | null,
    programme: {
      ...(row as unknown as MatchProgramme),
      id: String(row.programmeId),
      name: String(row.programmeName),
      applicantKindsExcluded: row.excludedApplicantKinds as MatchProgramme["applicantKindsExcluded"],
      charitableRequired: row.isCharitableRequired === true,
      opinionRequired: row.isOpinionRequired === true,
      latestEndOn:
        monthDay === null
          ? null
          : lastDay((startsOn ?? latest(today, row.opensOn, closesOn)).slice(0, 4), monthDay),
    },
    call: {
      ...(row as unknown as MatchCall),
      closesOn,
      noDeadlineReason: closesOn === null ? noDayReason(rule) : null,
    },
  };
}

/** In a word; a reason taken over from a programme is told in a sentence of its own. */
function noDayReason({ kind, reason }: { kind: string; reason?: NoDeadlineReason | Text }): NoDeadlineReason {
  if (typeof reason === "string") return reason;
  return kind === "rolling" ? "rolling" : "dates-follow";
}

/** A project without days of its own cannot run before the call has opened and closed. */
function latest(today: string, ...days: unknown[]): string {
  return days.reduce<string>((late, day) => (typeof day === "string" && day > late ? day : late), today);
}

/** `02-29` is the last of February in every year. */
function lastDay(year: string, monthDay: string): string {
  return monthDay === "02-29" ? addMonths(`${year}-01-31`, 1) : `${year}-${monthDay}`;
}

/** What matching knows of an idea, with its organisation's charitable status. */
export async function findMatchIdea(
  tx: Transaction,
  ideaId: string,
): Promise<MatchIdea & { startsOn: string | null }> {
  const [row] = await tx.run<Row>(sql`
    select i.topics, i.measure_kinds, i.target_groups, coalesce(i.area_key, o.area_key) as area_key,
      coalesce(i.applicant_kind, o.kind) as applicant_kind, o.is_charitable, i.amount_cents, i.own_share_cents,
      i.starts_on, i.ends_on
    from ideas i left join organisations o on o.id = i.organisation_id
    where i.id = ${ideaId}`);
  return {
    ...(row as unknown as MatchIdea),
    isCharitable: (row?.isCharitable as boolean | null | undefined) ?? null,
    areaKeys: row?.areaKey == null ? [] : [String(row.areaKey)],
  };
}

/** Keeps that somebody dismissed a match, and why; the last reason stands. */
export function saveDismissal(
  tx: Transaction,
  { ideaId, callId, reason, personId }: { ideaId: unknown; callId: string; reason: string; personId: string },
): void {
  tx.queue(sql`
    insert into match_dismissals (idea_id, call_id, reason, dismissed_by)
    values (${ideaId}, ${callId}, ${reason}, ${personId})
    on conflict (office_id, idea_id, call_id) do update
    set reason = excluded.reason, dismissed_by = excluded.dismissed_by, dismissed_at = now()`);
}

export function deleteDismissal(
  tx: Transaction,
  { ideaId, callId }: { ideaId: unknown; callId: string },
): void {
  tx.queue(sql`delete from match_dismissals where idea_id = ${ideaId} and call_id = ${callId}`);
}
