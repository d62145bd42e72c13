import { type ChildProcess, fork } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

export interface Child {
  readonly port: number;
  readonly process: ChildProcess;
  readonly stop: () => void;
}

/** Runs a module of this folder as a process of its own and waits for its port. */
export async function startChild(module: string, ...args: string[]): Promise<Child> {
  const child = fork(fileURLToPath(new URL(module, import.meta.url)), args, {
    execArgv: ["--max-old-space-size=512", "--import", "tsx"],
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.once("message", (message) => resolve((message as { port: number }).port));
    child.once("exit", (code) => reject(new Error(`${module} ended with ${String(code)}`)));
  });
  return { port, process: child, stop: () => child.kill() };
}

/** Resident memory of a process in MB. */
export async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}
