import { findAround, findPlans, type Transaction } from "@zuwendo/db";
import { type DeadlineKind, epochMs, nextReminder, plannedSteps, type SkippedStep } from "@zuwendo/domain";
import { sql } from "kysely";
import { atNow } from "../batches.ts";
import type { Tools } from "../tools.ts";
import { advance, type SweptDeadline, skippedReminders, sweptColumns, withLadder } from "./due-reminders.ts";
import { writeReminders } from "./write-reminders.ts";

/** Deadlines taken at a time; locks are held for as long as they take. */
const batchSize = 500;

interface ChangedPlan {
  readonly officeId: string;
  readonly id: string;
  readonly kind: DeadlineKind;
  readonly programmeId: string | null;
  /** Deadlines up to this id follow the new plan already. */
  readonly after: string;
}

async function findChangedPlan(tx: Transaction): Promise<ChangedPlan | undefined> {
  const [plan] = await tx.run<ChangedPlan>(sql`
    select office_id, id, kind, programme_id, replan_after as after from reminder_plans
    where replan_after is not null order by updated_at limit 1 for update skip locked`);
  return plan;
}

function findFollowers(tx: Transaction, plan: ChangedPlan): Promise<SweptDeadline[]> {
  return tx.run<SweptDeadline>(sql`
    select ${sweptColumns} from deadlines d join offices o on o.id = d.office_id
    where d.office_id = ${plan.officeId} and d.id > ${plan.after} and d.kind = ${plan.kind} and d.state = 'open'
      and (${plan.programmeId}::uuid is null or d.programme_id = ${plan.programmeId})
    order by d.id limit ${batchSize} for update of d`);
}

/** Lets one batch of deadlines follow a plan that has changed; returns whether there may be more to do. */
async function replanBatch(tools: Tools): Promise<boolean> {
  return atNow(tools, async (tx, now) => {
    const plan = await findChangedPlan(tx);
    if (plan === undefined) return false;
    const followers = await findFollowers(tx, plan);
    const plans = await findPlans(tx, followers);
    const around = await findAround(tx, followers, now);
    const outcomes = followers.map((deadline) => {
      const { reminded, from, since } = withLadder(deadline, plans);
      const passed = plannedSteps(reminded).filter(
        ({ sendAt }) => since !== null && epochMs(sendAt) <= epochMs(since),
      );
      const skipped = passed.map((reminder): SkippedStep => ({ ...reminder, reason: "past-when-planned" }));
      return {
        reminders: skippedReminders(deadline, skipped, around, now),
        move: {
          officeId: deadline.officeId,
          id: deadline.id,
          until: from,
          next: nextReminder(reminded, from)?.sendAt ?? null,
        },
      };
    });
    writeReminders(
      tx,
      outcomes.flatMap(({ reminders }) => reminders),
    );
    advance(
      tx,
      outcomes.map(({ move }) => move),
    );
    const last = followers.length < batchSize ? null : (followers.at(-1)?.id ?? null);
    tx.queue(sql`
      update reminder_plans set replan_after = ${last} where office_id = ${plan.officeId} and id = ${plan.id}`);
    return true;
  });
}

/**
 * Lets every open deadline follow the plans that were put in force, changed or retired: what lies in the past by then is
 * recorded as skipped, never sent. Until a deadline has had its turn here the sweep keeps to that by itself.
 */
export async function followChangedPlans(tools: Tools): Promise<void> {
  while (!tools.stopping.aborted && (await replanBatch(tools))) {
    // Each batch is a transaction of its own.
  }
}
