import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { startWorkerService } from "../../services/worker/src/server.ts";
import { insertOffice } from "../support/office.ts";
import { startChild } from "./children.ts";
import type { BenchInstallation } from "./installation.ts";
import type { Row } from "./table.ts";

const reminderCount = 150;
const spreadMs = 90_000;
const patienceMs = 30_000;

/** Reminders that fall due one by one at random moments; an urgent step, so that the hour of the day does not matter. */
async function insertDue({ owner }: BenchInstallation): Promise<Map<string, number>> {
  const { rows } = await owner.query<{ email: string; due: number }>(
    `with who as (
       insert into people (name, email, roles) select 'Person ' || i, 'l' || i || '@bench.example', '{project-lead}'
       from generate_series(1, $1::int) i returning id, email),
     due as (
       insert into deadlines (kind, subject_type, subject_id, title, rule, nominal_on, effective_on, ends_at, explanation,
         strictness, lead_id, reminded_until, next_remind_at)
       select 'completion', 'bench', gen_random_uuid(), 'Begegnungscafé am Markt', '{"kind":"fixed"}', day, day,
         (day + 1)::timestamp at time zone 'Europe/Berlin', '{"de":"","en":""}', 'ordinary', who.id,
         now() - interval '20 days', now() + interval '3 seconds' + random() * $2 * interval '1 millisecond'
       from who, lateral (select current_date + 1 as day) d returning lead_id, next_remind_at)
     select email, (extract(epoch from next_remind_at) * 1000)::float as due from due join who on who.id = due.lead_id`,
    [reminderCount, spreadMs],
  );
  return new Map(rows.map(({ email, due }) => [email, due]));
}

async function ask(
  process: { send: (message: string) => void },
  child: Awaited<ReturnType<typeof startChild>>,
) {
  const answer = once(child.process, "message");
  process.send("?");
  const [message] = await answer;
  return message as { received: number; begun: Record<string, number> };
}

/** How long after it fell due a reminder's DATA begins, with a worker that has nothing else to do. */
export async function benchLatency(installation: BenchInstallation): Promise<Row[]> {
  const office = await insertOffice(installation.ownerUrl, "LA");
  await installation.owner.query("select set_config('app.office_id', $1, false)", [office.id]);
  const sink = await startChild("./smtp-sink.ts", "--note");
  const worker = await startWorkerService(
    {
      databaseUrl: installation.workerUrl,
      redisUrl: undefined,
      smtpUrl: `smtp://127.0.0.1:${sink.port}`,
      returnPath: undefined,
      publicUrl: "http://zuwendo.example",
      logLevel: "warn",
    },
    pino({ level: "warn" }),
  );
  try {
    const due = await insertDue(installation);
    const control = { send: (message: string) => void sink.process.send(message) };
    const until = Date.now() + spreadMs + patienceMs;
    let noted = await ask(control, sink);
    while (Object.keys(noted.begun).length < reminderCount && Date.now() < until) {
      await sleep(500);
      noted = await ask(control, sink);
    }
    const waits = [...due].map(
      ([email, at]) => ((noted.begun[email] ?? Number.POSITIVE_INFINITY) - at) / 1000,
    );
    const sorted = waits.toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
    return [
      {
        name: `due to DATA when idle, p99 of ${reminderCount}, s (median ${at(0.5).toFixed(2)} s)`,
        ours: at(0.99),
        reference: null,
        what: "–",
        ratio: null,
        aim: "≤ 6 s",
        isReached: at(0.99) <= 6,
      },
    ];
  } finally {
    await worker.close();
    sink.stop();
  }
}
