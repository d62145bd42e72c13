import { openPool, openStorage } from "@zuwendo/db";
import { openTransport } from "@zuwendo/mail";
import { pino } from "pino";
import type { Tools } from "../../services/worker/src/tools.ts";

/** What the worker's jobs need, in this process and without its rounds. */
export function toolsFor(databaseUrl: string, smtpUrl?: string): Tools & { close: () => Promise<void> } {
  const logger = pino({ level: "warn" });
  const onError = (error: Error) => logger.warn(error.message);
  const pool = openPool({ url: databaseUrl, max: 6, name: "bench-worker", onError });
  const transport = openTransport(smtpUrl, { from: "zuwendo@zuwendo.example", log: logger });
  return {
    pool,
    storage: openStorage(),
    transport,
    logger,
    clock: (databaseNow) => databaseNow,
    publicUrl: "http://zuwendo.example",
    sender: "zuwendo@zuwendo.example",
    stopping: new AbortController().signal,
    close: async () => {
      await transport.close();
      await pool.end();
    },
  };
}
