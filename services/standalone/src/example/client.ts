import type { Role } from "@zuwendo/domain";

/** A thing as the API answers it. */
export interface Stored {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** Where the API is, and a token of each role. */
export interface Access {
  readonly address: string;
  readonly tokens: Readonly<Record<Role, string>>;
  /** What its requests are recognised by when they are repeated. */
  readonly run: string;
}

interface Page {
  readonly items: readonly Stored[];
  readonly nextCursor: string | null;
}

export interface Client {
  /** The whole list, page after page. */
  readonly list: (role: Role, path: string) => Promise<readonly Stored[]>;
  /** The name stays the same for good: a repeated request gets the stored reply instead of a double. */
  readonly post: (role: Role, path: string, body: object, name: string) => Promise<Stored>;
  /** Changes a thing that is not so yet, whatever its version: nobody else writes while the example loads. */
  readonly change: (role: Role, path: string, body: object) => Promise<void>;
}

const requestsAtOnce = 8;
const attempts = 6;
const pauseMs = 250;

/** Another run of the loader still holds the key, or the database is just starting. */
function isPassing(status: number, text: string): boolean {
  return status === 429 || status === 503 || (status === 409 && text.includes("request-in-flight"));
}

/** Opens the public REST interface; what it refuses is thrown, with its answer. */
export function openClient({ address, tokens, run }: Access): Client {
  const waiting: (() => void)[] = [];
  let isFree = requestsAtOnce;

  async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (isFree === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else isFree -= 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) isFree += 1;
      else next();
    }
  }

  async function send<Reply>(role: Role, line: string, body?: object, key?: string): Promise<Reply> {
    const [method = "GET", path = "/"] = line.split(" ");
    const headers = {
      authorization: `Bearer ${tokens[role]}`,
      ...(body === undefined ? {} : { "content-type": "application/json", "if-match": "*" }),
      ...(key === undefined ? {} : { "idempotency-key": `${run}-${key}` }),
    };
    for (let attempt = 1; ; attempt += 1) {
      const { ok, status, text } = await inTurn(async () => {
        const sent = body === undefined ? {} : { body: JSON.stringify(body) };
        const reply = await fetch(address + path, { method, headers, ...sent });
        return { ok: reply.ok, status: reply.status, text: await reply.text() };
      });
      // what the API answers is as its document says
      if (ok) return JSON.parse(text) as Reply;
      if (attempt === attempts || !isPassing(status, text))
        throw new Error(`${line} as ${role} answered ${status}: ${text}`);
      await new Promise((resolve) => setTimeout(resolve, pauseMs * attempt));
    }
  }

  return {
    list: async (role, path) => {
      const found: Stored[] = [];
      for (let page = path; ; ) {
        const { items, nextCursor } = await send<Page>(role, `GET ${page}`);
        found.push(...items);
        if (nextCursor === null) return found;
        page = `${path}${path.includes("?") ? "&" : "?"}cursor=${encodeURIComponent(nextCursor)}`;
      }
    },
    post: (role, path, body, name) => send(role, `POST ${path}`, body, name),
    change: async (role, path, body) => {
      const now = await send<Stored>(role, `GET ${path}`);
      const isNew = Object.entries(body).some(([field, value]) => now[field] !== value);
      if (isNew) await send(role, `PATCH ${path}`, body);
    },
  };
}
