import { epochMs } from "@zuwendo/domain";
import { messageIdOf, pageUrl, type RenderedMail, type SendResult } from "@zuwendo/mail";
import { domainOf } from "@zuwendo/settings";
import type { Tools } from "../tools.ts";
import { type Batch, claimMails } from "./claim.ts";
import { type Outcome, openOutcomes } from "./record-outcomes.ts";
import { type ClaimedMail, invitationOf, renderMail, unsubscribePathOf } from "./render.ts";

/** What is left of a lease must be longer than a send can take. */
const longestSendMs = 20_000;
/** Twice the connections of the transport: while one half is being sent, the other half is written down. */
const atOnce = 10;
/** The next mails are taken up when so few are left, so that no connection waits for the database. */
const lowWater = 20;

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
function isHopeless(mail: ClaimedMail, now: string): boolean {
  return (
    mail.refusals + 1 >= mostRefusals &&
    [...mail.reminders, ...mail.moves].every(({ endsAt }) => epochMs(endsAt) <= epochMs(now))
  );
}

function outcomeOf(result: SendResult, words: RenderedMail, mail: ClaimedMail, now: string): Outcome {
  switch (result.outcome) {
    case "accepted":
      return { state: "sent", words, response: result.response };
    case "captured":
      return { state: "captured", words, response: "not delivered: no SMTP server configured" };
    case "rejected":
      return result.isPermanent || isHopeless(mail, now)
        ? {
            state: "rejected",
            words,
            response: result.response,
            isAddressRefused: result.isPermanent && result.concerns === "address",
          }
        : { state: "pending", response: result.response, retryInMs: backOff(mail.refusals), isRefusal: true };
    case "unreachable":
      return { state: "pending", response: result.response, retryInMs: outageRetryMs };
    default:
      return result satisfies never;
  }
}

const nothingLeft: Partial<Record<ClaimedMail["kind"], string>> = {
  invitation: "nothing left to say: the invitation was used, revoked or has expired",
  "address-confirmation": "nothing left to say: the change was confirmed, replaced or has expired",
};

/** Why a mail is not sent at all; undefined for one that is. */
function reasonToKeep(mail: ClaimedMail): Outcome | undefined {
  if (mail.reminders.length + mail.moves.length === 0 && mail.account === null) {
    return {
      state: "dropped",
      response: nothingLeft[mail.kind] ?? "nothing left to say: every deadline in it was met or moved",
    };
  }
  if (mail.isSuppressed) {
    return { state: "suppressed", response: "not sent: the address has bounced or complained" };
  }
  return undefined;
}

/** A deadline is told once, also where a reminder that was put off comes back on the day of another. */
function withoutRepetition(mail: ClaimedMail): ClaimedMail {
  const reminders = mail.reminders.filter(
    ({ deadlineId }, index) => mail.reminders.findIndex((one) => one.deadlineId === deadlineId) === index,
  );
  return { ...mail, reminders };
}

async function deliver(tools: Tools, mail: ClaimedMail, now: string): Promise<Outcome> {
  const kept = reasonToKeep(mail);
  if (kept !== undefined) return kept;
  const told = withoutRepetition(mail);
  const words = renderMail(told, tools.publicUrl, now);
  const unsubscribePath = unsubscribePathOf(told);
  const result = await tools.transport.send({
    ...words,
    messageId: messageIdOf(mail.id, domainOf(tools.publicUrl)),
    returnTag: mail.id,
    senderName: mail.officeName,
    replyTo: mail.officeEmail ?? undefined,
    to: { name: mail.recipientName, address: mail.recipientEmail },
    date: now,
    invitation: invitationOf(told, tools),
    listUnsubscribe: unsubscribePath === null ? undefined : [pageUrl(tools.publicUrl, unsubscribePath)],
  });
  return outcomeOf(result, words, mail, now);
}

/** An error of ours: logged, shown to the office with the mail, and tried again later and later. */
function failed(tools: Tools, mail: ClaimedMail, error: unknown): Outcome {
  tools.logger.error({ err: error, mailId: mail.id }, "a mail could not be written");
  const response = "not sent: it could not be written, see the worker's log";
  return { state: "pending", response, retryInMs: backOff(mail.refusals), isRefusal: true };
}

interface Waiting {
  readonly mail: ClaimedMail;
  readonly batch: Batch;
}

/** Mails that have been taken up and wait for a lane; takes up more when few are left. */
function openIntake(tools: Tools) {
  const waiting: Waiting[] = [];
  let total = 0;
  let isOver = false;
  let filling: Promise<void> | undefined;
  const failures: unknown[] = [];
  const fill = async () => {
    try {
      const batch = await claimMails(tools);
      total += batch.mails.length;
      if (batch.mails.length === 0) isOver = true;
      for (const mail of batch.mails) waiting.push({ mail, batch });
    } catch (error) {
      failures.push(error);
      isOver = true;
    }
  };
  return {
    /** Takes up no more; what has been taken up is still handed out. */
    end: () => {
      isOver = true;
    },
    next: async (): Promise<Waiting | undefined> => {
      for (;;) {
        if (waiting.length <= lowWater && !isOver && !tools.stopping.aborted) {
          filling ??= fill().finally(() => {
            filling = undefined;
          });
        }
        const found = waiting.shift();
        if (found !== undefined) return found;
        if (filling === undefined) return undefined;
        await filling;
      }
    },
    /** How many were taken up; throws what kept it from taking up more. */
    finish: (): number => {
      if (failures.length > 0) throw failures[0];
      return total;
    },
  };
}

/**
 * Sends what is due over several connections until nothing is, the mail server is away or the worker stops; returns how
 * many were taken up. What a lease no longer covers is left to whoever takes it up next.
 */
export async function sendMails(tools: Tools): Promise<number> {
  // What becomes of a mail could not be written down: it would go out again and again.
  if (tools.storage.isFull()) return 0;
  const intake = openIntake(tools);
  const settler = openOutcomes(tools);
  const lane = async () => {
    for (let next = await intake.next(); next !== undefined; next = await intake.next()) {
      const { mail, batch } = next;
      // Nothing is handed over while the database is away: it would go again if this worker died before it is back.
      if (!(await settler.isReady(batch.leasedUntilMs - longestSendMs))) {
        if (tools.storage.isFull()) intake.end();
        continue;
      }
      try {
        const outcome = await deliver(tools, mail, batch.now).catch((error) => failed(tools, mail, error));
        // An outage is not this mail's fault: nothing more is taken up until the next round.
        if (outcome.state === "pending" && outcome.isRefusal !== true) intake.end();
        await settler.settle(mail, outcome, batch);
      } catch (error) {
        // It is taken up again when the lease ends, and keeps none of the others from going out.
        tools.logger.error({ err: error, mailId: mail.id }, "a mail could not be settled");
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane)).finally(settler.close);
  return intake.finish();
}
