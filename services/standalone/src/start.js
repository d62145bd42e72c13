// What `npm start` runs: JavaScript, as nothing understands TypeScript yet.
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundle } from "../../../scripts/bundle.js";

const services = ["api/src/main.ts", "api/src/server.ts", "worker/src/main.ts", "worker/src/server.ts"].map(
  (path) => `services/${path}`,
);
const [launcher] = await bundle({ entries: ["services/standalone/src/main.ts"] }).catch(() => []);
if (launcher === undefined) {
  // Nothing can be kept, as on a read-only file system: the sources run as they are, which takes longer.
  const { register } = await import("tsx/esm/api");
  register();
  const { main } = await import("./main.ts");
  await main(Promise.resolve(sources()));
} else {
  const bundled = bundle({ entries: services }).then((files) => programs(files), sources);
  /** @type {typeof import("./main.ts")} */
  const { main } = await import(pathToFileURL(launcher).href);
  await main(bundled);
}

function sources() {
  const files = services.map((path) => fileURLToPath(new URL(`../../../${path}`, import.meta.url)));
  return programs(files, "--import", "tsx");
}

/**
 * @param {readonly string[]} files
 * @param {readonly string[]} nodeOptions
 */
function programs(files, ...nodeOptions) {
  const [apiMain = "", apiServer = "", workerMain = "", workerServer = ""] = files;
  return {
    api: { main: apiMain, server: apiServer },
    worker: { main: workerMain, server: workerServer },
    nodeOptions,
  };
}
