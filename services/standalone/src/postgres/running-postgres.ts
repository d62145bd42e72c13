import { existsSync } from "node:fs";
import { join } from "node:path";
import { connectionString, readPassword } from "./cluster.ts";
import { knownHome } from "./place.ts";
import { readPidFile } from "./postmaster.ts";
import { isPostmasterOf } from "./processes.ts";
import { asStartError } from "./start-error.ts";

/**
 * The superuser's address for one database of the PostgreSQL that runs on a data folder right now, without touching it;
 * undefined where none runs. Throws StartError where this user may not use it.
 */
export function findRunningPostgres(dataDir: string, database: string): string | undefined {
  try {
    const home = knownHome(dataDir);
    if (home === undefined) return undefined;
    const cluster = join(home, "cluster");
    const passwordFile = join(home, "password");
    if (!existsSync(passwordFile)) return undefined;
    const password = readPassword({ cluster, passwordFile });
    const found = readPidFile(cluster);
    if (found?.status !== "ready" || !isPostmasterOf(found.pid, cluster)) return undefined;
    return connectionString({ password, port: found.port }, database);
  } catch (error) {
    throw asStartError(dataDir, error);
  }
}
