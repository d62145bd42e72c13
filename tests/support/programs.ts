import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What Chromium is called on different systems. */
export const browserPrograms = ["chromium", "chromium-browser", "google-chrome"];

const root = fileURLToPath(new URL("../../", import.meta.url));

/** What tests run as a process of its own or load into one; bundled with the tests. */
export const ownModules = [
  "services/api/src/main.ts",
  "services/worker/src/main.ts",
  "services/standalone/src/create-office.ts",
  "services/standalone/src/load-catalogue.ts",
  "services/standalone/src/migrate.ts",
  "services/standalone/src/print-links.ts",
  "services/standalone/src/postgres/start-postgres.ts",
  "tests/support/wrong-clock.ts",
] as const;

/** The file of a module of ours, and what Node needs to run it: as the test run has bundled it, or through the loader. */
export function ownModule(path: (typeof ownModules)[number]): { file: string; execArgv: string[] } {
  const bundled = process.env.TEST_BUNDLE;
  return bundled === undefined
    ? { file: join(root, path), execArgv: ["--import", "tsx"] }
    : { file: join(bundled, path.replace(/\.ts$/, ".js")), execArgv: ["--enable-source-maps"] };
}

/** Where a program is found on the PATH, if it is. */
export function onPath(program: string): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
