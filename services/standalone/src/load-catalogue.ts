import { parseArgs } from "node:util";
import { localDay } from "@zuwendo/domain";
import { type CatalogueConfig, readCatalogueConfig } from "./config.ts";
import { type Loaded, loadCatalogue } from "./example/catalogue.ts";
import { readMe } from "./example/who-am-i.ts";
import { readOffice } from "./known-office.ts";
import { findRunning } from "./running.ts";

const usage = `Usage: npm run catalogue [-- --address <url>] [--token <token>]

Adds the funding programmes that Zuwendo brings, and their calls, to an office: those that hold everywhere in Germany and those of the
office's own Land. What the office has under the same name stays as it is, so that it may run again: then it adds what is missing, such as
the round of a new year. Figures marked as illustrative are examples; check them against the funder's guideline.

  --address   where Zuwendo runs, for example https://zuwendo.example.org
  --token     of a coordinator or administrator of the office
  --help      this text

Without them the Zuwendo that npm start runs on this machine, and the token of its first start.

Settings, from the environment:

  ZUWENDO_TOKEN            the token, so that it does not stand in the command
  ZUWENDO_DATA   ./data    the data folder that npm start uses
`;

const text = { type: "string" } as const;
const options = { address: text, token: text, help: { type: "boolean", short: "h" } } as const;

try {
  const { values } = parseArgs({ options });
  const { address, token } = values;
  process.stdout.write(values.help ? usage : await load(readCatalogueConfig({ address, token })));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

async function load(config: CatalogueConfig): Promise<string> {
  const { address, token } = findAccess(config);
  const me = await readMe(address, token);
  for (const permission of ["programmes.write", "calls.write"])
    if (!me.permissions.some((one) => one.permission === permission))
      throw new Error(
        `${me.name} may not add programmes (${me.roles.map(({ role }) => role).join(", ")}); use the token of a coordinator or administrator.`,
      );
  if (!me.tokenScopes.includes("write"))
    throw new Error(`This token of ${me.name} may only read; use one that may write.`);
  const { zone, land, name } = me.office;
  const loaded = await loadCatalogue({ address, token, land, today: localDay(new Date(), zone) });
  return report(name, loaded);
}

/** A token that was kept here goes to the Zuwendo of this data folder only. */
function findAccess({ address, token, dataDir }: CatalogueConfig): { address: string; token: string } {
  const running = findRunning(dataDir);
  const where = address ?? running;
  if (where === undefined)
    throw new Error(
      `No Zuwendo runs on the data folder ${dataDir}; start it with npm start, or name another one with --address.`,
    );
  const isOurs = where === running;
  const office = isOurs ? readOffice(dataDir) : undefined;
  const person = ["coordinator", "admin"]
    .map((role) => office?.people.find((one) => one.role === role))
    .find((one) => one !== undefined);
  const used = token ?? person?.token;
  // both would add the same at the same time
  const isFilling = office?.isExample === true && !office.isLoaded;
  if (isFilling && office.people.some((one) => one.token === used))
    throw new Error(
      `The example office at ${where} is still being filled, with the catalogue too; try again when it is done.`,
    );
  if (used !== undefined) return { address: where, token: used };
  throw new Error(
    `No token for ${where} is known here; set ZUWENDO_TOKEN to one of a coordinator or administrator.`,
  );
}

function report(office: string, loaded: readonly Loaded[]): string {
  const lines = loaded.flatMap(({ resource, added, known }) => [
    `  ${resource.padEnd(11)} ${added.length} added, ${known} there already`,
    ...added.map((name) => `    + ${name}`),
  ]);
  return [`The catalogue is in "${office}":`, "", ...lines, ""].join("\n");
}
