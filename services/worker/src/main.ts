import { openStorage } from "@zuwendo/db";
import { openLog } from "@zuwendo/log";
import closeWithGrace from "close-with-grace";
import { pino } from "pino";
import { readConfig } from "./config.ts";
import { startWorkerService } from "./server.ts";

const stopWithinMs = 10_000;

try {
  const config = readConfig();
  const logger = pino({ level: config.logLevel, base: { service: "worker" } }, openLog());
  const storage = openStorage();
  const worker = await startWorkerService(config, logger, { storage });
  // All that a launcher has to tell a service that runs: nothing can be stored right now.
  process.on("message", storage.noteFull);
  logger.info({ isDelivering: config.smtpUrl !== undefined }, "working");
  closeWithGrace(
    { delay: stopWithinMs, logger: { error: (details) => logger.error(details) } },
    async ({ err }) => {
      if (err) logger.fatal({ err }, "stopping after an error");
      await worker.close();
    },
  );
  // Under a launcher: tell it when this is ready, and stop when it is gone.
  process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
  process.send?.({});
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`Zuwendo's worker cannot start: ${reason}\n`);
  process.exit(1);
}
