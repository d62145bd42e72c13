import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { readTap, type TapReport } from "./tap-report.ts";

export interface FileReport extends TapReport {
  readonly seconds: number;
}

export interface TestProcess {
  readonly report: Promise<FileReport>;
  /** Ends the file's process and what it has started. */
  readonly end: (signal: NodeJS.Signals) => void;
}

/** Longer than the limit that the file sets itself, which says more when it is reached. */
const graceMs = 20_000;

/** Runs one test file as a process; a file that takes longer than `limitSeconds` fails. */
export function startTestFile(
  program: string,
  environment: NodeJS.ProcessEnv,
  limitSeconds: number,
): TestProcess {
  // a process group of its own, so that everything the file has started can be ended together
  const child = spawn(process.execPath, ["--enable-source-maps", program], {
    env: { ...environment, TAP_TIMEOUT: String(limitSeconds) },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  const end = (signal: NodeJS.Signals) => endGroup(child, signal);
  return { report: reportOf(child, limitSeconds, end), end };
}

async function reportOf(
  child: ChildProcess,
  limitSeconds: number,
  end: TestProcess["end"],
): Promise<FileReport> {
  const startedMs = performance.now();
  const limit = setTimeout(() => end("SIGKILL"), limitSeconds * 1000 + graceMs);
  const { read, report } = readTap();
  if (child.stdout !== null) createInterface(child.stdout).on("line", read);
  const closed = once(child, "close");
  const [code, signal] = await once(child, "exit");
  // what the file has left running would keep the pipe open
  end("SIGKILL");
  await closed;
  clearTimeout(limit);
  const hasEnded = code === 0 && report.isComplete;
  if (!hasEnded && report.failed === 0) {
    report.failed = 1;
    report.failures.push(`ended with ${signal ?? `exit code ${code}`}, its tests are not complete`);
  }
  return { ...report, seconds: (performance.now() - startedMs) / 1000 };
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    // the group has ended
  }
}
