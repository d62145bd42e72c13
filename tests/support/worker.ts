import { pino } from "pino";
import type { Test } from "tap";
import { startWorkerService } from "../../services/worker/src/server.ts";

/** A running worker; without `smtpUrl` it captures mails. */
export async function workerForTest(
  t: Test,
  databaseUrl: string,
  options: { redisUrl?: string; smtpUrl?: string; clock?: (now: string) => string } = {},
) {
  const worker = await startWorkerService(
    {
      databaseUrl,
      redisUrl: options.redisUrl,
      smtpUrl: options.smtpUrl,
      publicUrl: "http://zuwendo.example",
      logLevel: "silent",
    },
    pino({ level: process.env.LOG_LEVEL ?? "silent" }),
    options.clock === undefined ? {} : { clock: options.clock },
  );
  t.teardown(worker.close);
  return worker;
}
