import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ownModule } from "./programs.ts";

/** What a command of ours says, without the settings of the test run; of one that fails its code and what it said on stderr. */
export async function runCommand(
  name: "create-office" | "load-catalogue" | "migrate" | "print-links",
  args: string[],
  env: Record<string, string>,
): Promise<string> {
  const { PATH, HOME, TMPDIR } = process.env;
  const { file, execArgv } = ownModule(`services/standalone/src/${name}.ts`);
  const command = [...execArgv, file, ...args];
  return promisify(execFile)(process.execPath, command, { env: { PATH, HOME, TMPDIR, ...env } }).then(
    ({ stdout, stderr }) => stdout + stderr,
    (error) => `${error.code}: ${error.stderr}`,
  );
}
