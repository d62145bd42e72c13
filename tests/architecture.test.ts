import { readdirSync, readFileSync } from "node:fs";
import { join, normalize } from "node:path/posix";
import { test } from "tap";

/** Which of our own packages a part may import. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  "packages/domain": [],
  "packages/calendar": ["domain"],
  "packages/db": ["domain"],
  "packages/mail": ["domain"],
  "packages/queue": [],
  "packages/links": [],
  "services/api": ["calendar", "links", "queue", "db", "domain"],
  "services/worker": ["calendar", "links", "mail", "queue", "db", "domain"],
  "services/standalone": ["queue", "db", "domain"],
};

/** Libraries with a home: nothing else may import them. Homes are folders, file names or single files. */
const homes: readonly { libraries: readonly string[]; home: readonly string[] }[] = [
  { libraries: ["fastify", "@fastify", "typebox"], home: ["services/api/"] },
  { libraries: ["kysely", "pg"], home: ["packages/db/", "queries.ts"] },
  { libraries: ["bullmq", "ioredis"], home: ["packages/queue/"] },
  { libraries: ["nodemailer"], home: ["packages/mail/"] },
  { libraries: ["ical-generator"], home: ["packages/calendar/"] },
];

/** What the domain may stand on: calendar data and Temporal. */
const pureLibraries = ["date-holidays", "temporal-polyfill"];

/** Files that may do what their place forbids, and why; one that no longer needs to fails the test. */
const exceptions: Readonly<Record<string, { imports: readonly string[]; because: string }>> = {
  "services/api/src/resource.ts": {
    imports: ["kysely"],
    because: "columns and visibility of every resource",
  },
  "services/api/src/rows.ts": { imports: ["kysely"], because: "the single-row statements of every resource" },
  "services/api/src/listing.ts": { imports: ["kysely"], because: "the list statement of every resource" },
  "services/api/src/numbers.ts": { imports: ["kysely"], because: "a number is a column value, not a query" },
  "services/api/src/session.ts": {
    imports: ["kysely", "pg"],
    because: "the statements around every request, and the type of the pool they run on",
  },
  "services/api/src/server.ts": { imports: ["pg"], because: "the type of the pool it opens" },
  "services/worker/src/check-drift.ts": { imports: ["kysely"], because: "a job is one file with its SQL" },
  "services/worker/src/fold-rollups.ts": { imports: ["kysely"], because: "a job is one file with its SQL" },
  "services/worker/src/take-up.ts": { imports: ["kysely"], because: "a job is one file with its SQL" },
  "services/worker/src/bind-mails.ts": {
    imports: ["kysely"],
    because: "what the sweeps write, with its SQL",
  },
  "services/worker/src/replan-reminders.ts": {
    imports: ["kysely"],
    because: "a job is one file with its SQL",
  },
  "services/worker/src/remind-again.ts": { imports: ["kysely"], because: "a job is one file with its SQL" },
  "services/worker/src/tell-moves.ts": { imports: ["kysely"], because: "a job is one file with its SQL" },
  "services/worker/src/sweep-reminders.ts": {
    imports: ["kysely"],
    because: "a job is one file with its SQL",
  },
  "services/worker/src/tools.ts": { imports: ["pg"], because: "the type of the pool that jobs share" },
  "services/standalone/src/database.ts": {
    imports: ["pg"],
    because: "creates the database before there is a schema",
  },
  "services/standalone/src/office.ts": {
    imports: ["services/api/src/caller.ts"],
    because: "mints the first tokens as the API checks them",
  },
};

const forbiddenFolders = [
  ...["utils", "util", "helpers", "helper", "common", "shared", "lib", "services", "repositories"],
  ...["controllers", "managers", "types", "interfaces", "enums", "classes"],
];

interface SourceFile {
  readonly path: string;
  readonly text: string;
}

function sources(): SourceFile[] {
  return ["packages", "services"].flatMap((root) =>
    readdirSync(root, { recursive: true, encoding: "utf8" })
      .map((name) => join(root, name))
      .filter((path) => path.endsWith(".ts") && !path.includes("node_modules"))
      .map((path) => ({ path, text: readFileSync(path, "utf8") })),
  );
}

/** What a file imports: libraries by name, files of ours by their path in the repository. */
function importsOf({ path, text }: SourceFile): string[] {
  const statements = /^(?:import|export)\b(?:[^;"'`]*?\bfrom)?\s*"([^"]+)"|\bimport\(\s*"([^"]+)"/gm;
  return [...text.matchAll(statements)].map(([, named, dynamic]) => {
    const name = named ?? dynamic ?? "";
    return name.startsWith(".") ? normalize(join(path, "..", name)) : name;
  });
}

function partOf(path: string): string {
  return path.split("/").slice(0, 2).join("/");
}

function libraryOf(name: string): string {
  return name.startsWith("@fastify/") ? "@fastify" : (name.split("/")[0] ?? "");
}

function faultOfImport(path: string, name: string): string | undefined {
  const part = partOf(path);
  if (name.startsWith("@zuwendo/")) {
    const isAllowed = mayImport[part]?.includes(name.slice("@zuwendo/".length));
    return isAllowed ? undefined : `${part} may not import it`;
  }
  if (/^(packages|services)\//.test(name)) {
    if (partOf(name) !== part) return "reaches into another package";
    const [, , , feature] = path.split("/");
    const isForeignRoutes = /^services\/api\/src\/([^/]+)\/routes\.ts$/.exec(name);
    const isOwn = isForeignRoutes?.[1] === feature || path === "services/api/src/app.ts";
    return isForeignRoutes && !isOwn ? "routes.ts of another feature" : undefined;
  }
  const home = homes.find(({ libraries }) => libraries.includes(libraryOf(name)))?.home;
  if (home !== undefined && !home.some((place) => path.startsWith(place) || path.endsWith(place))) {
    return `belongs in ${home.join(", ")}`;
  }
  if (part === "packages/domain" && !pureLibraries.includes(name)) return "the domain imports nothing impure";
  return undefined;
}

/** Whatever breaks the dependency rule, with the file and what it is. */
function breaches(files: readonly SourceFile[]): { path: string; what: string; fault: string }[] {
  return files.flatMap((file) => {
    const { path, text } = file;
    const faults = importsOf(file).flatMap((name) => {
      const fault = faultOfImport(path, name);
      return fault === undefined ? [] : [{ path, what: name, fault }];
    });
    const folders = path
      .split("/")
      .slice(1, -1)
      .filter((folder) => forbiddenFolders.includes(folder));
    const readsEnvironment = /\bprocess\s*(\.\s*env\b|\[\s*"env")/.test(text) && !path.endsWith("/config.ts");
    return [
      ...faults,
      ...folders.map((folder) => ({ path, what: folder, fault: "a folder says what it is about" })),
      ...(readsEnvironment ? [{ path, what: "process.env", fault: "settings are read in config.ts" }] : []),
    ];
  });
}

test("the dependency rule holds", async (t) => {
  const files = sources();
  t.ok(files.length > 150, `${files.length} files`);
  t.same(
    files.map(({ path }) => partOf(path)).filter((part) => mayImport[part] === undefined),
    [],
    "every part is in the table",
  );
  t.ok(files.flatMap(importsOf).length > files.length, "imports are found");
  const found = breaches(files);
  const isExcepted = ({ path, what }: { path: string; what: string }) =>
    exceptions[path]?.imports.includes(what) === true;
  t.same(
    found
      .filter((breach) => !isExcepted(breach))
      .map(({ path, what, fault }) => `${path}: ${what}: ${fault}`),
    [],
  );
  const unused = Object.entries(exceptions).flatMap(([path, { imports }]) =>
    imports
      .filter((name) => !found.some((breach) => breach.path === path && breach.what === name))
      .map((name) => `${path}: ${name}`),
  );
  t.same(unused, [], "every exception is still needed");
});

test("the rule notices what breaks it", async (t) => {
  const faultsOf = (path: string, text: string) => breaches([{ path, text }]).map(({ what }) => what);
  for (const [path, text, what] of [
    ["packages/domain/src/x.ts", 'import { readFile } from "node:fs";', "node:fs"],
    ["packages/domain/src/x.ts", 'import { openPool } from "@zuwendo/db";', "@zuwendo/db"],
    [
      "packages/db/src/x.ts",
      'import { api } from "../../../services/api/src/x.ts";',
      "services/api/src/x.ts",
    ],
    ["packages/queue/src/x.ts", 'import type { Mail } from "@zuwendo/mail";', "@zuwendo/mail"],
    ["packages/links/src/x.ts", 'import { openPool } from "@zuwendo/db";', "@zuwendo/db"],
    ["packages/db/src/x.ts", 'import Type from "typebox";', "typebox"],
    ["services/worker/src/x.ts", 'import fastify from "fastify";', "fastify"],
    ["services/worker/src/x.ts", 'import swagger from "@fastify/swagger";', "@fastify/swagger"],
    ["services/worker/src/x.ts", 'const api = await import("../../api/src/x.ts");', "services/api/src/x.ts"],
    ["services/api/src/x.ts", 'import { send } from "@zuwendo/mail";', "@zuwendo/mail"],
    ["services/api/src/x.ts", 'import { createTransport } from "nodemailer";', "nodemailer"],
    ["services/api/src/ideas/routes.ts", 'import { sql } from "kysely";', "kysely"],
    ["services/api/src/ideas/routes.ts", 'import {\n  a,\n  type B,\n} from "pg";', "pg"],
    ["services/api/src/x.ts", 'import ical from "ical-generator";', "ical-generator"],
    ["services/api/src/x.ts", 'export { Queue } from "bullmq";', "bullmq"],
    ["services/api/src/x.ts", 'import "ioredis";', "ioredis"],
    [
      "services/api/src/ideas/routes.ts",
      'import { calls } from "../calls/routes.ts";',
      "services/api/src/calls/routes.ts",
    ],
    ["services/api/src/office.ts", "const url = process.env.DATABASE_URL;", "process.env"],
    ["services/api/src/utils/x.ts", "", "utils"],
    ["services/api/src/services/x.ts", "", "services"],
  ] as const) {
    t.same(faultsOf(path, text), [what], `${path}: ${text}`);
  }
  for (const [path, text] of [
    ["services/api/src/ideas/queries.ts", 'import { sql } from "kysely";'],
    ["services/api/src/ideas/routes.ts", 'import { createRoute } from "../write-routes.ts";'],
    ["services/api/src/app.ts", 'import { ideaRoutes } from "./ideas/routes.ts";'],
    ["services/api/src/config.ts", "const env = process.env;"],
    ["packages/domain/src/x.ts", 'import Holidays from "date-holidays";'],
  ] as const) {
    t.same(faultsOf(path, text), [], `${path}: ${text}`);
  }
});
