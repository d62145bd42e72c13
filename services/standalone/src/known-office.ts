import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { Office } from "./office.ts";
import { readPrivate, writePrivate } from "./private-file.ts";

/** The office that a data folder knows the tokens of. */
export interface KnownOffice extends Office {
  /** Whether the example's ideas, programmes and money are all there. */
  readonly isLoaded: boolean;
}

/** What versions up to 0.2 called the file, also where the office was none of the example. */
const earlierName = "example-tokens.json";

export function tokensFile(dataDir: string): string {
  return join(dataDir, "tokens.json");
}

/** The office of a data folder; a file of an earlier version gets its new name. */
export function readOffice(dataDir: string): KnownOffice | undefined {
  const file = tokensFile(dataDir);
  const earlier = join(dataDir, earlierName);
  if (!existsSync(file) && existsSync(earlier)) renameSync(earlier, file);
  return readPrivate<KnownOffice>(file);
}

export function writeOffice(dataDir: string, office: KnownOffice): void {
  writePrivate(tokensFile(dataDir), office);
}
