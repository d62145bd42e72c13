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
    return `${JSON.stringify(app.swagger(), null, 2)}\n`;
  } finally {
    await app.close();
    await pool.end();
  }
}
