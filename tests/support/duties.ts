import type { DeadlineKind } from "@zuwendo/domain";
import pg from "pg";
import type { Test } from "tap";
import { v7 as newId } from "uuid";
import { type Ask, apiForTest } from "./api.ts";
import { databaseForTest } from "./database.ts";
import { insertOffice, type TestOffice } from "./office.ts";
import { advance, expectDone, grantApplication, insertApplication, insertProgramme } from "./project.ts";

type RoleName = keyof TestOffice["people"];

/** An office behind an API with a calendar of its own, and ways to look at its duties. */
export async function dutiesForTest(t: Test, start = "2026-08-20T10:00:00.000Z") {
  const database = await databaseForTest(t);
  let now = start;
  const { ask } = await apiForTest(t, database.apiUrl, { clock: () => now });
  const office = await insertOffice(database.ownerUrl);
  const other = await insertOffice(database.ownerUrl, "OTH");
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  t.teardown(() => client.end());
  await client.query("select set_config('app.office_id', $1, false)", [office.id]);

  /** Asks as a role, with any version unless one is named. */
  const as = (role: RoleName, line: string, body?: unknown, version?: number) => {
    const tag = version === undefined ? "*" : `"v${version}"`;
    const needsMatch = line.startsWith("PATCH ") || line.endsWith("/transitions");
    const options: Ask = { token: office.people[role].token, headers: needsMatch ? { "if-match": tag } : {} };
    return ask(line, body === undefined ? options : { ...options, body });
  };
  const done = (role: RoleName, line: string, body?: unknown, version?: number) =>
    expectDone(as(role, line, body, version));

  return {
    ask,
    as,
    done,
    office,
    other,
    turnTo: (instant: string) => {
      now = instant;
    },
    /** The deadlines of a kind about a thing, the oldest first. */
    duties: async (kind: DeadlineKind, subjectId: string) => {
      const path = `/v1/deadlines?kind=${kind}&subjectId=${subjectId}&sort=createdAt`;
      return (await done("coordinator", `GET ${path}`)).items;
    },
    /** A reminder of a deadline that waits in a mail; returns a look at its state. */
    bindReminder: async (deadlineId: string) => {
      const [mailId, id, recipient] = [newId(), newId(), office.people["project-lead"].id];
      await client.query(
        "insert into mails (id, recipient_id, kind, for_on, state) values ($1, $2, 'urgent', '2026-09-19', 'pending')",
        [mailId, recipient],
      );
      await client.query(
        `insert into reminders (id, deadline_id, deadline_version, step, recipient_id, role, state, due_at, mail_id)
         values ($1, $2, 1, 'd-14', $3, 'responsible', 'bound', now(), $4)`,
        [id, deadlineId, recipient, mailId],
      );
      return async () => {
        const { rows } = await client.query("select state, reason from reminders where id = $1", [id]);
        return [rows[0].state, rows[0].reason];
      };
    },
    /** The moves of a deadline that nobody has been told of yet. */
    moves: async (deadlineId: string) => {
      const { rows } = await client.query(
        "select old_on::text as on, reason from deadline_moves where deadline_id = $1 and told_at is null",
        [deadlineId],
      );
      return rows as { on: string; reason: { de: string; en: string } }[];
    },
    insertRule: async (ownerType: string, ownerId: string, kind: DeadlineKind, rule: object) => {
      await client.query(
        "insert into deadline_rules (owner_type, owner_id, kind, rule) values ($1, $2, $3, $4)",
        [ownerType, ownerId, kind, rule],
      );
    },
    rows: async (text: string, values: unknown[] = []) => (await client.query(text, values)).rows,
  };
}

export type Duties = Awaited<ReturnType<typeof dutiesForTest>>;

/** A project that was granted on 10 September 2026, for 15 September to 31 December. `drawdownRule` is its programme's. */
export async function grantedProject({ ask, office, turnTo, insertRule }: Duties, drawdownRule?: object) {
  turnTo("2026-08-20T10:00:00.000Z");
  const { programme, committee, meeting, call } = await insertProgramme(ask, office, {
    year: 2026,
    meetingOn: "2026-09-10",
  });
  if (drawdownRule !== undefined) {
    await insertRule("programmes", programme.id, "drawdown-request", drawdownRule);
  }
  const period = { startsOn: "2026-09-15", endsOn: "2026-12-31" };
  const application = await insertApplication(ask, office, { callId: call.id, cost: 2400, ...period });
  await advance(ask, office, application.id, "submitted");
  turnTo("2026-09-10T18:00:00.000Z");
  const grant = await grantApplication(ask, office, application);
  return { programme, committee, meeting, applicationId: String(application.id), grant };
}

/** Asserts that there are as many things as patterns, and that each matches its own; `t.match` lets a list be longer. */
export function matchEach(t: Test, found: readonly unknown[], patterns: readonly unknown[], name = "each") {
  t.equal(found.length, patterns.length, `${name}: as many`);
  t.match(found, patterns, name);
}
