import { v7 as newId } from "uuid";
import { foldRollups } from "../../services/worker/src/money/fold-rollups.ts";
import { askAt } from "../support/api.ts";
import { insertOffice } from "../support/office.ts";
import { startChild } from "./children.ts";
import type { BenchInstallation } from "./installation.ts";
import { median, type Row } from "./table.ts";
import { toolsFor } from "./worker-tools.ts";

const reads = 100;
const [ideaCount, applicationCount, entryCount] = [100_000, 20_000, 1_000_000];

/** An office with so much in it: applications in every state, three deadlines each, entries spread over ten fund years. */
async function insertLargeOffice({ owner, ownerUrl, workerUrl }: BenchInstallation) {
  const office = await insertOffice(ownerUrl, "OV");
  const [programmeId, committeeId, fundId, callId, meetingId] = [newId(), newId(), newId(), newId(), newId()];
  const lead = office.people["project-lead"].id;
  await owner.query("select set_config('app.office_id', $1, false)", [office.id]);
  await owner.query("insert into programmes (id, name, funder, level) values ($1, 'P', 'Bund', 'federal')", [
    programmeId,
  ]);
  await owner.query("insert into committees (id, name, kind) values ($1, 'Begleitausschuss', 'steering')", [
    committeeId,
  ]);
  await owner.query("insert into funds (id, programme_id, committee_id, name) values ($1, $2, $3, 'F')", [
    fundId,
    programmeId,
    committeeId,
  ]);
  await owner.query(
    "insert into meetings (id, committee_id, takes_place_on) values ($1, $2, current_date + 10)",
    [meetingId, committeeId],
  );
  await owner.query(
    `insert into calls (id, programme_id, fund_id, meeting_id, title, deadline_rule)
     values ($1, $2, $3, $4, 'Runde', '{"kind":"rolling"}')`,
    [callId, programmeId, fundId, meetingId],
  );
  await owner.query(
    `insert into ideas (number, title, captured_on, state)
     select 'OV-2026-' || i, 'Idee ' || i, current_date, (array['captured','in-advice','parked','rejected'])[1 + i % 4]
     from generate_series(1, $1::int) i`,
    [ideaCount],
  );
  await owner.query(
    `insert into applications (number, idea_id, call_id, programme_id, fund_id, organisation_id, lead_id, title, state,
       requested_cents, starts_on, ends_on, meeting_id)
     select 'OV-2026-A-' || i.number, i.id, $1, $2, $3, $4, $5, i.title,
       (array['draft','submitted','formally-checked','on-agenda','granted','running','proof-due','closed'])[1 + (row_number() over ()) % 8],
       100000 + (row_number() over ()) % 900, current_date, current_date + 300, case when random() < 0.01 then $6::uuid end
     from ideas i order by i.id limit $7`,
    [callId, programmeId, fundId, office.organisationId, lead, meetingId, applicationCount],
  );
  await owner.query(
    `insert into deadlines (kind, subject_type, subject_id, application_id, lead_id, title, rule, nominal_on, effective_on, ends_at,
       explanation, strictness, state, reminded_until)
     select 'follow-up', 'applications', a.id, a.id, a.lead_id, a.title, '{"kind":"fixed"}', d.on, d.on, d.on + 1,
       '{"de":"","en":""}', 'internal', case when d.on < current_date and n > 0 then 'met' else 'open' end, now()
     from applications a cross join generate_series(0, 2) n
       cross join lateral (select current_date - 5 + (random() * 400)::int - n * 200 as on) d`,
  );
  for (const year of Array.from({ length: 10 }, (_, index) => new Date().getFullYear() - index)) {
    const id = newId();
    await owner.query(
      "insert into fund_years (id, fund_id, year, allocated_cents, last_seq) values ($1, $2, $3, $4, $5)",
      [id, fundId, year, entryCount * 10, entryCount / 10],
    );
    await owner.query(
      `insert into ledger_entries (fund_year_id, seq, kind, amount_cents, booked_on, value_on, programme_id, fund_id)
       select $1, i, 'allocation', 100, current_date, current_date, $2, $3 from generate_series(1, $4::int) i`,
      [id, programmeId, fundId, entryCount / 10],
    );
    await foldRollups(toolsFor(workerUrl), { officeId: office.id, fundYearId: id });
  }
  await owner.query("vacuum analyze");
  return office.people.coordinator.token;
}

async function timeOf(ask: ReturnType<typeof askAt>, line: string, token: string): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < reads; index++) {
    const start = performance.now();
    const reply = await ask(line, { token });
    times.push(performance.now() - start);
    if (reply.status !== 200) throw new Error(reply.text);
  }
  return median(times);
}

/** What the day begins with, in an office of that size; the database's time by its own statistics would be lower. */
export async function benchOverview(installation: BenchInstallation): Promise<Row[]> {
  const token = await insertLargeOffice(installation);
  const api = await startChild("./api-server.ts", installation.apiUrl);
  try {
    const ask = askAt(`http://127.0.0.1:${api.port}`);
    const rowOf = async (name: string, line: string, aim: number): Promise<Row> => {
      const ms = await timeOf(ask, line, token);
      return {
        name: `${name} among 100 k ideas, 20 k applications, 1 M entries, ms a request`,
        ours: ms,
        reference: null,
        what: "–",
        ratio: null,
        aim: `≤ ${aim} ms`,
        isReached: ms <= aim,
      };
    };
    return [
      await rowOf("overview", "GET /v1/overview", 15),
      await rowOf("status list by next deadline", "GET /v1/applications?sort=nextDeadlineOn", 150),
      await rowOf("status list, newest first", "GET /v1/applications", 50),
    ];
  } finally {
    api.stop();
  }
}
