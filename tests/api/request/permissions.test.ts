import { holdersOf, may, type Role, roles } from "@zuwendo/domain";
import pg from "pg";
import { test } from "tap";
import { v7 as newId } from "uuid";
import { mintToken } from "../../../services/api/src/request/caller.ts";
import { apiForTest } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { faultsOf } from "../../support/faults.ts";
import { filledOfficeClock, fillOffice } from "../../support/filled-office.ts";
import { insertOffice } from "../../support/office.ts";
import { caseOf, casesOf, fullRoleFor, operations, requestOf } from "../../support/operations.ts";

/** Every way to write a body with one of its ids replaced by the one at the same place of another body. */
function withOneForeignId(own: unknown, foreign: unknown): unknown[] {
  if (typeof own === "string") return own === foreign ? [] : [foreign];
  if (Array.isArray(own)) {
    return own.flatMap((item, index) =>
      withOneForeignId(item, (foreign as unknown[])[index]).map((changed) => own.with(index, changed)),
    );
  }
  if (own === null || typeof own !== "object") return [];
  return Object.entries(own).flatMap(([name, value]) =>
    withOneForeignId(value, (foreign as Record<string, unknown>)[name]).map((changed) => ({
      ...own,
      [name]: changed,
    })),
  );
}

test("who may do what", async (t) => {
  const database = await databaseForTest(t);
  const { clock, turnTo } = filledOfficeClock();
  const { ask } = await apiForTest(t, database.apiUrl, { clock, requestsPerMinute: 1_000_000 });
  const addOffice = async (short: string, label: string) => {
    const office = await insertOffice(database.ownerUrl, short);
    const filled = await fillOffice(ask, office, database.ownerUrl, { label, turnTo });
    return { office, filled, cases: casesOf(filled) };
  };
  const own = await addOffice("TST", "Stadt");
  const other = await addOffice("OTH", "Geheimnis");
  const { office, cases } = own;

  await t.test("every operation has a case, and every case an operation", async (t) => {
    t.same(Object.keys(cases).sort(), operations.map(({ id }) => id).sort());
    for (const operation of operations) {
      const { permission } = caseOf(cases, operation);
      t.ok(
        operation.description.endsWith(`Open to: ${holdersOf(permission).en}.`),
        `${operation.id} says who may: ${operation.description}`,
      );
    }
  });

  await t.test(
    "no token, an expired, a revoked and a foreign one are nobody's; a read-only one cannot write",
    async (t) => {
      const insertToken = async (
        role: Role,
        values: { ends: string; revoked: string | null; scopes: string[] },
      ) => {
        const { token, hash } = mintToken(office.id);
        const client = new pg.Client({ connectionString: database.ownerUrl });
        await client.connect();
        await client.query(
          `insert into tokens (office_id, person_id, name, hash, scopes, expires_at, revoked_at)
         values ($1, $2, 'odd', $3, $4, now() + $5::interval, now() + $6::interval)`,
          [office.id, office.people[role].id, hash, values.scopes, values.ends, values.revoked],
        );
        await client.end();
        return token;
      };
      const everything = ["read", "write"];
      const { expect, done } = faultsOf(t, "tokens");
      const oddTokens = new Map<Role, Record<"expired" | "revoked" | "readOnly", string>>();
      for (const role of roles) {
        oddTokens.set(role, {
          expired: await insertToken(role, { ends: "-1 second", revoked: null, scopes: everything }),
          revoked: await insertToken(role, { ends: "1 day", revoked: "-1 second", scopes: everything }),
          readOnly: await insertToken(role, { ends: "1 day", revoked: null, scopes: ["read"] }),
        });
      }
      for (const operation of operations) {
        const wanted = caseOf(cases, operation);
        const { line, options } = requestOf(operation, wanted);
        const odd = oddTokens.get(fullRoleFor(wanted.permission));
        const unsigned = [
          undefined,
          odd?.expired,
          odd?.revoked,
          mintToken(office.id).token,
          mintToken(newId()).token,
        ];
        for (const token of unsigned) {
          const reply = await ask(line, { ...options, token });
          expect(reply.status === 401 && reply.body.code === "unauthenticated", `${line} → ${reply.text}`);
          expect(
            reply.headers.get("www-authenticate") === 'Bearer realm="zuwendo"',
            `${line}: WWW-Authenticate`,
          );
        }
        const reply = await ask(line, { ...options, token: odd?.readOnly });
        const isRead = operation.method === "GET";
        expect(reply.status === (isRead ? 200 : 403), `read-only: ${line} → ${reply.status} ${reply.text}`);
      }
      done(operations.length * 11);
    },
  );

  await t.test("nothing of another office is found, referred to or shown", async (t) => {
    const needles = await traces(database.ownerUrl, other.office.id);
    t.ok(needles.length > 60, `${needles.length} traces to look for`);
    const { expect, done } = faultsOf(t, "other office");
    const look = (what: string, text: string) => {
      const found = needles.filter((needle) => text.includes(needle));
      expect(found.length === 0, `${what} shows ${found.join(", ")}`);
    };
    const sayings = ({ body }: { body: Record<string, unknown> }) => ({ ...body, instance: "" });

    for (const operation of operations) {
      const ours = caseOf(own.cases, operation);
      const theirs = caseOf(other.cases, operation);
      const token = own.office.people[fullRoleFor(ours.permission)].token;

      const addresses = Object.keys(ours.places ?? {}).map((name) => ({
        ...ours,
        places: { ...ours.places, [name]: theirs.places?.[name] ?? "" },
        nowhere: { ...ours, places: { ...ours.places, [name]: newId() } },
      }));
      for (const { nowhere, ...foreign } of addresses) {
        const { line, options } = requestOf(operation, foreign);
        const reply = await ask(line, { ...options, token });
        expect(reply.status === 404, `${line} → ${reply.status} ${reply.text}`);
        look(line, reply.text);
        const absent = requestOf(operation, nowhere);
        const missing = await ask(absent.line, { ...absent.options, token });
        expect(
          JSON.stringify(sayings(missing)) === JSON.stringify(sayings(reply)),
          `${line} answers as for an id that nobody has`,
        );
      }

      for (const body of withOneForeignId(ours.body ?? {}, theirs.body ?? {})) {
        const { line, options } = requestOf(operation, { ...ours, body });
        const reply = await ask(line, { ...options, token });
        const said = `${line} ${JSON.stringify(body)} → ${reply.status} ${reply.text}`;
        expect(reply.status === 422 && reply.body.code === "reference-unknown", said);
        look(said, reply.text);
      }
    }

    for (const role of roles) {
      for (const operation of operations.filter(({ method }) => method === "GET")) {
        const { line, options } = requestOf(operation, caseOf(own.cases, operation));
        const token = own.office.people[role].token;
        look(`${role}: ${line}`, (await ask(line, { ...options, token })).text);
        const filters = operation.parameters.filter((one) => one.in === "query" && /Id$/.test(one.name));
        for (const { name } of filters) {
          const id =
            Object.entries(other.filled).find(([kind]) => kind === name)?.[1] ?? other.filled.personId;
          const filtered = await ask(`${line}?${name}=${id}`, { ...options, token });
          const isEmpty = filtered.status !== 200 || filtered.body.items.length === 0;
          expect(isEmpty, `${role}: ${line}?${name}= finds nothing: ${filtered.text.slice(0, 200)}`);
          look(`${role}: ${line}?${name}=`, filtered.text.replaceAll(id, ""));
        }
      }
    }
    done(500);
  });

  await t.test("every route asks the permission table, for every role", async (t) => {
    const { expect, done } = faultsOf(t, "routes × roles");
    for (const operation of operations) {
      const wanted = caseOf(cases, operation);
      const { line, options } = requestOf(operation, wanted);
      let successes = 0;
      for (const role of roles) {
        const reply = await ask(line, { ...options, token: office.people[role].token });
        const said = `${role}: ${line} → ${reply.status} ${reply.text.slice(0, 200)}`;
        const isAllowed = may([role], wanted.permission);
        expect(isAllowed ? ![401, 403].includes(reply.status) : reply.status === 403, said);
        expect(reply.status < 500 && operation.statuses.includes(reply.status), said);
        if (reply.status < 300) successes += 1;
      }
      expect(successes > 0, `${line}: somebody succeeds, so that the request is a valid one`);
    }
    done(operations.length * roles.length);
  });

  await t.test("whoever is past the date of their roles may nothing", async (t) => {
    const client = new pg.Client({ connectionString: database.ownerUrl });
    await client.connect();
    await client.query("update people set roles_until = '2020-01-01' where id = $1", [
      office.people.auditor.id,
    ]);
    await client.end();
    const { expect, done } = faultsOf(t, "expired roles");
    for (const operation of operations.filter(({ method }) => method === "GET")) {
      const { line, options } = requestOf(operation, caseOf(cases, operation));
      const reply = await ask(line, { ...options, token: office.people.auditor.token });
      expect(reply.status === 403, `${line} → ${reply.status}`);
    }
    done(40);
  });
});

/** Ids, names and numbers that betray an office. */
async function traces(ownerUrl: string, officeId: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query(
      `select table_name from information_schema.columns
       where table_schema = 'public' and column_name = 'office_id' and table_name in
         (select table_name from information_schema.columns where table_schema = 'public' and column_name = 'id')`,
    );
    const ids: string[] = [officeId];
    for (const { table_name: table } of tables) {
      const { rows } = await client.query(`select id from ${table} where office_id = $1`, [officeId]);
      ids.push(...rows.map(({ id }) => String(id)));
    }
    return [...ids, "Geheimnis", "OTH-", "oth.example", "Amt OTH"];
  } finally {
    await client.end();
  }
}
