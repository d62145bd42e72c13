import { readdirSync, readFileSync } from "node:fs";
import { join, normalize } from "node:path/posix";
import { test } from "tap";

/** Which of our own packages a part may import. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  "packages/domain": [],
  "packages/calendar": ["domain"],
  "packages/spreadsheet": [],
  "packages/db": ["domain"],
  "packages/mail": ["domain"],
  "packages/queue": [],
  "packages/links": [],
  "packages/settings": [],
  "packages/log": [],
  "services/api": ["calendar", "links", "spreadsheet", "log", "settings", "queue", "db", "domain"],
  "services/worker": ["calendar", "links", "log", "mail", "settings", "queue", "db", "domain"],
  "services/standalone": ["links", "settings", "queue", "db", "domain"],
};

/** Libraries with a home: nothing else may import them. */
const homes: readonly { libraries: readonly string[]; home: RegExp }[] = [
  { libraries: ["fastify", "@fastify", "typebox"], home: /^services\/api\// },
  {
    libraries: ["kysely", "pg"],
    // The worker's jobs are one file each, with their SQL.
    home: /^packages\/db\/|^services\/api\/src\/resources\/|queries\.ts$|^services\/worker\/src\/(mails|money|reminders)\//,
  },
  { libraries: ["bullmq", "ioredis"], home: /^packages\/queue\// },
  { libraries: ["nodemailer"], home: /^packages\/mail\// },
  { libraries: ["ical-generator"], home: /^packages\/calendar\// },
  { libraries: ["yazl"], home: /^packages\/spreadsheet\// },
];

/** What the domain may stand on: calendar data and Temporal. */
const pureLibraries = ["date-holidays", "temporal-polyfill"];

/**
 * The rooms of each part, lowest floor first. A file imports from its own room and from floors below; rooms of one floor
 * do not know each other. Files beside the rooms are rooms of their own: those named here and no others.
 */
const floors: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "packages/domain": [
    ["text.ts"],
    ["problems"],
    ["errors.ts"],
    ["wording.ts"],
    ["time"],
    ["vocabulary.ts", "field-labels.ts", "roles.ts"],
    ["column-labels.ts"],
    ["deadlines"],
    ["money"],
    ["matching", "workflow", "reminders"],
    ["labels.ts"],
    ["history.ts"],
    ["index.ts"],
  ],
  "services/api": [
    ["config.ts"],
    ["request"],
    ["resources", "pages"],
    ["office", "money", "ideas"],
    ["deadlines"],
    ["people", "programmes", "meetings", "reminders", "applications"],
    ["openapi", "operation", "overview"],
    ["app.ts"],
    ["server.ts"],
    ["main.ts"],
  ],
  "services/worker": [
    ["config.ts", "tools.ts"],
    ["batches.ts", "measure.ts", "clean-up.ts"],
    ["reminders", "money"],
    ["mails"],
    ["rounds.ts"],
    ["handlers.ts"],
    ["server.ts"],
    ["main.ts"],
  ],
};

/** Files that may do what their place forbids, and why; one that no longer needs to fails the test. */
const exceptions: Readonly<Record<string, { imports: readonly string[]; because: string }>> = {
  "services/api/src/request/session.ts": {
    imports: ["pg"],
    because: "the type of the pool that every request runs on",
  },
  "services/api/src/server.ts": { imports: ["pg"], because: "the type of the pool it opens" },
  "services/worker/src/tools.ts": { imports: ["pg"], because: "the type of the pool that jobs share" },
  "services/standalone/src/database.ts": {
    imports: ["pg"],
    because: "creates the database before there is a schema",
  },
  "services/standalone/src/office.ts": {
    imports: ["services/api/src/request/caller.ts"],
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

/** The room of a file: the folder below `src`, or the file itself. */
function roomOf(path: string): string {
  return path.split("/")[3] ?? "";
}

function floorOf(path: string): number {
  return floors[partOf(path)]?.findIndex((rooms) => rooms.includes(roomOf(path))) ?? -1;
}

function faultOfRoom(path: string, name: string): string | undefined {
  if (floors[partOf(path)] === undefined || roomOf(path) === roomOf(name)) return undefined;
  return floorOf(name) < floorOf(path) ? undefined : "lies on the same floor or above";
}

function faultOfImport(path: string, name: string): string | undefined {
  const part = partOf(path);
  if (name.startsWith("@zuwendo/")) {
    const isAllowed = mayImport[part]?.includes(name.slice("@zuwendo/".length));
    return isAllowed ? undefined : `${part} may not import it`;
  }
  if (/^(packages|services)\//.test(name)) {
    if (partOf(name) !== part) return "reaches into another package";
    const isForeignRoutes = name.endsWith("/routes.ts") && path !== "services/api/src/app.ts";
    return isForeignRoutes ? "routes.ts of another feature" : faultOfRoom(path, name);
  }
  const home = homes.find(({ libraries }) => libraries.includes(libraryOf(name)))?.home;
  if (home !== undefined && !home.test(path)) return `belongs in ${home.source}`;
  if (part === "packages/domain" && !pureLibraries.includes(name)) return "the domain imports nothing impure";
  return undefined;
}

/** Every import circle, types included, as the paths along it. */
function circles(files: readonly SourceFile[]): string[] {
  const known = new Map(files.map((file) => [file.path, importsOf(file)]));
  const left = new Set<string>();
  const found: string[] = [];
  const walk = (path: string, way: readonly string[]) => {
    if (way.includes(path)) found.push([...way.slice(way.indexOf(path)), path].join(" → "));
    if (way.includes(path) || left.has(path)) return;
    for (const next of known.get(path) ?? []) if (known.has(next)) walk(next, [...way, path]);
    left.add(path);
  };
  for (const path of known.keys()) walk(path, []);
  return found;
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
    const isLoose = floors[partOf(path)] !== undefined && floorOf(path) < 0;
    const readsEnvironment = /\bprocess\s*(\.\s*env\b|\[\s*"env")/.test(text) && !path.endsWith("/config.ts");
    return [
      ...faults,
      ...(isLoose ? [{ path, what: roomOf(path), fault: "is no room of this part" }] : []),
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
  t.same(circles(files), [], "no import circle");
});

test("the rule notices what breaks it", async (t) => {
  const faultsOf = (path: string, text: string) => breaches([{ path, text }]).map(({ what }) => what);
  for (const [path, text, what] of [
    ["packages/domain/src/time/x.ts", 'import { readFile } from "node:fs";', "node:fs"],
    ["packages/domain/src/time/x.ts", 'import { openPool } from "@zuwendo/db";', "@zuwendo/db"],
    [
      "packages/db/src/x.ts",
      'import { api } from "../../../services/api/src/x.ts";',
      "services/api/src/x.ts",
    ],
    ["packages/queue/src/x.ts", 'import type { Mail } from "@zuwendo/mail";', "@zuwendo/mail"],
    ["packages/links/src/x.ts", 'import { openPool } from "@zuwendo/db";', "@zuwendo/db"],
    ["packages/db/src/x.ts", 'import Type from "typebox";', "typebox"],
    ["services/worker/src/mails/x.ts", 'import fastify from "fastify";', "fastify"],
    ["services/worker/src/mails/x.ts", 'import swagger from "@fastify/swagger";', "@fastify/swagger"],
    [
      "services/worker/src/mails/x.ts",
      'const api = await import("../../../api/src/x.ts");',
      "services/api/src/x.ts",
    ],
    ["services/api/src/request/x.ts", 'import { send } from "@zuwendo/mail";', "@zuwendo/mail"],
    ["services/api/src/request/x.ts", 'import { createTransport } from "nodemailer";', "nodemailer"],
    ["services/api/src/ideas/ideas/routes.ts", 'import { sql } from "kysely";', "kysely"],
    ["services/api/src/ideas/ideas/routes.ts", 'import {\n  a,\n  type B,\n} from "pg";', "pg"],
    ["services/api/src/request/x.ts", 'import ical from "ical-generator";', "ical-generator"],
    ["services/api/src/request/x.ts", 'export { Queue } from "bullmq";', "bullmq"],
    ["services/api/src/request/x.ts", 'import "ioredis";', "ioredis"],
    [
      "services/api/src/programmes/matches/queries.ts",
      'import { calls } from "../calls/routes.ts";',
      "services/api/src/programmes/calls/routes.ts",
    ],
    [
      "services/api/src/ideas/ideas/queries.ts",
      'import type { CallRule } from "../../deadlines/planning/cut-off-queries.ts";',
      "services/api/src/deadlines/planning/cut-off-queries.ts",
    ],
    [
      "services/api/src/people/people/routes.ts",
      'import { votes } from "../../applications/votes/queries.ts";',
      "services/api/src/applications/votes/queries.ts",
    ],
    ["services/api/src/request/session.ts", "const url = process.env.DATABASE_URL;", "process.env"],
    ["services/api/src/votes.ts", "", "votes.ts"],
    ["services/worker/src/imports/x.ts", "", "imports"],
    ["services/api/src/ideas/utils/x.ts", "", "utils"],
    ["services/api/src/ideas/services/x.ts", "", "services"],
  ] as const) {
    t.same(faultsOf(path, text), [what], `${path}: ${text}`);
  }
  for (const [path, text] of [
    ["services/api/src/ideas/ideas/queries.ts", 'import { sql } from "kysely";'],
    [
      "services/api/src/ideas/ideas/routes.ts",
      'import { createRoute } from "../../resources/write-routes.ts";',
    ],
    ["services/api/src/app.ts", 'import { ideaRoutes } from "./ideas/ideas/routes.ts";'],
    ["services/api/src/config.ts", "const env = process.env;"],
    ["packages/domain/src/time/x.ts", 'import Holidays from "date-holidays";'],
  ] as const) {
    t.same(faultsOf(path, text), [], `${path}: ${text}`);
  }
  const circle = [
    { path: "packages/db/src/a.ts", text: 'import type { B } from "./b.ts";' },
    { path: "packages/db/src/b.ts", text: 'export * from "./a.ts";' },
  ];
  t.same(circles(circle), ["packages/db/src/a.ts → packages/db/src/b.ts → packages/db/src/a.ts"]);
});
