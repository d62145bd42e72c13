import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";

/** What a JSON file of the data folder holds, or undefined where there is none. */
export function readPrivate<Content>(file: string): Content | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Content;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new Error(`The file ${file} cannot be read; mend or remove it.`, { cause: error });
  }
}

/** Writes a file that only this user can read, whole or not at all. */
export function writePrivate(file: string, content: unknown): void {
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}
