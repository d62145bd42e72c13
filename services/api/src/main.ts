import { openStorage } from "@zuwendo/db";
import { openLog } from "@zuwendo/log";
import closeWithGrace from "close-with-grace";
import { pino } from "pino";
import { readConfig } from "./config.ts";
import { startApi } from "./server.ts";

const stopWithinMs = 10_000;

try {
  const config = readConfig();
  const logger = pino(
    { level: config.logLevel, base: { service: "api" }, redact: ["req.headers.authorization"] },
    openLog(),
  );
  const storage = openStorage();
  const api = await startApi(config, logger, { storage });
  // All that a launcher has to tell a service that runs: nothing can be stored right now.
  process.on("message", storage.noteFull);
  logger.info({ address: api.address }, "listening");
  closeWithGrace(
    { delay: stopWithinMs, logger: { error: (details) => logger.error(details) } },
    async ({ err }) => {
      if (err) logger.fatal({ err }, "stopping after an error");
      await api.close();
    },
  );
  // Under a launcher: tell it when this is ready, and stop when it is gone.
  process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
  process.send?.({ address: api.address });
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`Zuwendo's API cannot start: ${explain(error, reason)}\n`);
  process.exit(1);
}

function explain(error: unknown, reason: string): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") return "the port is in use by another program. Set PORT to a free one.";
  if (code === "EACCES") return "this user may not use the port. Set PORT to one above 1023.";
  if (code === "ECONNREFUSED" || code === "ENOTFOUND")
    return `the database at DATABASE_URL cannot be reached (${reason}).`;
  return reason;
}
