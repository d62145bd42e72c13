import { pino } from "pino";
import { startWorkerService } from "../../services/worker/src/server.ts";

/** The worker as it runs in an installation. Run as a child process. */
const [databaseUrl = "", redisUrl] = process.argv.slice(2);
await startWorkerService(
  { databaseUrl, redisUrl, smtpUrl: undefined, publicUrl: "http://zuwendo.example", logLevel: "warn" },
  pino({ level: "warn" }),
);
process.send?.({ port: 0 });
process.once("disconnect", () => process.exit(0));
