import { addDays, isSendDay, localDay } from "@zuwendo/domain";
import { askAt } from "../support/api.ts";
import { insertOffice } from "../support/office.ts";
import { startChild } from "./children.ts";
import type { BenchInstallation } from "./installation.ts";
import { median, type Row } from "./table.ts";

const zone = "Europe/Berlin";
const deadlineCount = 1_000_000;
const peopleCount = 2000;
const rounds = 5;

async function insertDeadlines({ owner }: BenchInstallation): Promise<void> {
  await owner.query(
    "insert into people (name, email, roles) select 'Person ' || i, 'v' || i || '@bench.example', '{project-lead}' from generate_series(1, $1::int) i",
    [peopleCount],
  );
  await owner.query(
    `with who as (select array_agg(id) as ids from people)
     insert into deadlines (kind, subject_type, subject_id, title, rule, nominal_on, effective_on, ends_at, explanation,
       strictness, lead_id, reminded_until, next_remind_at)
     select (array['proof-of-use', 'spending-window', 'application-cut-off', 'completion'])[1 + (i / 1000) % 4], 'bench',
       gen_random_uuid(), 'Frist ' || i, '{"kind":"fixed"}', day, day, (day + 1)::timestamp at time zone 'Europe/Berlin',
       '{"de":"","en":""}', 'ordinary', who.ids[1 + (i / 500) % $2::int], now(), now() + (i % 1000) * interval '1 day'
     from who, generate_series(1, $1::int) i, lateral (select current_date + 30 + (i % 1000) as day) d`,
    [deadlineCount, peopleCount],
  );
  await owner.query("vacuum analyze deadlines");
}

/** A full day's mails among a million deadlines, every page of it, and how much of the table is read for it. */
export async function benchPreview(installation: BenchInstallation): Promise<Row[]> {
  const office = await insertOffice(installation.ownerUrl, "PV");
  await installation.owner.query("select set_config('app.office_id', $1, false)", [office.id]);
  await insertDeadlines(installation);
  const api = await startChild("./api-server.ts", installation.apiUrl);
  try {
    const ask = askAt(`http://127.0.0.1:${api.port}`);
    const token = office.people.coordinator.token;
    let day = addDays(localDay(new Date(), zone), 20);
    while (!isSendDay(day, { land: "SH", zone })) day = addDays(day, 1);
    const readRows = async () => {
      const { rows } = await installation.owner.query<{ scans: number; seen: number }>(
        `select seq_scan as scans, coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) as seen
         from pg_stat_user_tables where relname = 'deadlines'`,
      );
      return rows[0] ?? { scans: 0, seen: 0 };
    };
    const before = await readRows();
    const times: number[] = [];
    let mails = 0;
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      const reply = await ask(`GET /v1/reminders/preview?from=${day}&to=${day}&limit=200`, { token });
      times.push(performance.now() - start);
      if (reply.status !== 200 || reply.body.items.length === 0) throw new Error(reply.text);
      mails = reply.body.items.length;
    }
    // Statistics are written down by each connection when it goes idle.
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const after = await readRows();
    const share = (after.seen - before.seen) / rounds / deadlineCount;
    return [
      {
        name: `preview of a full day among 1 M deadlines, ms (first ${mails} mails; ${after.scans - before.scans} full scans)`,
        ours: median(times),
        reference: share * deadlineCount,
        what: "deadlines read for it, of 1 M",
        ratio: share,
        aim: "no full scan",
        isReached: after.scans === before.scans && share < 0.05,
      },
    ];
  } finally {
    api.stop();
  }
}
