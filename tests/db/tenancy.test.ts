import pg from "pg";
import { type Test, test } from "tap";
import { apiForTest } from "../support/api.ts";
import { databaseForTest } from "../support/database.ts";
import { faultsOf } from "../support/faults.ts";
import { filledOfficeClock, fillOffice } from "../support/filled-office.ts";
import { insertOffice } from "../support/office.ts";

/** Tables that belong to no office, and why. */
const withoutOffice: Readonly<Record<string, string>> = {
  offices: "is the office; protected by its own id",
  gauges: "figures of the whole installation that name no office",
  search_texts: "read by find_words alone, which names the office; see below",
  kysely_migration: "which migrations were applied",
  kysely_migration_lock: "keeps two migrations from running at once",
};

/** Indexes that do not lead with the office, and why. */
const acrossOffices: Readonly<Record<string, string>> = {
  deadlines_due: "the sweep serves all offices in the order of time",
  idempotency_keys_by_age: "old keys are deleted whoever's they are",
  reminder_answers_due: "the sweep serves all offices in the order of time",
  deadline_moves_due: "the sweep serves all offices in the order of time",
  mails_next: "when the worker has to look for due mails again, whoever's they are",
  reminder_plans_to_replan: "changed plans are followed in the order of their change",
};

async function connect(t: Test, url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  t.teardown(() => client.end());
  return client;
}

async function column<T = string>(client: pg.Client, sql: string, parameters: unknown[] = []): Promise<T[]> {
  const { rows } = await client.query({ text: sql, values: parameters, rowMode: "array" });
  return rows.map(([value]) => value as T);
}

const officeTables = `select c.relname from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attname = 'office_id' and not a.attisdropped
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'search_texts' order by 1`;

/** Two offices with rows in every table. */
async function twoOffices(t: Test) {
  const database = await databaseForTest(t);
  const { clock, turnTo } = filledOfficeClock();
  const api = await apiForTest(t, database.apiUrl, { clock });
  const owner = await connect(t, database.ownerUrl);
  const offices = [];
  for (const [short, label] of [
    ["EIN", "Eins"],
    ["ZWEI", "Zwei"],
  ] as const) {
    const office = await insertOffice(database.ownerUrl, short);
    const { fundYearId } = await fillOffice(api.ask, office, database.ownerUrl, { label, turnTo });
    await api.ask("POST /v1/themes", {
      token: office.people.coordinator.token,
      headers: { "idempotency-key": "one" },
      body: { position: 9, title: label },
    });
    await owner.query("insert into fold_positions (office_id, fund_year_id) values ($1, $2)", [
      office.id,
      fundYearId,
    ]);
    await owner.query(
      `insert into rollups (office_id, fund_year_id, dimension, value, measure, amount_cents, entries)
       values ($1, $2, 'month', '2026-09', 'allocated', 1, 1)`,
      [office.id, fundYearId],
    );
    offices.push(office.id);
  }
  const [first = "", second = ""] = offices;
  return { database, owner, first, second };
}

test("row security stands on every table of an office", async (t) => {
  const { ownerUrl } = await databaseForTest(t);
  const owner = await connect(t, ownerUrl);
  const tables = await column(owner, officeTables);
  t.ok(tables.length >= 26, `${tables.length} tables`);
  const others = await column(
    owner,
    `select tablename::text from pg_tables where schemaname = 'public' and tablename <> all ($1)`,
    [tables],
  );
  t.same(others.sort(), Object.keys(withoutOffice).sort(), "every other table has a reason");

  const unprotected = await column(
    owner,
    `select relname from pg_class where relnamespace = 'public'::regnamespace and relname = any ($1)
       and not (relrowsecurity and relforcerowsecurity)`,
    [[...tables, "offices"]],
  );
  t.same(unprotected, [], "enabled and forced");

  const { rows: policies } = await owner.query(
    `select tablename::text as table, json_agg(json_build_object('name', policyname, 'to', roles, 'for', cmd,
       'permissive', permissive, 'sees', qual, 'writes', with_check) order by policyname) as policies
     from pg_policies where schemaname = 'public' group by tablename`,
  );
  const byTable = new Map(policies.map((row) => [row.table, row.policies]));
  const policiesOf = (own: string, workerWrites: string | null) => [
    { name: "office", to: ["public"], for: "ALL", permissive: "PERMISSIVE", sees: own, writes: own },
    {
      name: "worker",
      to: ["zuwendo_worker"],
      for: "ALL",
      permissive: "PERMISSIVE",
      sees: "true",
      writes: workerWrites,
    },
  ];
  t.same([...byTable.keys()].sort(), [...tables, "offices"].sort());
  for (const table of tables) {
    t.same(byTable.get(table), policiesOf("(office_id = current_office())", "true"), table);
  }
  t.same(byTable.get("offices"), policiesOf("(id = current_office())", null), "offices");
});

test("nobody but its function reads the words of things", async (t) => {
  const { ownerUrl } = await databaseForTest(t);
  const owner = await connect(t, ownerUrl);
  const { rows } = await owner.query(
    `select login, has_table_privilege(login, 'search_texts', right_) as may
     from unnest(array['zuwendo_api', 'zuwendo_worker']) login
       cross join unnest(array['select', 'insert', 'update', 'delete']) right_`,
  );
  t.equal(rows.length, 8);
  t.notOk(rows.some(({ may }) => may));
  const [runs] = await column<boolean>(
    owner,
    "select has_function_privilege('zuwendo_worker', 'find_words(text, text)', 'execute')",
  );
  t.notOk(runs, "the worker finds nothing");
});

test("the office leads every key", async (t) => {
  const { ownerUrl } = await databaseForTest(t);
  const owner = await connect(t, ownerUrl);
  const tables = await column(owner, officeTables);
  const { rows: indexes } = await owner.query(
    `select i.relname::text as name, x.indisprimary as is_primary, x.indisunique as is_unique, a.attname::text as leads
     from pg_index x
       join pg_class i on i.oid = x.indexrelid
       join pg_class c on c.oid = x.indrelid
       left join pg_attribute a on a.attrelid = c.oid and a.attnum = x.indkey[0]
     where c.relnamespace = 'public'::regnamespace and c.relname = any ($1)`,
    [tables],
  );
  t.equal(indexes.filter((index) => index.is_primary).length, tables.length, "every table has a primary key");
  t.same(
    indexes
      .filter((index) => index.leads !== "office_id")
      .map((index) => index.name)
      .sort(),
    Object.keys(acrossOffices).sort(),
    "indexes that do not lead with the office are the ones with a reason",
  );
  t.same(
    indexes.filter((index) => index.is_unique && index.leads !== "office_id"),
    [],
    "nothing is unique across offices",
  );
  const { rows: references } = await owner.query(
    `select k.conname::text as name, f.relname::text as target, a.attname::text as leads, b.attname::text as meets
     from pg_constraint k
       join pg_class c on c.oid = k.conrelid
       join pg_class f on f.oid = k.confrelid
       join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
       join pg_attribute b on b.attrelid = k.confrelid and b.attnum = k.confkey[1]
     where k.contype = 'f' and c.relnamespace = 'public'::regnamespace and c.relname = any ($1)`,
    [tables],
  );
  t.ok(references.length > 50, `${references.length} foreign keys`);
  t.same(
    references.filter(
      ({ target, leads, meets }) =>
        leads !== "office_id" || meets !== (target === "offices" ? "id" : "office_id"),
    ),
    [],
    "every reference stays within the office",
  );
});

test("the services' logins own nothing and are bound by row security", async (t) => {
  const { ownerUrl, apiUrl, workerUrl } = await databaseForTest(t);
  const owner = await connect(t, ownerUrl);
  for (const [url, group] of [
    [apiUrl, "zuwendo_api"],
    [workerUrl, "zuwendo_worker"],
  ] as const) {
    const login = new URL(url).username;
    t.same(
      await column(
        owner,
        `select g.rolname::text from pg_auth_members m join pg_roles g on g.oid = m.roleid
           join pg_roles l on l.oid = m.member where l.rolname = $1`,
        [login],
      ),
      [group],
      `${login} is a member of its group and of nothing else`,
    );
    t.same(
      await column(
        owner,
        `select rolname::text from pg_roles where rolname = any ($1)
           and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)`,
        [[login, group]],
      ),
      [],
      `${login} has no power of its own`,
    );
    const owned = `select c.relname::text from pg_class c join pg_roles r on r.oid = c.relowner
      where r.rolname = any ($1)`;
    t.same(await column(owner, owned, [[login, group]]), [], `${login} owns nothing`);
    const service = await connect(t, url);
    await t.rejects(
      service.query("create table public.mine (id int)"),
      { code: "42501" },
      `${login} creates nothing`,
    );
    await t.rejects(service.query("alter table ideas disable row level security"), { code: "42501" });
  }
});

test("without an office there is nothing, and within one nothing of another", async (t) => {
  const { database, owner, first, second } = await twoOffices(t);
  const tables = await column(owner, officeTables);
  const api = await connect(t, database.apiUrl);
  const { expect, done } = faultsOf(t, "tables");
  for (const table of [...tables, "offices"]) {
    const key = table === "offices" ? "id" : "office_id";
    const [all] = await column<number>(owner, `select count(distinct ${key})::int from ${table}`);
    expect(all === 2, `${table} has rows of both offices`);
    const [none] = await column<number>(api, `select count(*)::int from ${table}`);
    expect(none === 0, `${table} shows ${none} rows to nobody's session`);
    await api.query("begin");
    await api.query("select set_config('app.office_id', $1, true)", [first]);
    const seen = await column(api, `select distinct ${key} from ${table}`);
    expect(seen.join() === first, `${table} shows rows of ${seen.join()}`);
    await api.query("rollback");
  }
  done(tables.length * 3);

  const writes = faultsOf(t, "writes");
  for (const table of tables) {
    const columns = await column(
      owner,
      `select quote_ident(attname) from pg_attribute where attrelid = $1::regclass and attnum > 0
         and not attisdropped and attgenerated = ''`,
      [table],
    );
    const [foreign] = await column<unknown>(
      owner,
      `select to_jsonb(t) from ${table} t where office_id = $1 limit 1`,
      [second],
    );
    const tryTo = async (sql: string, parameters: unknown[] = []) => {
      await api.query("begin");
      try {
        await api.query("select set_config('app.office_id', $1, true)", [first]);
        const { rowCount } = await api.query(sql, parameters);
        return `${rowCount} rows`;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      } finally {
        await api.query("rollback");
      }
    };
    const list = columns.join(", ");
    const inserted = await tryTo(
      `insert into ${table} (${list}) select ${list} from jsonb_populate_record(null::${table}, $1)`,
      [foreign],
    );
    const mayInsert = await privilege(owner, database.apiUrl, table, "insert");
    const refusal = mayInsert ? /violates row-level security policy/ : /permission denied/;
    writes.expect(refusal.test(inserted), `insert into ${table}: ${inserted}`);
    const moved = await tryTo(`update ${table} set office_id = $1`, [second]);
    const mayUpdate = await privilege(owner, database.apiUrl, table, "update");
    writes.expect(
      (mayUpdate ? /violates row-level security policy/ : /permission denied/).test(moved),
      `update ${table}: ${moved}`,
    );
    if (!mayUpdate) continue;
    const changed = await tryTo(`update ${table} set office_id = office_id where office_id = $1`, [second]);
    writes.expect(changed === "0 rows", `update of the other's rows in ${table}: ${changed}`);
  }
  writes.done(tables.length * 2);
});

async function privilege(client: pg.Client, url: string, table: string, what: string): Promise<boolean> {
  const [held] = await column<boolean>(client, "select has_table_privilege($1, $2, $3)", [
    new URL(url).username,
    table,
    what,
  ]);
  return held === true;
}

test("the worker sees every office's work, but no token, no stored reply and no audit log", async (t) => {
  const { database, owner } = await twoOffices(t);
  const worker = await connect(t, database.workerUrl);
  const [offices] = await column<number>(worker, "select count(distinct office_id)::int from deadlines");
  t.equal(offices, 2, "it serves both offices");
  const [keys] = await column<number>(worker, "select count(created_at)::int from idempotency_keys");
  t.equal(keys, 2, "it knows how old the keys are");
  for (const sql of [
    "select hash from tokens",
    "select 1 from tokens",
    "select body from idempotency_keys",
    "select key from idempotency_keys",
    "select 1 from audit_log",
    "update people set roles = '{admin}'",
    "insert into ledger_entries default values",
    "update ledger_entries set amount_cents = 1",
    "delete from mails",
  ]) {
    await t.rejects(worker.query(sql), { code: "42501" }, sql);
  }
  const writable = await column(
    owner,
    `select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
       and has_table_privilege($1, oid, 'insert, update, delete') order by 1`,
    [new URL(database.workerUrl).username],
  );
  t.same(writable, [
    ...["fold_positions", "gauges", "idempotency_keys", "mail_moves", "mails", "reminders", "rollups"],
    ...["suppressions", "tasks"],
  ]);
});

test("the api appends to ledger and audit log and changes neither", async (t) => {
  const { database, first } = await twoOffices(t);
  const api = await connect(t, database.apiUrl);
  await api.query("select set_config('app.office_id', $1, false)", [first]);
  for (const table of ["ledger_entries", "audit_log", "idempotency_keys"]) {
    await t.rejects(
      api.query(`update ${table} set office_id = office_id`),
      { code: "42501" },
      `update ${table}`,
    );
    await t.rejects(api.query(`delete from ${table}`), { code: "42501" }, `delete from ${table}`);
  }
  const [ledger] = await column<number>(api, "select count(*)::int from ledger_entries");
  t.not(ledger, 0, "they are there to be changed");
});
