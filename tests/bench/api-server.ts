import { pino } from "pino";
import { startApi } from "../../services/api/src/server.ts";

/** The API as it runs in an installation, with the rate limit out of the way. Run as a child process. */
const [databaseUrl = ""] = process.argv.slice(2);
const logger = pino({ level: "warn" });
const api = await startApi(
  { host: "127.0.0.1", port: 0, databaseUrl, redisUrl: process.argv[3], logLevel: "warn" },
  logger,
  { requestsPerMinute: 1_000_000_000 },
);
process.send?.({ port: Number(new URL(api.address).port) });
process.once("disconnect", () => process.exit(0));
