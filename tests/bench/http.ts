import autocannon from "autocannon";
import { insertOffice } from "../support/office.ts";
import { startChild } from "./children.ts";
import type { BenchInstallation } from "./installation.ts";
import { median, type Row } from "./table.ts";

const rounds = 5;
const seconds = 4;
const connections = 20;
const ideaCount = 100_000;

async function loadIdeas({ owner }: BenchInstallation, officeId: string): Promise<string[]> {
  await owner.query("select set_config('app.office_id', $1, false)", [officeId]);
  await owner.query(
    `insert into ideas (number, title, summary, captured_on, state, topics, amount_cents, created_at)
     select 'TST-2025-' || i, 'Idee ' || i, repeat('Ein Nachmittag für alle. ', 8), current_date,
       (array['captured','in-advice','parked','rejected'])[1 + i % 4], '{encounter,participation}', i * 100,
       now() - i * interval '1 minute'
     from generate_series(1, $1::int) i`,
    [ideaCount],
  );
  await owner.query("vacuum analyze ideas");
  const { rows } = await owner.query<{ id: string }>("select id from ideas order by random() limit 2000");
  return rows.map((row) => row.id);
}

interface Shot {
  readonly method: "GET" | "POST";
  readonly path: (index: number) => string;
  readonly body?: (index: number) => string;
}

async function fire(port: number, shot: Shot, token?: string): Promise<number> {
  let index = 0;
  const result = await autocannon({
    url: `http://127.0.0.1:${port}`,
    connections,
    duration: seconds,
    requests: [
      {
        method: shot.method,
        setupRequest: (request) => {
          index += 1;
          return {
            ...request,
            path: shot.path(index),
            ...(shot.body === undefined ? {} : { body: shot.body(index) }),
            headers: {
              ...(shot.body === undefined ? {} : { "content-type": "application/json" }),
              ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
            },
          };
        },
      },
    ],
  });
  if (result.non2xx > 0) throw new Error(`${result.non2xx} answers of ${shot.path(1)} were no success`);
  return result.requests.average;
}

/** Requests a second of the API beside the bare stack, runs interleaved. */
export async function benchHttp(installation: BenchInstallation): Promise<Row[]> {
  const office = await insertOffice(installation.ownerUrl);
  const ids = await loadIdeas(installation, office.id);
  const token = office.people.coordinator.token;
  const bare = await startChild("./bare-server.ts", installation.ownerUrl, office.id);
  const api = await startChild("./api-server.ts", installation.apiUrl);
  const at = (prefix: string) => ({
    byId: { method: "GET", path: (index) => `${prefix}/ideas/${ids[index % ids.length]}` } satisfies Shot,
    list: { method: "GET", path: () => `${prefix}/ideas?state=parked&limit=50` } satisfies Shot,
    create: {
      method: "POST",
      path: () => `${prefix}/ideas`,
      body: (index) => JSON.stringify({ title: `Neue Idee ${index}` }),
    } satisfies Shot,
  });
  const measures = [
    { name: "idea by id", shot: "byId", aim: 0.65 },
    { name: "filtered list of 50", shot: "list", aim: 1.2 },
    { name: "create an idea", shot: "create", aim: 0.5 },
  ] as const;
  const rows: Row[] = [];
  try {
    for (const { name, shot, aim } of measures) {
      const ours: number[] = [];
      const theirs: number[] = [];
      for (let round = 0; round < rounds; round++) {
        theirs.push(await fire(bare.port, at("")[shot]));
        ours.push(await fire(api.port, at("/v1")[shot], token));
      }
      rows.push({
        name: `${name}, requests/s`,
        ours: median(ours),
        reference: median(theirs),
        what: "bare Fastify + pg",
        ratio: median(ours) / median(theirs),
        aim: `≥ ${aim}`,
        isReached: median(ours) / median(theirs) >= aim,
      });
    }
  } finally {
    bare.stop();
    api.stop();
  }
  return rows;
}
