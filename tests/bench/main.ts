import { benchHttp } from "./http.ts";
import { installForBench } from "./installation.ts";
import { toMarkdown } from "./table.ts";

const installation = await installForBench();
try {
  console.log(toMarkdown(await benchHttp(installation)));
} finally {
  await installation.stop();
}
