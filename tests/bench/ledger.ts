import { v7 as newId } from "uuid";
import { foldRollups } from "../../services/worker/src/money/fold-rollups.ts";
import { askAt } from "../support/api.ts";
import { insertOffice } from "../support/office.ts";
import { startChild } from "./children.ts";
import type { BenchInstallation } from "./installation.ts";
import { median, type Row } from "./table.ts";
import { toolsFor } from "./worker-tools.ts";

const reads = 200;

/** An office with one fund year of that many ledger entries, spread over themes, areas and months. */
async function insertLedger(installation: BenchInstallation, short: string, entries: number) {
  const { owner } = installation;
  const office = await insertOffice(installation.ownerUrl, short);
  await owner.query("select set_config('app.office_id', $1, false)", [office.id]);
  const [programmeId, fundId, fundYearId] = [newId(), newId(), newId()];
  await owner.query("insert into programmes (id, name, funder, level) values ($1, 'P', 'Bund', 'federal')", [
    programmeId,
  ]);
  await owner.query("insert into funds (id, programme_id, name) values ($1, $2, 'F')", [fundId, programmeId]);
  await owner.query(
    "insert into fund_years (id, fund_id, year, allocated_cents, last_seq) values ($1, $2, 2026, $3, $4)",
    [fundYearId, fundId, entries * 100, entries],
  );
  await owner.query(
    `insert into ledger_entries (fund_year_id, seq, kind, amount_cents, booked_on, value_on, programme_id, fund_id, area_key)
     select $1, i, 'allocation', 100, date '2026-01-01' + (i % 365)::int, date '2026-01-01', $2, $3, (1053000 + i % 40)::text
     from generate_series(1, $4::int) i`,
    [fundYearId, programmeId, fundId, entries],
  );
  await owner.query("vacuum analyze ledger_entries");
  return { office, fundYearId, token: office.people.coordinator.token };
}

async function timeRead(ask: ReturnType<typeof askAt>, token: string): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < reads; index++) {
    const start = performance.now();
    const reply = await ask("GET /v1/rollups?dimension=area", { token });
    times.push(performance.now() - start);
    if (reply.status !== 200 || reply.body.items.length === 0) throw new Error(reply.text);
  }
  return median(times);
}

/** The same read of rollups at a thousand and at a million entries, and how long folding takes. */
export async function benchLedger(installation: BenchInstallation): Promise<Row[]> {
  const tools = toolsFor(installation.workerUrl);
  const api = await startChild("./api-server.ts", installation.apiUrl);
  try {
    const small = await insertLedger(installation, "LS", 1000);
    const large = await insertLedger(installation, "LL", 1_000_000);
    await foldRollups(tools, { officeId: small.office.id, fundYearId: small.fundYearId });
    const start = performance.now();
    await foldRollups(tools, { officeId: large.office.id, fundYearId: large.fundYearId });
    const foldSeconds = (performance.now() - start) / 1000;
    const ask = askAt(`http://127.0.0.1:${api.port}`);
    const times = { small: [] as number[], large: [] as number[] };
    for (let round = 0; round < 3; round++) {
      times.small.push(await timeRead(ask, small.token));
      times.large.push(await timeRead(ask, large.token));
    }
    const ratio = median(times.large) / median(times.small);
    return [
      {
        name: "rollup read at 1 M entries, ms",
        ours: median(times.large),
        reference: median(times.small),
        what: "the same at 1 k entries",
        ratio,
        aim: "≤ 1.5",
        isReached: ratio <= 1.5,
      },
      {
        name: "fold of 80 k entries, s",
        ours: foldSeconds * 0.08,
        reference: null,
        what: "–",
        ratio: null,
        aim: "≤ 0.5 s",
        isReached: foldSeconds * 0.08 <= 0.5,
      },
    ];
  } finally {
    api.stop();
    await tools.close();
  }
}
