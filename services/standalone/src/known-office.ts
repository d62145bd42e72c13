import { join } from "node:path";
import type { Office } from "./office.ts";
import { readPrivate, writePrivate } from "./private-file.ts";

/** The office that a data folder knows the tokens of. */
export interface KnownOffice extends Office {
  /** Whether the example's ideas, programmes and money are all there. */
  readonly isLoaded: boolean;
}

export function tokensFile(dataDir: string): string {
  return join(dataDir, "example-tokens.json");
}

export function readOffice(dataDir: string): KnownOffice | undefined {
  return readPrivate<KnownOffice>(tokensFile(dataDir));
}

export function writeOffice(dataDir: string, office: KnownOffice): void {
  writePrivate(tokensFile(dataDir), office);
}
