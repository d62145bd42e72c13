import { openPool, openStorage } from "@zuwendo/db";
import { type DeadlineKind, endOfDayAt, type Land, nextReminder } from "@zuwendo/domain";
import { openTransport, type TransportOptions } from "@zuwendo/mail";
import pg from "pg";
import { pino } from "pino";
import type { Test } from "tap";
import { v7 as newId } from "uuid";
import type { Tools } from "../../../services/worker/src/tools.ts";
import type { TestDatabase } from "../../support/database.ts";

const zone = "Europe/Berlin";
const land: Land = "SH";

export interface NewPerson {
  readonly name?: string;
  readonly email?: string;
  readonly language?: "de" | "en";
  readonly roles?: readonly string[];
  readonly rolesUntil?: string | null;
}

export interface NewDeadline {
  readonly kind: DeadlineKind;
  readonly nominalOn: string;
  readonly leadId?: string | null;
  readonly title?: string;
  /** Steps up to this instant count as handled. */
  readonly remindedUntil: string;
}

export interface Sent {
  readonly id: string;
  readonly email: string;
  readonly kind: string;
  readonly forOn: string;
  readonly state: string;
  readonly attempt: number;
  readonly refusals: number;
  /** Seconds from now, by the database's clock, until it is tried again. */
  readonly waitSeconds: number;
  readonly nextTryAt: string;
  readonly subject: string | null;
  readonly text: string | null;
  readonly response: string | null;
  readonly sentAt: string | null;
}

interface Teardown {
  teardown(after: () => unknown): unknown;
}

/** The database as its owner sees it: puts people and deadlines into an office, and reads what the worker has made of them. */
export function ownerForTest(t: Teardown, { ownerUrl }: Pick<TestDatabase, "ownerUrl">, officeId: string) {
  // without a service's limits: who only looks on may wait
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 2, options: "-c timezone=UTC" });
  pool.on("error", () => undefined);
  t.teardown(() => pool.end());
  const query = async <Row>(text: string, values: unknown[] = []) =>
    (await pool.query(text, values)).rows as Row[];
  return {
    query,
    insertPeople: async (people: readonly NewPerson[]): Promise<string[]> => {
      const rows = people.map((person) => {
        const id = newId();
        const email = person.email ?? `p${id}@example.org`;
        return {
          id,
          name: "Petra Person",
          language: "de",
          roles: ["project-lead"],
          rolesUntil: null,
          ...person,
          email,
        };
      });
      await query(
        `insert into people (office_id, id, name, email, language, roles, roles_until)
         select $1, id, name, email, language, array(select jsonb_array_elements_text(roles)), "rolesUntil"
         from jsonb_to_recordset($2) as n (id uuid, name text, email text, language text, roles jsonb, "rolesUntil" date)`,
        [officeId, JSON.stringify(rows)],
      );
      return rows.map(({ id }) => id);
    },
    insertDeadlines: async (deadlines: readonly NewDeadline[]): Promise<string[]> => {
      const rows = deadlines.map(({ title = "Nachbarschaftsfest", leadId = null, ...deadline }) => ({
        ...deadline,
        ...scheduleOf(deadline),
        id: newId(),
        title,
        leadId,
      }));
      await query(
        `insert into deadlines (office_id, id, kind, subject_type, subject_id, title, rule, nominal_on, effective_on, ends_at,
           explanation, strictness, lead_id, reminded_until, next_remind_at)
         select $1, id, kind, 'applications', id, title, '{"kind": "fixed"}', "nominalOn", "nominalOn", "endsAt",
           '{"de": "Fester Tag.", "en": "A fixed day."}', 'ordinary', "leadId", "remindedUntil", "nextRemindAt"
         from jsonb_to_recordset($2) as n (id uuid, kind text, title text, "nominalOn" date, "endsAt" timestamptz,
           "leadId" uuid, "remindedUntil" timestamptz, "nextRemindAt" timestamptz)`,
        [officeId, JSON.stringify(rows)],
      );
      return rows.map(({ id }) => id);
    },
    /** What the API does when a deadline moves. */
    moveDeadline: async (id: string, deadline: Omit<NewDeadline, "leadId" | "title">): Promise<void> => {
      const { endsAt, nextRemindAt } = scheduleOf(deadline);
      await query(
        `update deadlines set nominal_on = $2, effective_on = $2, ends_at = $3, reminded_until = $4, next_remind_at = $5,
           version = version + 1 where id = $1`,
        [id, deadline.nominalOn, endsAt, deadline.remindedUntil, nextRemindAt],
      );
    },
    /** What the API does when a duty has been fulfilled. */
    closeDeadline: (id: string, state = "met") =>
      query(
        "update deadlines set state = $2, closed_at = now(), next_remind_at = null, version = version + 1 where id = $1",
        [id, state],
      ),
    listMails: () =>
      query<Sent>(
        `select m.id, p.email, m.kind, m.for_on as "forOn", m.state, m.attempt, m.refusals, m.subject, m.text, m.response,
           extract(epoch from m.next_try_at - clock_timestamp())::float as "waitSeconds",
           m.next_try_at as "nextTryAt", m.sent_at as "sentAt"
         from mails m join people p on p.office_id = m.office_id and p.id = m.recipient_id
         where m.office_id = $1 order by p.email, m.for_on, m.kind, m.id`,
        [officeId],
      ),
    listReminders: (deadlineId: string) =>
      query<{
        step: string;
        version: number;
        email: string;
        role: string;
        state: string;
        reason: string | null;
      }>(
        `select r.step, r.deadline_version as version, p.email, r.role, r.state, r.reason
         from reminders r join people p on p.office_id = r.office_id and p.id = r.recipient_id
         where r.deadline_id = $1 order by r.deadline_version, r.step, p.email`,
        [deadlineId],
      ),
    countReminders: () =>
      query<{ state: string; count: number }>(
        "select state, count(*) from reminders where office_id = $1 group by state order by state",
        [officeId],
      ),
    /** Lets leases, retries and the wait of digests run out. */
    makeMailsDue: () =>
      query("update mails set next_try_at = clock_timestamp() where office_id = $1 and state = 'pending'", [
        officeId,
      ]),
  };
}

function scheduleOf({
  kind,
  nominalOn,
  remindedUntil,
}: Pick<NewDeadline, "kind" | "nominalOn" | "remindedUntil">) {
  const endsAt = endOfDayAt(nominalOn, zone);
  const next = nextReminder({ kind, nominalOn, endsAt, land, zone }, remindedUntil);
  return { endsAt, nextRemindAt: next?.sendAt ?? null };
}

/** What a worker's jobs work with, without its rounds, so that a test says when each of them runs. */
export function toolsForTest(
  t: Test,
  { workerUrl }: TestDatabase,
  options: {
    smtpUrl?: string;
    clock?: (databaseNow: string) => string;
    timeouts?: TransportOptions["timeouts"];
    connections?: number;
    publicUrl?: string;
    statementTimeoutMs?: number;
  } = {},
): Tools {
  const logger = pino({ level: process.env.LOG_LEVEL ?? "silent" });
  const { smtpUrl, clock = (databaseNow) => databaseNow, timeouts, connections = 6 } = options;
  const { publicUrl = "http://zuwendo.example", statementTimeoutMs = 5_000 } = options;
  const pool = openPool({
    ...{ url: workerUrl, max: connections, name: "zuwendo-worker", statementTimeoutMs },
    onError: () => {},
  });
  const transport = openTransport(smtpUrl, { from: "zuwendo@zuwendo.example", log: logger, timeouts });
  t.teardown(async () => {
    await transport.close();
    await pool.end();
  });
  const stopping = new AbortController().signal;
  return {
    pool,
    clock,
    storage: openStorage(),
    transport,
    publicUrl,
    sender: "zuwendo@zuwendo.example",
    logger,
    stopping,
  };
}
