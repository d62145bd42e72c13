import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { isEveryAddress } from "@zuwendo/settings";

/** How long the start screen waits for a server that does not answer. */
const patienceMs = 1000;
const lookAgainMs = 50;

/** Where the queue is, as the API that has just started at `address` finds it; without the password. */
export async function describeQueue(redisUrl: string | undefined, address: string): Promise<string> {
  if (redisUrl === undefined) return "in PostgreSQL (REDIS_URL is not set)";
  const end = Date.now() + patienceMs;
  while (Date.now() < end) {
    if (await answersQueue(address)) return "in Redis";
    await sleep(lookAgainMs);
  }
  return `Redis at ${new URL(redisUrl).host} does not answer; reminders go out by the worker's own rounds, and Redis is used as soon as it answers`;
}

/** What becomes of mails; without the password. */
export async function describeMail(smtpUrl: string | undefined): Promise<string> {
  if (smtpUrl === undefined) return "kept in the mail log, not delivered (SMTP_URL is not set)";
  if (await isListening(new URL(smtpUrl))) return "delivered through SMTP_URL";
  return `the server at ${new URL(smtpUrl).host} cannot be reached; mails wait and are delivered as soon as it can`;
}

/** Where links in mails and calendars lead, where that is not the address that everybody uses. */
export function describeLinks({ host, publicUrl }: { host: string; publicUrl: string | undefined }) {
  if (publicUrl !== undefined) return `in mails and calendars lead to ${publicUrl.replace(/\/+$/, "")}`;
  return isEveryAddress(host)
    ? "in mails and calendars open on this machine only (PUBLIC_URL is not set)"
    : undefined;
}

async function answersQueue(address: string): Promise<boolean> {
  try {
    const reply = await fetch(`${address}/readyz`, { signal: AbortSignal.timeout(patienceMs) });
    return ((await reply.json()) as { queue?: string }).queue === "ok";
  } catch {
    return false;
  }
}

async function isListening({ hostname, port, protocol }: URL): Promise<boolean> {
  const usual = protocol === "smtps:" ? 465 : 587;
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  const socket = connect({ host, port: port === "" ? usual : Number(port) });
  try {
    await once(socket, "connect", { signal: AbortSignal.timeout(patienceMs) });
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
