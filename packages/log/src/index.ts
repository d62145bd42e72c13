import { writeSync } from "node:fs";

/** How often and for how long a reader that is slower than a burst of lines is waited for. */
const patience = { times: 50, ms: 2 };
const clock = new Int32Array(new SharedArrayBuffer(4));

/**
 * A place for the lines of a pino logger that keeps nobody from working: what cannot be written, as on a full or read-only
 * disk or into a closed pipe, is lost, and the next line that can be written is preceded by how many were.
 */
export function openLog(fd = 1): { write(line: string): void } {
  let lost = 0;
  let isTorn = false;
  const put = (text: string) => {
    let waits = lost > 0 ? 0 : patience.times;
    for (let rest = Buffer.from(text); rest.length > 0; ) {
      try {
        rest = rest.subarray(writeSync(fd, rest));
        isTorn = rest.length > 0;
      } catch (error) {
        const isBusy = error instanceof Error && "code" in error && error.code === "EAGAIN";
        if (!isBusy || waits === 0) throw error;
        waits -= 1;
        Atomics.wait(clock, 0, 0, patience.ms);
      }
    }
  };
  const tellLost = () => {
    const said = { level: 40, time: Date.now(), lost, msg: "lines were lost: the log could not be written" };
    put(`${isTorn ? "\n" : ""}${JSON.stringify(said)}\n`);
    lost = 0;
  };
  return {
    write: (line) => {
      try {
        if (lost > 0) tellLost();
        put(line);
      } catch {
        lost += 1;
      }
    },
  };
}
