import type { Role } from "@zuwendo/domain";

/** A thing as the API answers it; the example looks at little more than its id. */
interface Stored {
  readonly id: string;
  readonly [property: string]: unknown;
}

/** Who speaks, and with which address. */
export interface Access {
  readonly address: string;
  readonly tokens: Readonly<Record<Role, string>>;
}

interface Message {
  readonly role: Role;
  readonly path: string;
  readonly body: object;
  /** Permanent name of the request; a repeated run gets the stored reply instead of a double. */
  readonly name: string;
}

export interface Client {
  readonly get: (role: Role, path: string) => Promise<Stored & { items: Stored[] }>;
  readonly post: (message: Message) => Promise<Stored>;
  /** Changes a thing whatever its version: the example is the only one who writes while it loads. */
  readonly patch: (role: Role, path: string, body: object) => Promise<Stored>;
}

const attempts = 6;
const pauseMs = 250;

/** Another run of the loader still holds the key, or the database is just starting. */
const passing = [409, 429, 503];

function isPassing(status: number, text: string): boolean {
  return passing.includes(status) && (status !== 409 || text.includes("request-in-flight"));
}

/** Asks the public REST interface and throws on anything but a success. */
export function openClient({ address, tokens }: Access): Client {
  async function send(
    role: Role,
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<Stored> {
    for (let attempt = 1; ; attempt += 1) {
      const reply = await fetch(address + path, {
        method,
        headers: {
          authorization: `Bearer ${tokens[role]}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await reply.text();
      if (reply.ok) return JSON.parse(text) as Stored;
      if (attempt === attempts || !isPassing(reply.status, text)) {
        throw new Error(`The example office: ${method} ${path} as ${role} answered ${reply.status}: ${text}`);
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs * attempt));
    }
  }

  return {
    get: (role, path) => send(role, "GET", path) as Promise<Stored & { items: Stored[] }>,
    post: ({ role, path, body, name }) =>
      send(role, "POST", path, body, { "idempotency-key": `example-${name}`, "if-match": "*" }),
    patch: (role, path, body) => send(role, "PATCH", path, body, { "if-match": "*" }),
  };
}

const atOnce = 8;

/** Runs the work for every item, a few at a time; the results in the order of the items. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = [...items.entries()];
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      results[next[0]] = await work(next[1]);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return results;
}

/** Ids by the keys that the example's files refer to each other with. */
export type Ids = ReadonlyMap<string, string>;

/** The id behind a key; a key that no file defines is a mistake in the example itself. */
export function idOf(ids: Ids, key: string): string {
  const id = ids.get(key);
  if (id === undefined) throw new Error(`The example office knows nothing by the key "${key}".`);
  return id;
}

/** Posts every item under its key; returns the ids. */
export async function postAll<Item extends { readonly key: string }>(
  client: Client,
  items: readonly Item[],
  message: (item: Item) => { role: Role; path: string; body: object },
): Promise<Ids> {
  const ids = await inParallel(items, async (item) => {
    const { role, path, body } = message(item);
    const stored = await client.post({ role, path, body, name: `${path.split("/").at(-1)}-${item.key}` });
    return [item.key, stored.id] as const;
  });
  return new Map(ids);
}

/** Money as the API takes it. */
export function eur(amountCents: number): { amountCents: number; currency: "EUR" } {
  return { amountCents, currency: "EUR" };
}
