import { openPool, openStorage } from "@zuwendo/db";
import { buildApp } from "../services/api/src/app.ts";

/** The API's description as the text of openapi/openapi.json; needs no database, as nothing is asked. */
export async function renderOpenApi(): Promise<string> {
  const pool = openPool({
    url: "postgres://nobody@127.0.0.1:1/none",
    max: 1,
    name: "openapi",
    onError: () => {},
  });
  const app = await buildApp({
    pool,
    clock: (now) => now,
    nudge: () => {},
    publicUrl: "http://localhost:8080",
    storage: openStorage(),
    health: {
      checkDatabase: async () => false,
      checkQueue: async () => false,
      isStopping: () => false,
      countNudges: () => ({ added: 0, dropped: 0 }),
      readGauges: async () => [],
    },
  });
  try {
    await app.ready();
    return `${written(app.swagger())}\n`;
  } finally {
    await app.close();
    await pool.end();
  }
}

/** JSON with one line for whatever fits on it, so that a change is seen and the file stays small. */
function written(value: unknown, indent = ""): string {
  const line = JSON.stringify(value);
  if (line.length + indent.length <= 140 || typeof value !== "object" || value === null) return line;
  const inner = `${indent} `;
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  const parts = Array.isArray(value)
    ? value.map((item) => written(item, inner))
    : Object.entries(value)
        .filter(([, part]) => part !== undefined)
        .map(([name, part]) => `${JSON.stringify(name)}: ${written(part, inner)}`);
  return `${open}\n${parts.map((part) => inner + part).join(",\n")}\n${indent}${close}`;
}
