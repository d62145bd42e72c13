import { type DeadlineKind, endOfDayAt, type Role } from "@zuwendo/domain";
import { type LinkPurpose, signLink } from "@zuwendo/links";
import pg from "pg";
import type { Test } from "tap";
import { v7 as newId } from "uuid";
import { apiForTest } from "./api.ts";
import { databaseForTest, type TestDatabase } from "./database.ts";
import { insertOffice, type TestOffice } from "./office.ts";

export interface NewReminder {
  readonly kind?: DeadlineKind;
  readonly title?: string;
  readonly endsOn?: string;
  readonly recipient?: Role;
  readonly role?: string;
  readonly step?: string;
  readonly mailId?: string;
  readonly nextRemindAt?: string | null;
}

const zone = "Europe/Berlin";

/** An office whose people got reminders, seen by the owner of the tables, and the links in its mails. */
export async function remindedOffice(t: Test, database: TestDatabase, short = "TST") {
  const office: TestOffice = await insertOffice(database.ownerUrl, short);
  const pool = new pg.Pool({ connectionString: database.ownerUrl, max: 2 });
  // Its end does not wait for the connections to close, which the drop of the database then ends for it.
  pool.on("error", () => undefined);
  t.teardown(() => pool.end());
  const query = async (text: string, values: unknown[] = []) => {
    const client = await pool.connect();
    try {
      await client.query("select set_config('app.office_id', $1, false)", [office.id]);
      return (await client.query(text, values)).rows;
    } finally {
      client.release();
    }
  };
  const [row] = await query("select mail_secret from offices where id = $1", [office.id]);
  const secret: Buffer = row.mail_secret;
  const link = (purpose: LinkPurpose, id: string) => signLink(secret, { purpose, officeId: office.id, id });

  const insertMail = async (recipient: Role = "project-lead") => {
    const id = newId();
    await query(
      "insert into mails (id, recipient_id, kind, for_on, state) values ($1, $2, 'urgent', '2026-11-23', 'sent')",
      [id, office.people[recipient].id],
    );
    return id;
  };

  /** A deadline with one reminder that was sent, and the tokens of its mail. */
  const insertReminder = async (reminder: NewReminder = {}) => {
    const {
      kind = "proof-of-use",
      title = "Begegnungscafé",
      endsOn = "2026-12-11",
      role = "lead",
    } = reminder;
    const { recipient = "project-lead", step = "d-14", nextRemindAt = "2026-12-04T06:00:00Z" } = reminder;
    const mailId = reminder.mailId ?? (await insertMail(recipient));
    const [deadlineId, id] = [newId(), newId()];
    const personId = office.people[recipient].id;
    await query(
      `insert into deadlines (id, kind, subject_type, subject_id, title, rule, nominal_on, effective_on, ends_at, explanation,
         strictness, lead_id, reminded_until, next_remind_at)
       values ($1, $2, 'applications', $1, $3, '{}', $4, $4, $5, '{}', 'ordinary', $6, '2026-11-01', $7)`,
      [
        ...[deadlineId, kind, title, endsOn, endOfDayAt(endsOn, zone)],
        office.people["project-lead"].id,
        nextRemindAt,
      ],
    );
    await query(
      `insert into reminders (id, deadline_id, deadline_version, step, recipient_id, role, state, due_at, mail_id)
       values ($1, $2, 1, $3, $4, $5, 'sent', '2026-11-23T06:00:00Z', $6)`,
      [id, deadlineId, step, personId, role, mailId],
    );
    return { id, deadlineId, mailId, personId, token: link("answer", id) };
  };
  return { office, secret, query, link, insertMail, insertReminder };
}

/** Such an office behind a running API whose calendar stands still until it is turned. */
export async function remindedApi(
  t: Test,
  options: { requestsPerMinute?: number; onLog?: (line: string) => void } = {},
) {
  const database = await databaseForTest(t);
  let now = "2026-11-24T09:00:00.000Z";
  const api = await apiForTest(t, database.apiUrl, { ...options, clock: () => now });
  const reminded = await remindedOffice(t, database);
  const form = (path: string, body: string, headers: Record<string, string> = {}) =>
    api.ask(`POST ${path}`, {
      raw: body,
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    });
  return {
    ...{ ...reminded, database, address: api.address, ask: api.ask, form },
    turnTo: (instant: string) => {
      now = instant;
    },
  };
}
