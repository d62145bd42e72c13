import { setTimeout as sleep } from "node:timers/promises";
import type { Storage } from "@zuwendo/db";
import { pino } from "pino";
import type { Test } from "tap";
import { startApi } from "../../services/api/src/server.ts";
import { checkAnswer } from "./answer-check.ts";

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  readonly body: any;
}

export interface Ask {
  readonly token?: string | undefined;
  readonly body?: unknown;
  readonly raw?: string;
  readonly headers?: Record<string, string>;
}

/** A running API on a free port, and a way to ask it. */
export async function apiForTest(
  t: Test,
  databaseUrl: string,
  options: {
    redisUrl?: string;
    publicUrl?: string;
    clock?: (now: string) => string;
    requestsPerMinute?: number;
    storage?: Storage;
    /** Gets every line that is logged at any level. */
    onLog?: (line: string) => void;
  } = {},
) {
  const { redisUrl, publicUrl, onLog, ...rest } = options;
  const api = await startApi(
    { host: "127.0.0.1", port: 0, databaseUrl, redisUrl, publicUrl, logLevel: "silent" },
    onLog === undefined
      ? pino({ level: process.env.LOG_LEVEL ?? "silent" })
      : pino({ level: "trace" }, { write: onLog }),
    rest,
  );
  t.teardown(api.close);
  return { address: api.address, ask: askAt(api.address), close: api.close };
}

/**
 * Sends one request; the body is sent as JSON, the reply is parsed where it is JSON. Throws for a reply that is not
 * what the document says.
 */
export function askAt(address: string) {
  return async (line: string, { token, body, raw, headers = {} }: Ask = {}): Promise<Reply> => {
    const [method = "GET", path = "/"] = line.split(" ");
    const reply = await fetch(address + path, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined && raw === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(raw !== undefined ? { body: raw } : body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    const isJson = /json/.test(reply.headers.get("content-type") ?? "");
    const parsed = isJson && text !== "" ? JSON.parse(text) : text;
    checkAnswer(method, path, {
      status: reply.status,
      contentType: reply.headers.get("content-type"),
      body: parsed,
    });
    return { status: reply.status, headers: reply.headers, text, body: parsed };
  };
}

/** What the API says of itself once all is well; on a busy machine a first look at the queue may take too long. */
export async function whenReady(ask: (line: string, options?: Ask) => Promise<Reply>): Promise<unknown> {
  for (let tries = 0; ; tries += 1) {
    const { body } = await ask("GET /readyz", { token: undefined });
    if (body.status === "ok" || tries === 100) return body;
    await sleep(100);
  }
}
