import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Place } from "./place.ts";
import { isStillRunning, startMark } from "./processes.ts";
import { StartError } from "./start-error.ts";

/**
 * Makes this process the only launcher of the database; returns the release.
 * A lock whose process ended, or whose pid is another process by now, is taken over.
 */
export function takeLauncherLock({ dataDir, home }: Place): () => void {
  const lock = join(home, "launcher.lock");
  const own = join(home, `launcher.lock.${process.pid}`);
  const content = `${process.pid} ${startMark(process.pid)}\n`;
  writeFileSync(own, content);
  try {
    for (let attempt = 0; attempt < 10; attempt++) {
      if (isLinked(own, lock)) return () => release(lock, content);
      const held = read(lock);
      if (held === undefined) continue;
      const pid = livingHolder(held);
      if (pid !== undefined) {
        throw new StartError(
          `The data folder ${dataDir} is in use by another Zuwendo (process ${pid}); stop that one first.`,
        );
      }
      setAside(lock, held, `${own}.stale`);
    }
  } finally {
    rmSync(own, { force: true });
  }
  throw new StartError(`The data folder ${dataDir} is being started by several Zuwendo at once; try again.`);
}

function release(lock: string, content: string): void {
  if (read(lock) === content) rmSync(lock, { force: true });
}

function livingHolder(held: string): number | undefined {
  const [word = "", mark = ""] = held.trim().split(/ (.*)/);
  const pid = Number(word);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return isStillRunning({ pid, mark }) ? pid : undefined;
}

/** Renames instead of deleting, so that a lock another launcher took in between is noticed and put back. */
function setAside(lock: string, stale: string, aside: string): void {
  try {
    renameSync(lock, aside);
  } catch {
    return;
  }
  if (read(aside) !== stale) isLinked(aside, lock);
  rmSync(aside, { force: true });
}

function isLinked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
