import { spawnSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** False for a zombie too: an adopted server's parent may be an init that never reaps. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  return process.platform !== "linux" || statFields(pid)[0] !== "Z";
}

/** A word that only this run of this process has, so that a recycled pid is not mistaken for it; "" where it ended. */
export function startMark(pid: number): string {
  if (process.platform !== "linux") return ps(pid, "lstart=");
  const startTicks = statFields(pid)[19];
  return startTicks === undefined ? "" : `${bootMark()}/${startTicks}`;
}

/** Whether the process that had this pid and mark still runs. */
export function isStillRunning({ pid, mark }: { pid: number; mark: string }): boolean {
  return isAlive(pid) && startMark(pid) === mark;
}

/** Whether the process is alive and the postmaster of exactly this cluster. */
export function isPostmasterOf(pid: number, cluster: string): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform !== "linux") return ps(pid, "command=").includes(`postgres -D ${cluster} `);
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    if (basename(words[0] ?? "") !== "postgres") return false;
    return (workingFolder(pid) ?? words[words.indexOf("-D") + 1]) === cluster;
  } catch {
    return false;
  }
}

/** Whether `isRunning` became false within the time, asked every 10 ms. */
export async function endsWithin(ms: number, isRunning: () => boolean): Promise<boolean> {
  const end = Date.now() + ms;
  while (isRunning()) {
    if (Date.now() > end) return false;
    await sleep(10);
  }
  return true;
}

/** The fields of /proc/<pid>/stat after the command name: state first. */
function statFields(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}

/** Undefined where this process may not see it, as root of a container without CAP_SYS_PTRACE. */
function workingFolder(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

function bootMark(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return "";
  }
}

function ps(pid: number, column: string): string {
  return spawnSync("ps", ["-ww", "-o", column, "-p", String(pid)], { encoding: "utf8" }).stdout?.trim() ?? "";
}
