import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** What Chromium is called on different systems. */
export const browserPrograms = ["chromium", "chromium-browser", "google-chrome"];

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
