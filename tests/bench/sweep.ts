import { remindOfDue } from "../../services/worker/src/reminders/due-reminders.ts";
import { insertOffice } from "../support/office.ts";
import type { BenchInstallation } from "./installation.ts";
import { median, type Row } from "./table.ts";
import { toolsFor } from "./worker-tools.ts";

const rounds = 45;
const dueAtOnce = 50;

/** Deadlines far ahead; of them `dueAtOnce` are made due before each sweep. */
async function insertDeadlines(installation: BenchInstallation, count: number): Promise<void> {
  await installation.owner.query(
    `insert into deadlines (kind, subject_type, subject_id, title, rule, nominal_on, effective_on, ends_at, explanation,
       strictness, reminded_until, next_remind_at)
     select 'proof-of-use', 'bench', gen_random_uuid(), 'Frist ' || i, '{"kind":"fixed"}', day, day, day + interval '1 day',
       '{"de":"","en":""}', 'ordinary', now(), now() + interval '10 days' + (i % 300) * interval '1 day'
     from generate_series(1, $1::int) i, lateral (select current_date + 30 + (i % 300) as day) d`,
    [count],
  );
  await installation.owner.query("vacuum analyze deadlines");
  // What has been inserted is on the disk before anything is timed, or each commit would wait for it.
  await installation.owner.query("checkpoint");
}

async function timeSweep(installation: BenchInstallation): Promise<number> {
  const tools = toolsFor(installation.workerUrl);
  try {
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      await installation.owner.query(
        `update deadlines set next_remind_at = now(), reminded_until = now() - interval '1 day'
         where (office_id, id) in (select office_id, id from deadlines order by office_id, id limit $1)`,
        [dueAtOnce],
      );
      const start = performance.now();
      const handled = await remindOfDue(tools);
      times.push(performance.now() - start);
      if (handled !== dueAtOnce) throw new Error(`${handled} deadlines swept instead of ${dueAtOnce}`);
    }
    return median(times.slice(5));
  } finally {
    await tools.close();
  }
}

/** One sweep with fifty due deadlines among a thousand, and among a million. */
export async function benchSweep(installation: BenchInstallation): Promise<Row[]> {
  const office = await insertOffice(installation.ownerUrl, "SW");
  await installation.owner.query("select set_config('app.office_id', $1, false)", [office.id]);
  await insertDeadlines(installation, 1000);
  const small = await timeSweep(installation);
  await insertDeadlines(installation, 999_000);
  const large = await timeSweep(installation);
  return [
    {
      name: "due sweep among 1 M deadlines, ms",
      ours: large,
      reference: small,
      what: "the same among 1 k",
      ratio: large / small,
      aim: "≤ 1.5",
      isReached: large / small <= 1.5,
    },
  ];
}
