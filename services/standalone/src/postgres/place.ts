import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { canReach, pickRunUser, type RunUser } from "./run-user.ts";
import { StartError } from "./start-error.ts";

/** Where the database of a data folder lives and whom it runs as. */
export type Place = {
  dataDir: string;
  /** Holds the cluster, its password, its log and the launcher's lock; only the cluster belongs to the run user. */
  home: string;
  cluster: string;
  passwordFile: string;
  logFile: string;
  user: RunUser;
};

const sharedHomes = "/var/lib/zuwendo";
const markerName = "zuwendo-data.json";
const ignorable = new Set([".gitkeep", ".gitignore", ".DS_Store", "lost+found"]);

/** The place of this data folder, which is created and marked as ours when new; StartError where it is not ours. */
export function choosePlace(dataDir: string): Place {
  const isNew = !existsSync(dataDir);
  makeFolder(dataDir);
  const folder = realpathSync(dataDir);
  if (isNew && process.getuid?.() === 0) chmodSync(folder, 0o755);
  const home = markedHome(folder) ?? newHome(folder);
  const cluster = join(home, "cluster");
  const user = pickRunUser(cluster);
  if (!canReach(user, home)) {
    throw new StartError(
      `The database in ${home} cannot be reached by the user it runs as (${user?.name}): give that user the right to enter every folder above it.`,
    );
  }
  const passwordFile = join(home, "password");
  return { dataDir: folder, home, cluster, passwordFile, logFile: join(home, "server.log"), user };
}

/** One sentence for the log where the database does not live in its data folder, else undefined. */
export function tellPlace({ dataDir, home, user }: Place): string | undefined {
  if (home.startsWith(`${dataDir}/`)) return undefined;
  return `The database lives in ${home}, because PostgreSQL refuses to run as root and the user ${user?.name ?? "nobody"} it runs as cannot reach ${dataDir}.`;
}

/** Where the database of a data folder lives, if it has one. */
export function knownHome(dataDir: string): string | undefined {
  return existsSync(dataDir) ? markedHome(realpathSync(dataDir)) : undefined;
}

function markedHome(dataDir: string): string | undefined {
  const marker = join(dataDir, markerName);
  if (!existsSync(marker)) return undefined;
  let home: string;
  try {
    home = resolve(dataDir, String(JSON.parse(readFileSync(marker, "utf8")).database));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new StartError(`The file ${marker}, which says where the database lives, cannot be read.`);
  }
  if (existsSync(home)) return home;
  throw new StartError(
    `The database of ${dataDir} is missing: it was in ${home}; restore that folder, or remove ${marker} to begin anew.`,
  );
}

function newHome(dataDir: string): string {
  refuseForeign(dataDir);
  const user = pickRunUser(join(dataDir, "postgres/cluster"));
  const isInside = canReach(user, dataDir);
  const hash = createHash("sha256").update(dataDir).digest("hex").slice(0, 12);
  const home = isInside ? join(dataDir, "postgres") : join(sharedHomes, hash);
  makeFolder(home);
  for (const folder of isInside ? [home] : [sharedHomes, home]) chmodSync(folder, user ? 0o711 : 0o700);
  const marker = join(dataDir, markerName);
  const content = { database: isInside ? "postgres" : home };
  writeFileSync(`${marker}.${process.pid}`, `${JSON.stringify(content)}\n`);
  renameSync(`${marker}.${process.pid}`, marker);
  return home;
}

/** As mkdir with `recursive`, which on Node 20 calls a read-only file system a missing path. */
function makeFolder(folder: string): void {
  if (!existsSync(dirname(folder))) makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

function refuseForeign(dataDir: string): void {
  const foreign = readdirSync(dataDir).filter((name) => !ignorable.has(name) && !isOwnRemnant(dataDir, name));
  // a launcher that runs beside this one may have marked the folder meanwhile
  if (foreign.length === 0 || existsSync(join(dataDir, markerName))) return;
  const versionFile = join(dataDir, "PG_VERSION");
  const what = existsSync(versionFile)
    ? `is a database folder of another PostgreSQL ${readFileSync(versionFile, "utf8").trim()} installation`
    : `contains something else (${foreign.slice(0, 3).join(", ")})`;
  throw new StartError(`The data folder ${dataDir} ${what}; choose an empty folder.`);
}

/** What a start that was killed between its first steps leaves behind. */
function isOwnRemnant(dataDir: string, name: string): boolean {
  if (name.startsWith(markerName)) return true;
  return name === "postgres" && readdirSync(join(dataDir, name)).length === 0;
}
