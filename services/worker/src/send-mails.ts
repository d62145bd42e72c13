import { setTimeout as sleep } from "node:timers/promises";
import { runOnce, transact } from "@zuwendo/db";
import { epochMs } from "@zuwendo/domain";
import { messageIdOf, type RenderedMail, type SendResult } from "@zuwendo/mail";
import { sql } from "kysely";
import { type BoundReminder, composeMail, type TakenMail } from "./compose-mail.ts";
import type { Tools } from "./tools.ts";

/** Mails taken up at a time, and of them at most so many of one office, so that one cannot delay the others. */
const batchSize = 40;
const perOffice = 20;
/** For how long nobody else takes a mail up; the transport gives up on a send after 20 s. */
const leaseMs = 30_000;
const longestSendMs = 20_000;
const settleAgainMs = 500;
/** Twice the connections of the transport: while one half is being sent, the other half is written down. */
const atOnce = 10;

interface Batch {
  readonly now: string;
  /** Until when they are this worker's, by its own clock. */
  readonly leasedUntilMs: number;
  readonly mails: readonly TakenMail[];
}

/**
 * Takes up due mails: moves them ahead by the lease, counts the attempt (the fence), drops reminders whose deadline
 * has been met, cancelled or moved, and reads what is left to say.
 */
function takeUp(tools: Tools): Promise<Batch> {
  const leasedUntilMs = Date.now() + leaseMs;
  const clockQuery = { sql: "select now() as now", parameters: [] };
  return transact(tools.pool, [clockQuery], async (tx, [clock]) => {
    const now = tools.clock(String(clock?.[0]?.now));
    const taken = await tx.run<Omit<TakenMail, "reminders">>(sql`
      with due as (
        select m.office_id, m.id from offices o cross join lateral (
          select office_id, id, next_try_at from mails
          where office_id = o.id and state = 'pending' and next_try_at <= clock_timestamp()
          order by next_try_at limit ${perOffice} for update skip locked) m
        order by m.next_try_at limit ${batchSize}),
      taken as (
        update mails m set attempt = m.attempt + 1, next_try_at = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
        from due where m.office_id = due.office_id and m.id = due.id
        returning m.office_id, m.id, m.attempt, m.refusals, m.recipient_id)
      select taken.office_id, taken.id, taken.attempt, taken.refusals, p.name as recipient_name, p.email as recipient_email, p.language,
        o.name as office_name, o.zone, o.land
      from taken
        join people p on p.office_id = taken.office_id and p.id = taken.recipient_id
        join offices o on o.id = taken.office_id`);
    if (taken.length === 0) return { now, leasedUntilMs, mails: [] };
    const ids = taken.map((mail) => mail.id);
    tx.later(sql`
      update reminders r set state = 'dropped', reason = case when d.state = 'open' then 'deadline-moved' else 'deadline-' || d.state end
      from deadlines d
      where r.mail_id = any(${ids}::uuid[]) and r.office_id = any(${taken.map((mail) => mail.officeId)}::uuid[])
        and r.state = 'bound' and d.office_id = r.office_id and d.id = r.deadline_id
        and (d.state <> 'open' or d.version <> r.deadline_version)`);
    const bound = await tx.run<BoundReminder>(sql`
      select r.id, r.mail_id, r.step, r.role, d.id as deadline_id, d.kind, d.title, a.number, d.nominal_on, d.effective_on,
        d.ends_at, d.explanation
      from reminders r
        join deadlines d on d.office_id = r.office_id and d.id = r.deadline_id
        left join applications a on a.office_id = d.office_id and a.id = d.application_id
      where r.mail_id = any(${ids}::uuid[]) and r.office_id = any(${taken.map((mail) => mail.officeId)}::uuid[])
        and r.state = 'bound'
      order by d.effective_on, d.id`);
    return {
      now,
      leasedUntilMs,
      mails: taken.map((mail) => ({
        ...mail,
        reminders: bound.filter((reminder) => reminder.mailId === mail.id),
      })),
    };
  });
}

interface Outcome {
  readonly state: string;
  readonly words?: RenderedMail;
  readonly response?: string;
  readonly retryInMs?: number;
  readonly isRefusal?: boolean;
}

/**
 * Writes the outcome down where the attempt is still this worker's. Tries again for as long as the lease lasts: what
 * a restart of the database kept from being written down would be sent twice.
 */
async function settle(tools: Tools, mail: TakenMail, outcome: Outcome, leasedUntilMs: number): Promise<void> {
  for (;;) {
    try {
      return await writeOutcome(tools, mail, outcome);
    } catch (error) {
      if (Date.now() + settleAgainMs > leasedUntilMs) throw error;
      await sleep(settleAgainMs);
    }
  }
}

async function writeOutcome(tools: Tools, mail: TakenMail, outcome: Outcome): Promise<void> {
  const { state, words, response, retryInMs = 0, isRefusal = false } = outcome;
  const isFinal = state !== "pending";
  await runOnce(tools.pool, [
    {
      sql: `with settled as (
          update mails set state = $4, subject = coalesce($5, subject), text = coalesce($6, text), html = coalesce($7, html),
            response = $8, refusals = refusals + $9::int,
            next_try_at = case when $4 = 'pending' then clock_timestamp() + $10::int * interval '1 millisecond' else next_try_at end,
            sent_at = case when $4 in ('sent', 'captured') then $11::timestamptz end
          where office_id = $1 and id = $2 and attempt = $3 and state = 'pending' returning id)
        update reminders r set state = $12, reason = case when $4 = 'rejected' then 'refused-by-mail-server' end from settled
        where $13 and r.office_id = $1 and r.mail_id = settled.id and r.state = 'bound' and r.id = any($14::uuid[])`,
      parameters: [
        mail.officeId,
        mail.id,
        mail.attempt,
        state,
        words?.subject ?? null,
        words?.text ?? null,
        words?.html ?? null,
        // A server may say anything; PostgreSQL takes every character but this one.
        response?.replaceAll("\0", "") ?? null,
        isRefusal ? 1 : 0,
        retryInMs,
        tools.clock(new Date().toISOString()),
        state === "rejected" ? "dropped" : "sent",
        isFinal,
        mail.reminders.map((reminder) => reminder.id),
      ],
    },
  ]);
}

const firstRetryMs = 30_000;
const longestRetryMs = 3_600_000;
const outageRetryMs = 15_000;
/** About a day of refusals; fewer never give a mail up. */
const mostRefusals = 24;

/** Later and later with every refusal, up to an hour; the text is made anew each time. */
function backOff(refusals: number): number {
  return Math.min(firstRetryMs * 2 ** Math.min(refusals, 10), longestRetryMs);
}

/** A mail server may put a mail off until its deadlines are over, and for a day at least. */
function isHopeless(mail: TakenMail, now: string): boolean {
  return (
    mail.refusals + 1 >= mostRefusals && mail.reminders.every(({ endsAt }) => epochMs(endsAt) <= epochMs(now))
  );
}

function outcomeOf(result: SendResult, words: RenderedMail, mail: TakenMail, now: string): Outcome {
  switch (result.outcome) {
    case "accepted":
      return { state: "sent", words, response: result.response };
    case "captured":
      return { state: "captured", words, response: "not delivered: no SMTP server configured" };
    case "rejected":
      return result.isPermanent || isHopeless(mail, now)
        ? { state: "rejected", words, response: result.response }
        : { state: "pending", response: result.response, retryInMs: backOff(mail.refusals), isRefusal: true };
    case "unreachable":
      return { state: "pending", response: result.response, retryInMs: outageRetryMs };
    default:
      return result satisfies never;
  }
}

async function sendOne(
  tools: Tools,
  mail: TakenMail,
  { now, leasedUntilMs }: Batch,
): Promise<SendResult["outcome"] | "dropped"> {
  if (mail.reminders.length === 0) {
    const response = "nothing left to say: every deadline in it was met or moved";
    await settle(tools, mail, { state: "dropped", response }, leasedUntilMs);
    return "dropped";
  }
  const words = composeMail(mail, tools.publicUrl, now);
  const result = await tools.transport.send({
    ...words,
    messageId: messageIdOf(mail.id, new URL(tools.publicUrl).hostname),
    to: { name: mail.recipientName, address: mail.recipientEmail },
    date: now,
  });
  await settle(tools, mail, outcomeOf(result, words, mail, now), leasedUntilMs);
  return result.outcome;
}

/** Sends a batch over several connections; what the lease no longer covers is left to whoever takes it up next. */
async function sendBatch(tools: Tools, batch: Batch): Promise<boolean> {
  const waiting = [...batch.mails];
  let isReachable = true;
  const lane = async () => {
    for (let mail = waiting.shift(); mail !== undefined; mail = waiting.shift()) {
      if (tools.stopping.aborted || Date.now() > batch.leasedUntilMs - longestSendMs) return;
      try {
        if ((await sendOne(tools, mail, batch)) === "unreachable") isReachable = false;
      } catch (error) {
        // It is taken up again when the lease ends, and keeps none of the others from going out.
        tools.logger.error({ err: error, mailId: mail.id }, "a mail could not be sent or settled");
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return isReachable;
}

/** Sends what is due until nothing is, the mail server is away or the worker stops; returns how many were taken up. */
export async function sendMails(tools: Tools): Promise<number> {
  let total = 0;
  while (!tools.stopping.aborted) {
    const batch = await takeUp(tools);
    total += batch.mails.length;
    if (batch.mails.length === 0 || !(await sendBatch(tools, batch))) return total;
  }
  return total;
}
