import type { Test } from "tap";
import { sendMails } from "../../services/worker/src/mails/send.ts";
import { sweepAll } from "../../services/worker/src/reminders/sweep.ts";
import { apiForTest } from "../support/api.ts";
import type { TestDatabase } from "../support/database.ts";
import { insertOffice } from "../support/office.ts";
import type { ReceivedMail, TestSmtp } from "../support/smtp.ts";
import { type NewDeadline, type NewPerson, ownerForTest, toolsForTest } from "./reminders/due.ts";

/** A Friday in summer time, ten minutes after the office has begun to send. */
export const friday = "2026-10-16T05:10:00.000Z";
let offices = 0;

/**
 * An office behind an API, with a worker, both on one calendar that stands still until it is turned; the links in mails
 * lead to `publicUrl`, or to the API.
 */
export async function mailedOffice(
  t: Test,
  { database, smtp }: { database: TestDatabase; smtp: TestSmtp },
  options: { publicUrl?: string } = {},
) {
  offices += 1;
  const office = await insertOffice(database.ownerUrl, `A${offices}`);
  const owner = ownerForTest(t, database, office.id);
  // A worker serves every office: those of the tests before have nothing to say any more.
  await owner.query("update deadlines set state = 'cancelled', next_remind_at = null");
  await owner.query("update reminder_answers set remind_at = null");
  await owner.query("update mails set state = 'dropped' where state = 'pending'");
  const time = { now: friday };
  const clock = () => time.now;
  const { ask, address } = await apiForTest(t, database.apiUrl, { clock });
  const publicUrl = options.publicUrl ?? address;
  const tools = toolsForTest(t, database, { smtpUrl: smtp.url, clock, publicUrl });
  const lead = office.people["project-lead"];

  const insertDuty = async (duty: Partial<NewDeadline> & Pick<NewDeadline, "kind" | "nominalOn">) => {
    const [id = ""] = await owner.insertDeadlines([
      { remindedUntil: "2026-10-15T12:00:00Z", leadId: lead.id, ...duty },
    ]);
    return id;
  };
  const insertPerson = async (person: NewPerson) => {
    const [id = ""] = await owner.insertPeople([person]);
    return id;
  };
  const wish = (
    personId: string,
    wishes: {
      deputyId?: string;
      absentFrom?: string;
      absentUntil?: string;
      mailAt?: string;
      mutedKinds?: string[];
    },
  ) =>
    owner.query(
      `insert into preferences (office_id, person_id, deputy_id, absent_from, absent_until, mail_at, muted_kinds)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (office_id, person_id) do update set deputy_id = $3, absent_from = $4, absent_until = $5, mail_at = $6, muted_kinds = $7`,
      [
        ...[
          office.id,
          personId,
          wishes.deputyId ?? null,
          wishes.absentFrom ?? null,
          wishes.absentUntil ?? null,
        ],
        ...[wishes.mailAt ?? null, wishes.mutedKinds ?? []],
      ],
    );
  /** What the API does when a day moves: a new version, and a move to be told of when a minute has passed. */
  const move = async (
    id: string,
    kind: NewDeadline["kind"],
    nominalOn: string,
    reason = { de: "Umzug", en: "Move" },
  ) => {
    await owner.query(
      `insert into deadline_moves (office_id, deadline_id, old_on, old_ends_at, reason, due_at, created_at)
       select office_id, id, effective_on, ends_at, $2, $3, created_at + interval '1 hour' from deadlines where id = $1`,
      [id, reason, time.now],
    );
    await owner.moveDeadline(id, { kind, nominalOn, remindedUntil: time.now });
  };
  /** Lets the worker do at an instant all that is due; returns what has arrived. */
  const at = async (now: string): Promise<ReceivedMail[]> => {
    time.now = now;
    const before = smtp.mails.length;
    await sweepAll(tools);
    await owner.makeMailsDue();
    await sendMails(tools);
    return smtp.mails.slice(before);
  };
  const form = (url: string, body: string) =>
    ask(`POST ${url.replace(address, "")}`, {
      raw: body,
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
  return { office, owner, lead, ask, address, time, tools, insertDuty, insertPerson, wish, move, at, form };
}

/** Where a mail's reminder of something is answered. */
export function answerUrl({ text = "" }: ReceivedMail, title: string): string {
  const entry = text.split("\n\n").find((one) => one.includes(title)) ?? "";
  const [url] = /https?:\S+\/answers\/\S+/.exec(entry) ?? [];
  if (url === undefined) throw new Error(`the mail has no answer for ${title}:\n${text}`);
  return url;
}

/** A header as it arrived, unfolded; null where there is none. */
export function headerOf({ raw }: ReceivedMail, name: string): string | null {
  const head = raw.slice(0, raw.indexOf("\r\n\r\n")).replace(/\r\n[ \t]+/g, " ");
  const line = head.split("\r\n").find((one) => one.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  return line === undefined ? null : line.slice(name.length + 1).trim();
}
