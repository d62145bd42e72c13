import { setTimeout as sleep } from "node:timers/promises";
import { startCrew } from "./crew.ts";
import { type Evidence, judge, type Verdict } from "./judge.ts";
import { closeAsPlanned, insertLoad, letFallDue } from "./load.ts";
import { ownerForFaults } from "./owner.ts";
import { type Plan, planFaults, type SinkBehaviour } from "./plan.ts";
import { postgresForFaults } from "./postgres.ts";
import { queueForFaults } from "./queue.ts";
import { countOpen, readClaims, readTold, recordClaims } from "./record.ts";
import { type Sink, sinkForFaults } from "./sink.ts";
import type { Teardown } from "./teardown.ts";

const workerCount = 4;
const host = "zuwendo.example";
/** Everybody is up and waits when the first reminder falls due. */
const headStartMs = 2_000;
/** Leases of the killed and mails that were put off run out within. */
const drainMs = 150_000;
const lookMs = 500;

export interface Outcome {
  readonly plan: Plan;
  readonly verdict: Verdict;
  readonly evidence: Evidence;
  readonly isOnRedis: boolean;
  /** What was not final when the time was over. */
  readonly left: number;
  readonly ended: number;
  readonly codes: readonly (number | null)[];
  readonly startAt: number;
  readonly seconds: number;
}

/** Goes through the plan: reminders fall due, deadlines are closed, and meanwhile everything fails that can. */
export async function runFaults(t: Teardown, seed: number, say: (line: string) => void): Promise<Outcome> {
  const begunAt = performance.now();
  const plan = planFaults(seed);
  const postgres = await postgresForFaults(t);
  const owner = await ownerForFaults(t, postgres.ownerUrl);
  const queue = await queueForFaults(t, owner);
  const sink = await sinkForFaults(t);
  await recordClaims(owner);
  const ids = await insertLoad(owner, plan);
  const crew = await startCrew(t, workerCount, {
    DATABASE_URL: postgres.workerUrl,
    REDIS_URL: queue.redisUrl,
    SMTP_URL: sink.url,
    PUBLIC_URL: `http://${host}`,
  });
  const startAt = Date.now() + headStartMs;
  await letFallDue(owner, plan, ids, startAt);

  const note = (what: string) => say(`${((Date.now() - startAt) / 1000).toFixed(1).padStart(6)} s  ${what}`);
  const at = (atMs: number) => sleep(Math.max(0, startAt + atMs - Date.now()));
  const killWorkers = async () => {
    for (const { atMs, pick } of plan.kills) {
      await at(atMs);
      await crew.kill(pick);
      note("a worker was killed");
    }
  };
  const faultQueue = async () => {
    for (const { atMs, does, downMs } of plan.queueFaults) {
      if (does === "restart" && queue.redisUrl === undefined) continue;
      await at(atMs);
      await (does === "flush" ? queue.flush() : queue.restart(downMs));
      note(does === "flush" ? "the queue was flushed" : "Redis was killed and is back");
    }
  };
  const restartPostgres = async () => {
    for (const atMs of plan.postgresRestarts) {
      await at(atMs);
      const killedAt = Date.now();
      await postgres.restart();
      note(`PostgreSQL was killed and is back after ${((Date.now() - killedAt) / 1000).toFixed(1)} s`);
    }
  };
  const [closed] = await Promise.all([
    closeAsPlanned(owner, plan, ids, startAt),
    killWorkers(),
    faultQueue(),
    restartPostgres(),
    misbehave(sink, plan, at, note),
  ]);
  await at(Math.max(...plan.deadlines.map(({ dueMs }) => dueMs)));
  note("nothing more falls due");
  let left = await countOpen(owner);
  for (const drainedAt = Date.now(); left > 0 && Date.now() - drainedAt < drainMs; ) {
    await sleep(lookMs);
    left = await countOpen(owner);
  }
  note(left === 0 ? "everything is final" : `${left} are not final`);
  const codes = await crew.stop();
  // Once this is answered, everything that was noted before has arrived.
  await sink.behave({ does: "accept" });
  const evidence: Evidence = {
    told: await readTold(owner),
    claims: await readClaims(owner),
    notes: sink.notes,
    closed,
    kills: crew.kills,
  };
  return {
    ...{ plan, evidence, left, codes, startAt, verdict: judge(evidence), ended: crew.ended() },
    isOnRedis: queue.redisUrl !== undefined,
    seconds: (performance.now() - begunAt) / 1000,
  };
}

function nameOf(behaviour: SinkBehaviour): string {
  if (behaviour.does === "refuse") return `answers ${behaviour.code}`;
  return behaviour.does === "close" ? "refuses connections" : "hangs inside DATA";
}

async function misbehave(
  sink: Sink,
  plan: Plan,
  at: (atMs: number) => Promise<unknown>,
  note: (what: string) => void,
): Promise<void> {
  for (const { atMs, forMs, behaviour } of plan.stretches) {
    await at(atMs);
    await sink.behave(behaviour);
    note(`the mail server ${nameOf(behaviour)} for ${forMs / 1000} s`);
    await sleep(forMs);
    await sink.behave({ does: "accept" });
  }
}
