import { writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { benchCreateInDatabase } from "./create-in-database.ts";
import { benchHttp } from "./http.ts";
import { type BenchInstallation, installForBench } from "./installation.ts";
import { benchLatency } from "./latency.ts";
import { benchLedger } from "./ledger.ts";
import { benchMail } from "./mail.ts";
import { benchMemory } from "./memory.ts";
import { benchOverview } from "./overview.ts";
import { benchPreview } from "./preview.ts";
import { benchSweep } from "./sweep.ts";
import { type Row, toMarkdown } from "./table.ts";

const benches: Readonly<Record<string, (installation: BenchInstallation) => Promise<Row[]>>> = {
  http: benchHttp,
  create: benchCreateInDatabase,
  ledger: benchLedger,
  overview: benchOverview,
  sweep: benchSweep,
  preview: benchPreview,
  latency: benchLatency,
  mail: benchMail,
  memory: benchMemory,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(
    `Unknown: ${unknown.join(", ")}. Possible: ${Object.keys(benches).join(", ")}; none for all.`,
  );
  process.exit(1);
}

/** Each bench has a database of its own, so that none inherits another's tables. */
const rows: Row[] = [];
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.error(`${name} …`);
  const installation = await installForBench();
  try {
    rows.push(...(await bench(installation)));
  } finally {
    await installation.stop();
  }
}

const remarks = `
## What the figures are made of

The figures swing with what else the machine does: in seven runs, some beside other work, an idea by id came to 0.50–0.73 of
the bare stack, the list to 0.62–0.75, a creation to 0.26–0.47. By id pays for the token's check in the same round trip, a
function over three tables under row security. The list pays for 50 × 26 values on their way into JSON, and looks up a name for every
id and the sentence of every state, which the bare stack does not; lists as JSON text from PostgreSQL cost as much in all
(docs/decisions/0002).
A burst of mails is held against the processor: pooled nodemailer alone spends about 0.8 ms on a mail, the worker about as much for
sweep, wording with signed links, handing over and two commits together, as it puts a mail together in memory
(docs/decisions/0013). The first burst after a start costs a quarter more. Single bursts, beside other work, came to
0.68–0.90 of nodemailer alone, the medians of three whole runs to 0.86, 0.88 and 0.99.
The fold writes eight dimensions per entry.
`;

const table = toMarkdown(rows);
console.log(table);
if (wanted.length === 0) {
  const [cpu] = cpus();
  const machine = `${cpus().length} cores (${cpu?.model.trim() ?? "unknown"}), ${Math.round(totalmem() / 1e9)} GB, Node ${process.versions.node}, embedded PostgreSQL 18`;
  const day = new Date().toISOString().slice(0, 10);
  await writeFile(
    new URL("../../docs/benchmarks.md", import.meta.url),
    `# Benchmarks

\`npm run bench\` writes this page: medians of interleaved runs, load generator, services and database on one machine, so that the
ratios mean something and the absolute figures little. Authentication, row security, audit and ETag are on; what is
committed is on the disk.

${day}, ${machine}.

${table}
${remarks}`,
  );
}
