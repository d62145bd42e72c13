import { compile } from "@zuwendo/db";
import { type Role, scopeOf } from "@zuwendo/domain";
import pg from "pg";
import { test } from "tap";
import { entriesOf, type OpenedFeed } from "../../../services/api/src/deadlines/calendars/queries.ts";
import { apiForTest } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { insertOffice } from "../../support/office.ts";
import { insertApplication, insertProgramme } from "../../support/project.ts";

interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter"?: number;
  readonly Plans?: readonly PlanNode[];
}

/** Every step of a plan that reads deadlines, and how many rows it looked at. */
function readsOf(node: PlanNode): { how: string; rows: number }[] {
  const own =
    node["Relation Name"] === "deadlines"
      ? [
          {
            how: node["Node Type"],
            rows: (node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0)) * node["Actual Loops"],
          },
        ]
      : [];
  return [...own, ...(node.Plans ?? []).flatMap(readsOf)];
}

test("no feed scans all deadlines of the office", async (t) => {
  const database = await databaseForTest(t);
  const { ask } = await apiForTest(t, database.apiUrl, { clock: () => "2026-09-19T12:00:00.000Z" });
  const office = await insertOffice(database.ownerUrl);
  const { programme, committee, call } = await insertProgramme(ask, office, {
    year: 2026,
    meetingOn: "2026-12-10",
  });
  const project = { callId: call.id, cost: 900, startsOn: "2027-01-15", endsOn: "2027-03-31" };
  await insertApplication(ask, office, project);
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  t.teardown(() => owner.end());
  await owner.query("select set_config('app.office_id', $1, false)", [office.id]);
  // Forty thousand rows, without a look at each one's references.
  await owner.query(`
    set session_replication_role = replica;
    insert into people (name, email) select 'P' || n, n || '@many.example' from generate_series(1, 200) n;
    insert into programmes (name, funder, level) select 'F' || n, 'Bund', 'federal' from generate_series(1, 100) n;
    insert into committees (name, kind) select 'B' || n, 'board' from generate_series(1, 100) n;
    with p as (select array_agg(id) as ids from people where email like '%@many.example'),
      f as (select array_agg(id) as ids from programmes where name ~ '^F'),
      k as (select array_agg(id) as ids from committees where kind = 'board')
    insert into deadlines (kind, subject_type, subject_id, programme_id, committee_id, title, rule, nominal_on, effective_on,
      ends_at, explanation, strictness, state, lead_id, owner_id, former_lead_id, anchor_type, anchor_id, anchor_event,
      reminded_until)
    select 'follow-up', 'programmes', new_id(), f.ids[1 + n % 100], case when n % 10 = 0 then k.ids[1 + n / 10 % 100] end,
      'Frist ' || n, '{"kind":"fixed"}', day, day, (day + 1)::timestamp at time zone 'Europe/Berlin', '{"de":"","en":""}',
      'internal', (array['open', 'met', 'met', 'cancelled'])[1 + n % 4], p.ids[1 + n % 200], p.ids[1 + n / 7 % 200],
      p.ids[1 + n / 3 % 200], 'grants', new_id(), 'project-end', now()
    from p, f, k, generate_series(1, 40000) n, lateral (select date '2022-01-01' + n % 3000 as day) d;
    analyze`);

  const api = new pg.Client({ connectionString: database.apiUrl });
  await api.connect();
  t.teardown(() => api.end());
  await api.query("select set_config('app.office_id', $1, false)", [office.id]);
  const { rows: someone } = await owner.query("select id from people where email = '7@many.example'");
  const { rows: programmes } = await owner.query("select id from programmes where name = 'F7'");
  const { rows: committees } = await owner.query("select id from committees where name = 'B7'");
  const none = { programmeId: null, committeeId: null };
  const lead = office.people["project-lead"].id;
  const feeds: readonly (Pick<OpenedFeed, "feedScope" | "personId" | "programmeId" | "committeeId"> & {
    role: Role;
    most: number;
  })[] = [
    { role: "project-lead", feedScope: "mine", personId: lead, ...none, most: 10 },
    { role: "project-lead", feedScope: "mine", personId: someone[0].id, ...none, most: 5_000 },
    { role: "project-lead", feedScope: "team", personId: lead, ...none, most: 10 },
    { role: "committee-member", feedScope: "team", personId: lead, ...none, most: 30_000 },
    { role: "coordinator", feedScope: "team", personId: lead, ...none, most: 30_000 },
    ...(["project-lead", "coordinator"] as const).flatMap((role) => [
      { role, feedScope: "programme" as const, personId: lead, ...none, programmeId: programme.id, most: 10 },
      {
        role,
        feedScope: "programme" as const,
        personId: lead,
        ...none,
        programmeId: programmes[0].id,
        most: 3_000,
      },
      { role, feedScope: "committee" as const, personId: lead, ...none, committeeId: committee.id, most: 10 },
      {
        role,
        feedScope: "committee" as const,
        personId: lead,
        ...none,
        committeeId: committees[0].id,
        most: 1_000,
      },
    ]),
  ];
  for (const { role, most, ...subject } of feeds) {
    const feed = { ...subject, organisationId: office.organisationId, zone: "Europe/Berlin" } as OpenedFeed;
    const reach = scopeOf([role], "deadlines.read");
    const query = compile(entriesOf(feed, { reach, today: "2026-09-19" }));
    const { rows } = await api.query(`explain (analyze, format json) ${query.sql}`, [...query.parameters]);
    const plan = rows[0]["QUERY PLAN"][0];
    const reads = readsOf(plan.Plan);
    const name = `${role}, ${feed.feedScope}`;
    t.ok(reads.length > 0, name);
    t.notOk(
      reads.some(({ how }) => how === "Seq Scan"),
      `${name}: ${JSON.stringify(reads)}`,
    );
    const looked = reads.reduce((sum, { rows: count }) => sum + count, 0);
    t.ok(looked <= most, `${name}: ${looked} rows looked at, ${plan["Execution Time"]} ms`);
    t.comment(`${name}: ${looked} rows, ${plan["Execution Time"]} ms`);
  }
});
