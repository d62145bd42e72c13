import { setTimeout as sleep } from "node:timers/promises";
import { isStorageFault, keepConnection, type Query } from "@zuwendo/db";
import { withoutTokens } from "@zuwendo/links";
import type { RenderedMail } from "@zuwendo/mail";
import type { Tools } from "../tools.ts";
import type { Batch } from "./claim.ts";
import type { BoundMove, BoundReminder, ClaimedMail } from "./render.ts";

/** How soon the database is asked again that was away. */
const againMs = 100;
/** How soon it is tried again whether there is room. */
const againWhenFullMs = 1_000;
/** How many of a server's answers are kept with a mail. */
const keptAttempts = 30;

/** What became of a mail. */
export interface Outcome {
  readonly state: "pending" | "sent" | "captured" | "rejected" | "suppressed" | "dropped";
  readonly words?: RenderedMail;
  readonly response: string;
  readonly retryInMs?: number;
  readonly isRefusal?: boolean;
  /** The server will not take mail for this address, now or later. */
  readonly isAddressRefused?: boolean;
}

interface Settlement {
  readonly mail: ClaimedMail;
  readonly outcome: Outcome;
  readonly batch: Batch;
  readonly done: (error?: unknown) => void;
}

/** Writes down what became of mails. */
export interface Outcomes {
  /**
   * True as soon as what becomes of a mail could be written down at once: connected, statement prepared. While the
   * database is away it waits, until the instant at most; then, when nothing can be stored, and when the worker stops, false.
   */
  isReady(untilMs: number): Promise<boolean>;
  /** Resolves when it is committed, rejects when the lease is over before. */
  settle(mail: ClaimedMail, outcome: Outcome, batch: Batch): Promise<void>;
  /** Gives the connection back when everything is written down. */
  close(): Promise<void>;
}

/**
 * Settles all mails that are waiting in one statement, on a connection of its own: each waits for one commit, at full
 * speed a commit serves many, and as little time as possible lies between the server's "250" and the commit, which is
 * when a worker that dies leaves a mail to be sent again.
 */
export function openOutcomes(tools: Tools): Outcomes {
  const connection = keepConnection(tools.pool);
  let waiting: Settlement[] = [];
  let writing: Promise<void> | undefined;
  let preparing: Promise<void> | undefined;
  let isStuck = false;

  const prepare = () => {
    preparing ??= connection
      .run([statementFor([])])
      .catch(() => sleep(againMs))
      .then(() => {
        preparing = undefined;
      });
    return preparing;
  };

  const writeAll = async () => {
    while (waiting.length > 0) {
      const settlements = waiting;
      waiting = [];
      try {
        await connection.run([statementFor(settlements)]);
        isStuck = false;
        for (const { done } of settlements) done();
      } catch (error) {
        if (isStorageFault(error)) tools.storage.noteFull();
        isStuck = tools.storage.isFull();
        await sleep(isStuck ? againWhenFullMs : againMs);
        // What a restart of the database kept from being written down would be sent twice: tried for as long as the lease lasts.
        // A disk that is full may stay so for longer: nothing else is sent meanwhile, and this is told as soon as there is room.
        const mayWait = isStuck && !tools.stopping.aborted;
        for (const settlement of settlements) {
          if (performance.now() > settlement.batch.leasedUntilMs && !mayWait) settlement.done(error);
          else waiting.push(settlement);
        }
      }
    }
    writing = undefined;
  };

  return {
    isReady: async (untilMs) => {
      while (!connection.isOpen() || preparing !== undefined) {
        if (tools.stopping.aborted || performance.now() > untilMs) return false;
        await prepare();
      }
      if (isStuck || tools.storage.isFull()) return false;
      return !tools.stopping.aborted && performance.now() <= untilMs;
    },
    settle: (mail, outcome, batch) =>
      new Promise((resolve, reject) => {
        const done = (error?: unknown) => (error === undefined ? resolve() : reject(error));
        waiting.push({ mail, outcome, batch, done });
        writing ??= writeAll();
      }),
    close: async () => {
      await preparing;
      await writing;
      connection.release();
    },
  };
}

/** A server may say anything; PostgreSQL takes every character but NUL and half a surrogate pair. */
function storable(text: string): string {
  return text.replace(/[\0\p{Surrogate}]/gu, "");
}

function rowOf({ mail, outcome, batch }: Settlement) {
  const { state, words, response, retryInMs = 0, isRefusal = false, isAddressRefused = false } = outcome;
  return {
    officeId: mail.officeId,
    id: mail.id,
    attempt: mail.attempt,
    recipientId: mail.recipientId,
    email: mail.recipientEmail.toLowerCase(),
    isOwnAddress: mail.isOwnAddress,
    aheadMs: batch.aheadMs,
    state,
    subject: words?.subject ?? null,
    // The office reads the mail log; answering is left to the one who was asked.
    text: words === undefined ? null : withoutTokens(words.text),
    response: storable(response),
    refusals: isRefusal ? 1 : 0,
    retryInMs,
    isAddressRefused,
    reminders: state === "pending" ? {} : Object.fromEntries(mail.reminders.map(saidOf)),
    told: isSent(state) ? mail.moves.map(toldOf) : [],
  };
}

const isSent = (state: Outcome["state"]) => state === "sent" || state === "captured";

/** What a reminder, by its id, says of its deadline. */
function saidOf({ id, effectiveOn, endsAt }: BoundReminder) {
  return [id, { on: effectiveOn, endsAt }] as const;
}

/** What the recipient knows of a deadline from now on. */
function toldOf({ moveId, state, effectiveOn, endsAt }: BoundMove) {
  const isOpen = state === "open";
  return { moveId, state, on: isOpen ? effectiveOn : null, endsAt: isOpen ? endsAt : null };
}

// "offset 0" keeps the planner from looking mails up by their state: see `claim` in take-up.ts.
const text = `
  with n as (
    select *, clock_timestamp() + "aheadMs" * interval '1 millisecond' as at from jsonb_to_recordset($1::jsonb) as n (
      "officeId" uuid, id uuid, attempt int, "recipientId" uuid, email text, "isOwnAddress" boolean, "aheadMs" bigint, state text, subject text,
      text text, response text, refusals int, "retryInMs" int, "isAddressRefused" boolean, reminders jsonb, told jsonb)),
  held as (
    select m.office_id, m.id from n cross join lateral (
      select office_id, id, state, attempt from mails where office_id = n."officeId" and id = n.id
      offset 0 for update) m
    where m.state = 'pending' and m.attempt = n.attempt),
  settled as (
    update mails m set state = n.state, subject = coalesce(n.subject, m.subject), text = coalesce(n.text, m.text),
      response = n.response, refusals = m.refusals + n.refusals,
      attempts = case when jsonb_array_length(m.attempts) >= ${keptAttempts} then m.attempts - 0 else m.attempts end
        || jsonb_build_object('at', to_char(n.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'response', n.response),
      next_try_at = case when n.state = 'pending' then clock_timestamp() + n."retryInMs" * interval '1 millisecond' else m.next_try_at end,
      sent_at = case when n.state in ('sent', 'captured') then n.at end
    from held join n on n."officeId" = held.office_id and n.id = held.id
    where m.office_id = held.office_id and m.id = held.id
    returning n.*),
  told as (
    update mail_moves l set told_state = t.state, told_on = t.on, told_ends_at = t."endsAt"
    from settled cross join lateral jsonb_to_recordset(settled.told) as t (
      "moveId" uuid, state text, "on" date, "endsAt" timestamptz)
    where l.office_id = settled."officeId" and l.mail_id = settled.id and l.move_id = t."moveId"),
  suppressed as (
    insert into suppressions (office_id, email, reason, detail, mail_id)
    select "officeId", email, 'bounce', left(min(response), 500), (array_agg(id))[1] from settled where "isAddressRefused"
    group by "officeId", email
    on conflict (office_id, email) where lifted_at is null do nothing),
  asked as (
    insert into tasks (office_id, kind, subject_type, subject_id, person_id, detail)
    select "officeId", case when "isAddressRefused" then 'bounce' else 'mail-refused' end, 'people', "recipientId", "recipientId",
      jsonb_build_object('mailId', (array_agg(id))[1], 'response', left(min(response), 500))
    from settled where state = 'rejected' and "isOwnAddress" group by "officeId", "recipientId", "isAddressRefused"
    on conflict (office_id, kind, subject_id) where state = 'open' do nothing)
  update reminders r set
    state = case when settled.state in ('sent', 'captured') then 'sent' else 'dropped' end,
    told_on = case when settled.state in ('sent', 'captured') then (settled.reminders #>> array[r.id::text, 'on'])::date end,
    told_ends_at = case when settled.state in ('sent', 'captured') then (settled.reminders #>> array[r.id::text, 'endsAt'])::timestamptz end,
    reason = case settled.state when 'rejected' then 'refused-by-mail-server' when 'suppressed' then 'address-suppressed' end
  from settled
  where r.office_id = settled."officeId" and r.mail_id = settled.id and settled.reminders ? r.id::text
    and r.state in ('bound', 'dropped')`;

/** What was sent is "sent", also if its duty was met while the mail was under way. */
function statementFor(settlements: readonly Settlement[]): Query {
  return { sql: text, parameters: [JSON.stringify(settlements.map(rowOf))] };
}
