import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openPool } from "@zuwendo/db";
import { localInstant } from "@zuwendo/domain";
import { type LinkPurpose, linkPath } from "@zuwendo/links";
import { type Logger, pino } from "pino";
import { startApi } from "../../services/api/src/server.ts";
import {
  asLogin,
  createDatabase,
  ensureLogins,
  migrateDatabase,
} from "../../services/standalone/src/database.ts";
import { openExample } from "../../services/standalone/src/example/load.ts";
import type { Player } from "../../services/standalone/src/example/player.ts";
import { serviceUrls } from "../../services/standalone/src/logins.ts";
import { insertOffice, type Office, perRole } from "../../services/standalone/src/office.ts";
import { startPostgres } from "../../services/standalone/src/postgres/start-postgres.ts";
import { type RunningWorker, startWorkerService } from "../../services/worker/src/server.ts";
import { type Ask, openAsk } from "./ask.ts";
import { storyOffice } from "./office.ts";

export const zone = "Europe/Berlin";

/** A throw-away Zuwendo whose calendar the story moves. */
export interface Installation {
  readonly office: Office;
  readonly ask: Ask;
  /** The example office's files, to take from what the story does not tell itself. */
  readonly example: Player;
  /** The simulated instant. */
  readonly now: () => string;
  readonly setClock: (day: string, time: string) => void;
  readonly startWorker: () => Promise<RunningWorker>;
  readonly stopWorker: () => Promise<void>;
  /** The worker, while it runs. */
  readonly worker: () => RunningWorker | undefined;
  /** The page that a link of the office's mails leads to, as `npm run db:link` prints it. */
  readonly linkTo: (purpose: LinkPurpose, id: string) => string;
  /** Whether a changed day that is due to be told has not been looked at, which no address of the API says. */
  readonly hasUntoldDays: () => Promise<boolean>;
  readonly close: () => Promise<void>;
}

/** A digest waits a second for the other reminders of its morning; on this calendar that second passes at once. */
const noSecondsToWait = `
  create function story_passes_seconds() returns trigger language plpgsql as $$
    begin new.next_try_at := least(new.next_try_at, clock_timestamp()); return new; end $$;
  create trigger story_passes_seconds before insert on mails
    for each row when (new.kind = 'digest') execute function story_passes_seconds()`;

/** Nothing here outlives the story, so nothing waits for the disk. */
const settings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

async function openDatabase(dataDir: string) {
  const postgres = await startPostgres({ dataDir: join(dataDir, "postgres"), settings });
  try {
    const ownerUrl = postgres.url("zuwendo");
    await createDatabase(postgres.url("postgres"), ownerUrl);
    await migrateDatabase(ownerUrl);
    const urls = serviceUrls(dataDir, ownerUrl);
    await ensureLogins(ownerUrl, urls);
    return await asLogin(ownerUrl, async (owner) => {
      await owner.query("begin");
      const office = await insertOffice(owner, storyOffice);
      await owner.query(noSecondsToWait);
      const { rows } = await owner.query("select mail_secret from offices where id = $1", [office.id]);
      await owner.query("commit");
      return { postgres, ownerUrl, urls, office, mailSecret: rows[0].mail_secret as Buffer };
    });
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

/** Starts everything but the worker at 09:00 of a day. */
export async function openInstallation(startsOn: string): Promise<Installation> {
  const dataDir = await mkdtemp(join(tmpdir(), "zuwendo-story-"));
  // PostgreSQL does not run as root; the user it runs as must reach its folder.
  await chmod(dataDir, 0o755);
  const logger = pino({ level: "error" }, pino.destination({ dest: 2, sync: true })) as Logger;
  let now = localInstant(startsOn, "09:00", zone);
  const clock = () => now;
  const common = { redisUrl: undefined, logLevel: "error" };
  const closings: (() => Promise<unknown>)[] = [() => rm(dataDir, { recursive: true, force: true })];
  const close = async () => {
    for (let last = closings.pop(); last !== undefined; last = closings.pop()) await last();
  };
  try {
    const { postgres, ownerUrl, urls, office, mailSecret } = await openDatabase(dataDir);
    closings.push(postgres.stop);
    const owner = openPool({ url: ownerUrl, max: 1, name: "zuwendo-story", onError: () => {} });
    closings.push(() => owner.end());
    const config = { ...common, host: "127.0.0.1", port: 0, databaseUrl: urls.api };
    const api = await startApi(config, logger, { clock });
    closings.push(api.close);
    let worker: RunningWorker | undefined;
    const stopWorker = async () => {
      await worker?.close();
      worker = undefined;
    };
    closings.push(stopWorker);
    return {
      office,
      ask: openAsk(api.address, office),
      example: openExample({
        address: api.address,
        tokens: perRole(office, "token"),
        people: perRole(office, "id"),
        today: startsOn,
      }),
      now: clock,
      setClock: (day, time) => {
        now = localInstant(day, time, zone);
      },
      worker: () => worker,
      startWorker: async () => {
        const settingsOf = {
          ...common,
          databaseUrl: urls.worker,
          smtpUrl: undefined,
          publicUrl: api.address,
        };
        worker ??= await startWorkerService(settingsOf, logger, { clock });
        return worker;
      },
      stopWorker,
      hasUntoldDays: async () => {
        const untold = "select from deadline_moves where told_at is null and due_at <= $1";
        return (await owner.query(untold, [now])).rowCount !== 0;
      },
      linkTo: (purpose, id) => linkPath(mailSecret, { purpose, officeId: office.id, id }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
