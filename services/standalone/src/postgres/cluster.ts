import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type Binaries, majorOf } from "./binaries.ts";
import type { Place } from "./place.ts";
import { StartError } from "./start-error.ts";

const superuser = "zuwendo";

/** Without the caller's PG* variables and locale, which would change what initdb and postgres do. */
export const cleanEnvironment = { PATH: "/usr/bin:/bin", LC_ALL: "C" };

/** StartError where the cluster was made by another major version of PostgreSQL, which cannot read it. */
export function refuseOtherMajor({ cluster }: Place, binaries: Binaries): void {
  const versionFile = join(cluster, "PG_VERSION");
  if (!existsSync(versionFile)) return;
  const found = readFileSync(versionFile, "utf8").trim();
  const expected = majorOf(binaries);
  if (found === expected) return;
  throw new StartError(
    `The database in ${cluster} is of PostgreSQL ${found}, but this Zuwendo brings PostgreSQL ${expected}; dump it with the old version and restore it into a new data folder.`,
  );
}

/** The superuser's address for one database. */
export function connectionString(
  { password, port }: { readonly password: string; readonly port: number },
  database: string,
): string {
  return `postgres://${superuser}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}

export function readPassword({ passwordFile, cluster }: Pick<Place, "passwordFile" | "cluster">): string {
  if (existsSync(passwordFile)) return readFileSync(passwordFile, "utf8").trim();
  throw new StartError(
    `The database in ${cluster} is there, but its password file ${passwordFile} is missing; restore it.`,
  );
}

/** Runs initdb where there is no cluster yet; beside its final place, so that a killed start leaves no half cluster. */
export async function createCluster(place: Place, binaries: Binaries): Promise<void> {
  const { home, cluster, passwordFile, user } = place;
  if (existsSync(cluster)) return;
  for (const name of readdirSync(home).filter((entry) => entry.startsWith("new-"))) {
    // the initdb of a killed start may still be writing there; it gives up when its files vanish
    rmSync(join(home, name), { recursive: true, force: true, maxRetries: 8, retryDelay: 50 });
  }
  if (!existsSync(passwordFile)) {
    writeFileSync(passwordFile, `${randomBytes(24).toString("base64url")}\n`, { mode: 0o600 });
  }
  const suffix = randomBytes(4).toString("hex");
  const unfinished = join(home, `new-cluster-${suffix}`);
  const passwordCopy = join(home, `new-password-${suffix}`);
  try {
    mkdirSync(unfinished, { mode: 0o700 });
    writeFileSync(passwordCopy, readPassword(place), { mode: 0o600 });
    if (user) for (const path of [unfinished, passwordCopy]) chownSync(path, user.uid, user.gid);
    await initdb(place, binaries, unfinished, passwordCopy);
    renameSync(unfinished, cluster);
  } finally {
    rmSync(passwordCopy, { force: true });
    rmSync(unfinished, { recursive: true, force: true });
  }
}

async function initdb(
  { home, user }: Place,
  binaries: Binaries,
  folder: string,
  passwordFile: string,
): Promise<void> {
  const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const access = [`--username=${superuser}`, `--pwfile=${passwordFile}`, "--auth=scram-sha-256"];
  // one syncfs instead of thousands of fsyncs: 0.6 s instead of 2.5 s
  const sync = process.platform === "linux" ? ["--sync-method=syncfs"] : [];
  const child = spawn(
    binaries.initdb,
    [`--pgdata=${folder}`, ...locale, ...access, ...sync, "--no-instructions"],
    {
      cwd: home,
      env: cleanEnvironment,
      // a pipe that nobody reads any more ends initdb when this process is killed
      stdio: ["ignore", "pipe", "pipe"],
      ...(user && { uid: user.uid, gid: user.gid }),
    },
  );
  child.stdout.resume();
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const failure = await new Promise<string | undefined>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) =>
      resolve(code === 0 ? undefined : `${signal ?? `exit code ${code}`}`),
    );
  });
  if (failure === undefined) return;
  throw new StartError(`The database could not be created in ${home}: ${lastWords(stderr) ?? failure}`);
}

/** The last line that names an error, else the last line, without its time and with a full stop; undefined for an empty text. */
export function lastWords(text: string): string | undefined {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const line = lines.findLast((entry) => /\b(error|fatal|panic)\b/i.test(entry)) ?? lines.at(-1);
  return line === undefined
    ? undefined
    : `${line
        .trim()
        .replace(/^\d{4}-.*?\] /, "")
        .replace(/\s+/g, " ")
        .replace(/\.+$/, "")}.`;
}
