import { writeFile } from "node:fs/promises";
import { renderOpenApi } from "./openapi.ts";

const target = new URL("../openapi/openapi.json", import.meta.url);

await writeFile(target, await renderOpenApi());
