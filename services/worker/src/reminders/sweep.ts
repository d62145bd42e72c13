import type { Tools } from "../tools.ts";
import { tellChangedDays } from "./changed-days.ts";
import { followChangedPlans } from "./changed-plans.ts";
import { remindOfDue } from "./due-reminders.ts";
import { remindSnoozed } from "./snoozed.ts";

/** Turns everything that is due into mails: changed plans first, as they decide what is; returns how much there was. */
export async function sweepAll(tools: Tools): Promise<number> {
  await followChangedPlans(tools);
  const handled = [await remindOfDue(tools), await remindSnoozed(tools), await tellChangedDays(tools)];
  return handled.reduce((sum, each) => sum + each, 0);
}

/** Milliseconds until the next thing falls due that is known of now; Infinity when there is none. */
export async function untilDue(tools: Tools): Promise<number> {
  const { rows: clock } = await tools.pool.query<{ now: string }>("select clock_timestamp() as now");
  const now = tools.clock(String(clock[0]?.now));
  const { rows } = await tools.pool.query<{ due_ms: number | null; mail_ms: number | null }>(
    `select extract(epoch from least(
         (select min(next_remind_at) from deadlines where state = 'open' and next_remind_at is not null),
         (select min(due_at) from deadline_moves where told_at is null),
         (select min(remind_at) from reminder_answers where remind_at is not null)) - $1::timestamptz)::float * 1000 as due_ms,
       extract(epoch from (select min(next_try_at) from mails where state = 'pending') - clock_timestamp())::float * 1000 as mail_ms`,
    [now],
  );
  return Math.min(rows[0]?.due_ms ?? Number.POSITIVE_INFINITY, rows[0]?.mail_ms ?? Number.POSITIVE_INFINITY);
}
