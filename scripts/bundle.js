// JavaScript, because it runs before anything understands TypeScript.
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const keptMs = 7 * 86_400_000;
/** Libraries of hundreds of small modules, which take a second to load one by one; the others stay where npm put them. */
const included = ["kysely", "typebox"];
let building = 0;

/**
 * Bundles TypeScript of ours, each entry with what it imports of us and of `included`. What was bundled from the same
 * sources before is taken as it is. Stack traces name the sources under `--enable-source-maps`, and
 * `import.meta.url` stays the address of the source.
 *
 * @param {object} options
 * @param {readonly string[]} options.entries Paths below the repository.
 * @param {readonly string[]} [options.sources] The folders that the entries and their imports lie in.
 * @param {string} [options.outdir] Below the repository's node_modules, so that libraries are found from there.
 * @param {boolean} [options.splitting] Entries share what they have in common, and a dynamic import is loaded when it is reached.
 * @returns {Promise<string[]>} The file of each entry. Throws where there is no bundler or nothing can be written.
 */
export async function bundle({
  entries,
  sources = ["packages", "services"],
  outdir = join(root, "node_modules/.cache/zuwendo"),
  splitting = true,
}) {
  const folder = join(outdir, hashOf(sources, JSON.stringify({ root, entries, splitting })));
  if (existsSync(folder)) touch(folder);
  else await build({ entries, folder, outdir, splitting });
  return entries.map((entry) => join(folder, entry.replace(/\.ts$/, ".js")));
}

/**
 * @param {readonly string[]} sources
 * @param {string} options
 */
function hashOf(sources, options) {
  const hash = createHash("sha256")
    .update(options)
    .update(readFileSync(fileURLToPath(import.meta.url)));
  for (const name of included) hash.update(readFileSync(join(root, "node_modules", name, "package.json")));
  for (const source of [...sources].sort()) {
    const names = readdirSync(join(root, source), { recursive: true, encoding: "utf8" });
    for (const name of names.filter((name) => /\.ts$/.test(name)).sort()) {
      const text = readFileSync(join(root, source, name));
      hash.update(`${source}/${name} ${text.length}\n`).update(text);
    }
  }
  return hash.digest("hex").slice(0, 24);
}

/** @param {{ entries: readonly string[], folder: string, outdir: string, splitting: boolean }} options */
async function build({ entries, folder, outdir, splitting }) {
  mkdirSync(outdir, { recursive: true });
  removeUnused(outdir);
  // Whoever bundles the same at the same time has a folder of its own; the first to finish is kept.
  const unfinished = mkdtempSync(join(outdir, "new-"));
  try {
    const esbuild = await import("esbuild");
    building += 1;
    const built = esbuild.build({
      absWorkingDir: root,
      entryPoints: [...entries],
      outdir: unfinished,
      outbase: root,
      bundle: true,
      splitting,
      format: "esm",
      platform: "node",
      target: "node20",
      packages: "external",
      alias: packagesOfOurs(),
      plugins: [keepAddress, includeLibraries],
      sourcemap: true,
      sourcesContent: false,
      logLevel: "silent",
    });
    await built.finally(() => {
      building -= 1;
      if (building === 0) return esbuild.stop();
    });
    renameSync(unfinished, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function packagesOfOurs() {
  const names = readdirSync(join(root, "packages"));
  return Object.fromEntries(
    names.map((name) => [`@zuwendo/${name}`, join(root, "packages", name, "src/index.ts")]),
  );
}

/** @type {import("esbuild").Plugin} */
const keepAddress = {
  name: "keep-address",
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      if (!text.includes("import.meta.url")) return undefined;
      const address = JSON.stringify(pathToFileURL(path).href);
      return { contents: text.replaceAll("import.meta.url", address), loader: "ts" };
    });
  },
};

/** @type {import("esbuild").Plugin} */
const includeLibraries = {
  name: "include-libraries",
  setup: ({ onResolve }) => {
    onResolve({ filter: new RegExp(`^(?:${included.join("|")})(?:/|$)`) }, ({ path }) => ({
      path: fileURLToPath(import.meta.resolve(path)),
    }));
  },
};

/** @param {string} folder */
function touch(folder) {
  try {
    utimesSync(folder, new Date(), new Date());
  } catch {
    // it is used all the same
  }
}

/** @param {string} outdir */
function removeUnused(outdir) {
  for (const name of readdirSync(outdir)) {
    const folder = join(outdir, name);
    const usedMs = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - usedMs > keptMs) rmSync(folder, { recursive: true, force: true });
  }
}
