import { rmSync } from "node:fs";
import { join } from "node:path";
import { isStillRunning, startMark } from "./postgres/processes.ts";
import { readPrivate, writePrivate } from "./private-file.ts";

interface Running {
  readonly address: string;
  readonly pid: number;
  readonly mark: string;
}

const fileOf = (dataDir: string) => join(dataDir, "running.json");

/** Notes for other commands where this Zuwendo listens, until it stops. */
export function noteRunning({ dataDir, address }: { dataDir: string; address: string }): {
  stop: () => Promise<void>;
  kill: () => void;
} {
  const { pid } = process;
  try {
    writePrivate(fileOf(dataDir), { address, pid, mark: startMark(pid) } satisfies Running);
  } catch {
    // where nothing can be stored, the other commands have to be told the address
  }
  const forget = () => rmSync(fileOf(dataDir), { force: true });
  return { stop: async () => forget(), kill: forget };
}

/** The address of the Zuwendo that runs on a data folder right now. */
export function findRunning(dataDir: string): string | undefined {
  const running = readPrivate<Running>(fileOf(dataDir));
  return running !== undefined && isStillRunning(running) ? running.address : undefined;
}
