import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Binaries } from "./binaries.ts";
import { StartError } from "./start-error.ts";

/** Whom PostgreSQL runs as; `undefined` means: as this process. */
export type RunUser = { name: string; uid: number; gid: number } | undefined;

/**
 * As root, which PostgreSQL refuses: the owner of an existing cluster, else `postgres`, else `nobody`.
 * As anyone else undefined, and StartError where the cluster belongs to another user.
 */
export function pickRunUser(cluster: string): RunUser {
  const ownUid = process.getuid?.();
  const owner = existsSync(cluster) ? statSync(cluster) : undefined;
  if (ownUid !== 0) {
    if (owner === undefined || owner.uid === ownUid) return undefined;
    throw new StartError(
      `The database in ${cluster} belongs to another user (uid ${owner.uid}); start as that user or as root.`,
    );
  }
  const known = accounts();
  if (owner !== undefined && owner.uid !== 0) {
    const { uid, gid } = owner;
    return { name: known.find((account) => account.uid === uid)?.name ?? `uid ${uid}`, uid, gid };
  }
  const named = (name: string) => known.find((account) => account.name === name);
  const user = named("postgres") ?? named("nobody");
  if (user) return user;
  throw new StartError(
    "PostgreSQL refuses to run as root and this machine has neither a user postgres nor a user nobody; start as a plain user.",
  );
}

export function canReach(user: RunUser, path: string): boolean {
  if (user === undefined) return true;
  const folder = realpathSync(path);
  return mayUse(user, folder, 1) && (folder === "/" || canReach(user, dirname(folder)));
}

export function canRun(user: RunUser, binaries: Binaries): boolean {
  if (user === undefined) return true;
  const { nativeDir, postgres } = binaries;
  const read = [join(nativeDir, "lib"), join(nativeDir, "share/postgresql/postgres.bki")];
  return (
    canReach(user, dirname(postgres)) &&
    mayUse(user, postgres, 5) &&
    read.every((path) => mayUse(user, path, 4))
  );
}

function mayUse(user: NonNullable<RunUser>, path: string, bits: number): boolean {
  const { mode, uid, gid } = statSync(path);
  const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0;
  return ((mode >> shift) & bits) === bits;
}

function accounts(): NonNullable<RunUser>[] {
  const lines = readFileSync("/etc/passwd", "utf8").split("\n");
  return lines.flatMap((line) => {
    const [name, , uid, gid] = line.split(":");
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}
