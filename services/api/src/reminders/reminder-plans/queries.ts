import type { Transaction } from "@zuwendo/db";
import { type DeadlineKind, referenceUnknown } from "@zuwendo/domain";
import { sql } from "kysely";
import type { Resource } from "../../resources/resource.ts";
import { ReminderPlan } from "./schema.ts";

export const reminderPlans: Resource<typeof ReminderPlan, "reminderPlans"> = {
  name: "reminder-plans",
  one: "a reminder plan",
  table: "reminderPlans",
  shape: ReminderPlan,
  filters: ["programmeId", "kind", "state"],
  sorts: ["createdAt"],
  read: "reminder-plans.read",
};

/** Which plan, and what it is for. */
interface PlanPlace {
  readonly id: string;
  readonly kind: DeadlineKind;
  readonly programmeId: string | null;
}

const replacedBy = ({ id, kind, programmeId }: PlanPlace) =>
  sql`kind = ${kind} and programme_id is not distinct from ${programmeId}::uuid and state = 'active' and id <> ${id}`;

/** Before every id: nothing has followed a changed plan yet. */
export const fromTheFirst = "00000000-0000-0000-0000-000000000000";

/** Refuses a programme that is not in the office's directory: `reference-unknown`. */
export async function assertProgramme(tx: Transaction, programmeId: string): Promise<void> {
  const found = await tx.run(sql`select from programmes where id = ${programmeId}`);
  if (found.length === 0) {
    throw referenceUnknown("programmeId");
  }
}

/** The plan in force that putting this one in force would retire; null where there is none. */
export async function findReplaced(tx: Transaction, plan: PlanPlace): Promise<string | null> {
  const [found] = await tx.run<{ id: string }>(sql`select id from reminder_plans where ${replacedBy(plan)}`);
  return found?.id ?? null;
}

/** Takes the plan out of force that another one of its kind and programme replaces. */
export function retireOthers(tx: Transaction, plan: PlanPlace, now: string): void {
  tx.queue(sql`
    update reminder_plans set state = 'retired', in_force_since = ${now}, version = version + 1, updated_at = now()
    where ${replacedBy(plan)}`);
}

/** Keeps two changes of the plans of one kind from passing each other: they take turns until the commit. */
export function lockKind(tx: Transaction, kind: DeadlineKind): void {
  tx.queue(
    sql`select pg_advisory_xact_lock(hashtextextended(current_office()::text || ' plan ' || ${kind}::text, 0))`,
  );
}

/** How many open deadlines a plan would decide about, and the earliest days they count to, for what is past already. */
export function listGoverned(
  tx: Transaction,
  plan: { readonly kind: DeadlineKind; readonly programmeId: string | null },
  days: { readonly from: string; readonly to: string },
  limit: number,
): Promise<{ nominalOn: string; softOn: string | null; endsAt: string }[]> {
  return tx.run(sql`
    select nominal_on, soft_on, ends_at from deadlines
    where kind = ${plan.kind} and state = 'open' and nominal_on between ${days.from} and ${days.to}
      and (${plan.programmeId}::uuid is null or programme_id = ${plan.programmeId}) limit ${limit}`);
}
