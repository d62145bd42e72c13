import { isJobName, type Job, type JobName, jobNamed, jobNames } from "./jobs.ts";
import type { HintQueue } from "./transport.ts";

type Found = Awaited<ReturnType<HintQueue["getJobSchedulers"]>>[number];

// Upserting takes a waiting run out of the queue and puts it at its end, so a busy queue must not look stuck.
const stuckAfterMs = 10 * 60_000;

/**
 * Makes the queue's schedulers those of the catalogue: adds what is missing, mends what differs or no longer
 * moves, removes what the catalogue does not know. A queue that is right is only read.
 */
export async function upsertSchedulers(queue: HintQueue, now: number): Promise<void> {
  const found = await queue.getJobSchedulers(0, -1, true);
  for (const { key } of found) {
    if (!isJobName(key) || !jobNamed(key).schedule) await queue.removeJobScheduler(key);
  }
  for (const name of jobNames) {
    const present = found.find(({ key }) => key === name);
    if (!present || !isAsPlanned(jobNamed(name), present, now)) await upsert(queue, name);
  }
}

function isAsPlanned({ schedule }: Job, found: Found, now: number): boolean {
  if (!schedule || (found.next ?? 0) < now - stuckAfterMs) return false;
  return "cron" in schedule
    ? found.pattern === schedule.cron && found.tz === schedule.zone
    : Number(found.every) === schedule.everyMs;
}

async function upsert(queue: HintQueue, name: JobName): Promise<void> {
  const { schedule, attempts, removeOnComplete, removeOnFail } = jobNamed(name);
  if (!schedule) return;
  const repeat =
    "cron" in schedule ? { pattern: schedule.cron, tz: schedule.zone } : { every: schedule.everyMs };
  await queue.upsertJobScheduler(name, repeat, {
    name,
    data: {},
    opts: { attempts, removeOnComplete, removeOnFail },
  });
}
