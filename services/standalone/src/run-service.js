// A service under the launcher: it loads while the database starts, and begins when it is told its settings.
import { pathToFileURL } from "node:url";

const [, , ...files] = process.argv;
const [server, main] = files.map((file) => pathToFileURL(file).href);
const goneTooEarly = () => process.exit(0);
process.once("disconnect", goneTooEarly);
process.once("message", async (settings) => {
  Object.assign(process.env, settings);
  await import(main ?? "");
  process.off("disconnect", goneTooEarly);
});
// What is wrong with it shows again when the service begins, with everything that it says then.
await import(server ?? "").catch(() => {});
