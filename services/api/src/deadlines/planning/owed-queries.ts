import type { Transaction } from "@zuwendo/db";
import { type DeadlineKind, eventLabels, type RuleOwner } from "@zuwendo/domain";
import { type RawBuilder, sql } from "kysely";
import type { Resource } from "../../resources/resource.ts";
import { SetDeadlineRule } from "../deadline-rules/schema.ts";
import type { DutyAbout } from "./duties.ts";
import { mayComeBack, type StoredDeadline, storedColumns } from "./stored-queries.ts";

export const deadlineRules: Resource<typeof SetDeadlineRule, "deadlineRules"> = {
  name: "deadline-rules",
  one: "a deadline rule",
  table: "deadlineRules",
  shape: SetDeadlineRule,
  filters: ["ownerType", "ownerId", "kind"],
  sorts: ["createdAt"],
  read: "deadline-rules.read",
};

/** Whose rule it is. */
export interface Owner {
  readonly type: RuleOwner;
  readonly id: string;
}

export async function isKnownOwner(tx: Transaction, { type, id }: Owner): Promise<boolean> {
  const found = await tx.run(sql`select 1 from ${sql.table(type)} where id = ${id}`);
  return found.length > 0;
}

export function deleteRule(tx: Transaction, id: string): void {
  tx.queue(sql`delete from deadline_rules where id = ${id}`);
}

/** What a duty can be reckoned from: whose rules may decide, the terms of the programme and the days of its events. */
export interface RuleFacts {
  readonly callId: string | null;
  readonly fundId: string | null;
  readonly paperId: string | null;
  readonly spendingWindowWeeks: number | null;
  readonly proofWeeks: number | null;
  readonly servedOn: string | null;
  readonly periodFrom: string | null;
  readonly periodTo: string | null;
  readonly paidOn: string | null;
  readonly meetingId: string | null;
  readonly meetingOn: string | null;
  /** When the step was taken that the duty arose from. */
  readonly arisenAt: string;
}

const around = sql.raw(`a.call_id, a.fund_id, pa.id as paper_id, p.spending_window_weeks, p.proof_weeks,
  g.served_on, g.period_from, g.period_to, b.paid_on, m.id as meeting_id, m.takes_place_on as meeting_on`);

/**
 * Locks the open deadlines of some kinds that a rule of this owner may decide, up to a limit. Those made by hand have
 * a rule of their own.
 */
export function lockGoverned(
  tx: Transaction,
  owner: Owner | { readonly type: "deadlines"; readonly id: string },
  kinds: readonly DeadlineKind[],
  limit: number,
): Promise<(StoredDeadline & RuleFacts)[]> {
  const condition = {
    deadlines: sql`d.id = ${owner.id}`,
    papers: sql`d.subject_id = ${owner.id}`,
    applications: sql`d.application_id = ${owner.id}`,
    calls: sql`a.call_id = ${owner.id}`,
    funds: sql`a.fund_id = ${owner.id}`,
    programmes: sql`d.programme_id = ${owner.id}`,
    committees: sql`d.committee_id = ${owner.id}`,
  }[owner.type];
  return tx.run(sql`
    select ${storedColumns}, ${around}, d.created_at as arisen_at
    from deadlines d
      left join applications a on a.id = d.application_id
      left join programmes p on p.id = d.programme_id
      left join grants g on d.subject_type = 'grants' and g.id = d.subject_id
      left join disbursements b on d.subject_type = 'disbursements' and b.id = d.subject_id
      left join papers pa on d.subject_type = 'papers' and pa.id = d.subject_id
      left join meetings m on m.id = coalesce(pa.meeting_id, case when d.subject_type = 'meetings' then d.subject_id end)
    where d.kind = any(${[...kinds]}) and d.state = 'open' and d.subject_type not in ('deadlines', 'programmes')
      and ${condition}
    order by d.id limit ${limit} for update of d`);
}

export async function findProgrammeName(tx: Transaction, id: string): Promise<string> {
  const [found] = await tx.run<{ name: string }>(sql`select name from programmes where id = ${id}`);
  return found?.name ?? "";
}

const running = sql`a.state in ('granted', 'running', 'proof-due')`;
const ofGrant = {
  join: sql`join grants g on g.application_id = a.id`,
  subject: "g",
  type: "grants",
} as const;
const ofApplication = { join: sql``, subject: "a", type: "applications" } as const;
const lastStep = (to: string) =>
  sql`coalesce((select max(l.at) from audit_log l where l.subject_id = a.id and l.action = ${`to:${to}`}), a.updated_at)`;

interface Source {
  readonly join: RawBuilder<unknown>;
  readonly subject: "g" | "b" | "a";
  readonly type: string;
  readonly condition: RawBuilder<unknown>;
  readonly arisenAt?: RawBuilder<unknown>;
}

/** Where the duties of a project come from: the event of each kind that has happened and is not over. */
const sources: Partial<Record<DeadlineKind, Source>> = {
  objection: { ...ofGrant, condition: running },
  "granting-period-end": { ...ofGrant, condition: running },
  "proof-of-use": { ...ofGrant, condition: running },
  "drawdown-request": { ...ofGrant, condition: sql`${running} and g.disbursed_cents < g.amount_cents` },
  "interim-proof": {
    ...ofGrant,
    condition: sql`${running} and date_part('year', g.period_to) > date_part('year', g.period_from)`,
  },
  "spending-window": {
    join: sql`join disbursements b on b.application_id = a.id`,
    ...{ subject: "b", type: "disbursements" },
    condition: sql`${running} and b.used_on is null`,
  },
  "formal-check": {
    ...ofApplication,
    condition: sql`a.state = 'submitted'`,
    arisenAt: lastStep("submitted"),
  },
  completion: { ...ofApplication, condition: sql`a.state = 'returned'`, arisenAt: lastStep("returned") },
  "retention-end": {
    ...ofApplication,
    condition: sql`a.state in ('proof-submitted', 'closed')`,
    arisenAt: lastStep("proof-submitted"),
  },
};

export type Unplanned = DutyAbout & RuleFacts;

/** What has happened under an owner and has no deadline of a kind, up to a limit; cancelled by hand counts as having one. */
export function listUnplanned(
  tx: Transaction,
  owner: Owner,
  kind: DeadlineKind,
  { today, limit }: { today: string; limit: number },
): Promise<Unplanned[]> {
  const source = sources[kind];
  return source === undefined
    ? listUnplannedOfMeetings(tx, owner, kind, { today, limit })
    : listUnplannedOfProjects(tx, owner, { kind, ...source }, limit);
}

/** Neither open nor met, and not cancelled for good either. */
const without = (kind: DeadlineKind, subjectId: RawBuilder<unknown>) => {
  const same = sql`deadlines d where d.subject_id = ${subjectId} and d.kind = ${kind}`;
  return sql`not exists (select from ${same} and d.state <> 'cancelled')
    and coalesce((select ${mayComeBack} from ${same} order by d.created_at desc, d.id desc limit 1), true)`;
};

function listUnplannedOfProjects(
  tx: Transaction,
  owner: Owner,
  { kind, join, subject, type, condition, arisenAt }: Source & { kind: DeadlineKind },
  limit: number,
): Promise<Unplanned[]> {
  const column = { applications: "id", calls: "callId", funds: "fundId", programmes: "programmeId" }[
    owner.type as string
  ];
  if (column === undefined) return Promise.resolve([]);
  const from = (alias: "g" | "b", names: readonly string[]) =>
    names.map((name) =>
      subject === alias ? sql`${sql.ref(`${alias}.${name}`)}` : sql`null as ${sql.ref(name)}`,
    );
  return tx.run(sql`
    select ${type} as subject_type, ${sql.ref(`${subject}.id`)} as subject_id, a.id as application_id, a.programme_id,
      a.title, a.lead_id, i.lead_id as owner_id, a.call_id, a.fund_id, p.spending_window_weeks, p.proof_weeks,
      ${sql.join([...from("g", ["servedOn", "periodFrom", "periodTo"]), ...from("b", ["paidOn"])])},
      ${arisenAt ?? sql`a.updated_at`} as arisen_at
    from applications a join ideas i on i.id = a.idea_id join programmes p on p.id = a.programme_id ${join}
    where ${sql.ref(`a.${column}`)} = ${owner.id} and ${condition} and ${without(kind, sql.ref(`${subject}.id`))}
    order by 2 limit ${limit}`);
}

/** Meetings that lie ahead, and papers that are being written for one. */
function listUnplannedOfMeetings(
  tx: Transaction,
  owner: Owner,
  kind: DeadlineKind,
  { today, limit }: { today: string; limit: number },
): Promise<Unplanned[]> {
  const ahead = sql`m.state = 'planned' and m.takes_place_on >= ${today}`;
  const meeting = sql`m.id as meeting_id, m.takes_place_on as meeting_on, m.committee_id`;
  if (kind === "meeting-invitation") {
    return tx.run(sql`
      select 'meetings' as subject_type, m.id as subject_id, c.name || ${`: ${eventLabels.meeting.de}`} as title, m.created_at as arisen_at, ${meeting}
      from meetings m join committees c on c.id = m.committee_id
      where m.committee_id = ${owner.id} and ${ahead} and ${without(kind, sql`m.id`)} order by 2 limit ${limit}`);
  }
  const condition = owner.type === "papers" ? sql`pa.id = ${owner.id}` : sql`m.committee_id = ${owner.id}`;
  return tx.run(sql`
    select 'papers' as subject_type, pa.id as subject_id, pa.id as paper_id, pa.title, pa.author_id as lead_id,
      pa.created_at as arisen_at, ${meeting}
    from papers pa join meetings m on m.id = pa.meeting_id
    where ${condition} and pa.state = 'draft' and ${ahead} and ${without(kind, sql`pa.id`)}
    order by 2 limit ${limit}`);
}
