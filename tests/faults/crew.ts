import { setTimeout as sleep } from "node:timers/promises";
import { startProcess, type TestProcess } from "../support/processes.ts";
import type { Teardown } from "./teardown.ts";

const lookMs = 100;
const startAgainMs = 500;
const patienceMs = 30_000;

export interface Crew {
  /** When workers were killed: from the signal to when they were gone. */
  readonly kills: readonly { readonly from: number; readonly until: number }[];
  /** Workers that have ended although nobody killed them. */
  ended(): number;
  /** Kills one of those that run, waiting for one where none does; it is started again. */
  kill(pick: number): Promise<void>;
  /** Asks all to stop; the exit codes. */
  stop(): Promise<(number | null)[]>;
}

/** So many workers, each started again whenever it has ended, as a container is. */
export async function startCrew(
  t: Teardown,
  size: number,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Crew> {
  const kills: { from: number; until: number }[] = [];
  const restarts = new Set<Promise<void>>();
  const places: (TestProcess | undefined)[] = [];
  let ended = 0;
  let isStopping = false;

  /** While PostgreSQL is away a worker refuses to start. */
  const fill = async (place: number) => {
    places[place] = undefined;
    for (const startedAt = Date.now(); !isStopping; await sleep(startAgainMs)) {
      const worker = await startProcess(t, "worker", environment).catch((error: unknown) => {
        if (Date.now() - startedAt > patienceMs) throw error;
      });
      if (worker === undefined) continue;
      places[place] = worker;
      return;
    }
  };
  const fillAgain = (place: number) => {
    const restart = fill(place).finally(() => restarts.delete(restart));
    restarts.add(restart);
    restart.catch((error: unknown) => console.error("a worker did not start again:", error));
  };
  const watch = setInterval(() => {
    places.forEach((worker, place) => {
      if (worker === undefined || worker.isRunning() || isStopping) return;
      ended += 1;
      fillAgain(place);
    });
  }, lookMs);
  t.teardown(() => {
    isStopping = true;
    clearInterval(watch);
  });

  const running = () =>
    places.flatMap((worker, place) => (worker?.isRunning() === true ? [{ worker, place }] : []));
  await Promise.all(Array.from({ length: size }, (_, place) => fill(place)));
  return {
    kills,
    ended: () => ended,
    kill: async (pick) => {
      for (const startedAt = Date.now(); running().length === 0; await sleep(lookMs)) {
        if (Date.now() - startedAt > patienceMs) throw new Error("no worker comes back");
      }
      const victims = running();
      const victim = victims[Math.floor(pick * victims.length)];
      if (victim === undefined) return;
      places[victim.place] = undefined;
      const from = Date.now();
      await victim.worker.kill();
      kills.push({ from, until: Date.now() });
      fillAgain(victim.place);
    },
    stop: async () => {
      await Promise.all(restarts);
      isStopping = true;
      clearInterval(watch);
      return Promise.all(running().map(({ worker }) => worker.stop()));
    },
  };
}
