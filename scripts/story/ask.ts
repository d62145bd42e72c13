import type { Role } from "@zuwendo/domain";
import type { Office } from "../../services/standalone/src/office.ts";

export interface Thing {
  readonly id: string;
}

interface Problem {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

/** Money as the API takes it. */
export function eur(amountCents: number): { amountCents: number; currency: "EUR" } {
  return { amountCents, currency: "EUR" };
}

/** Whoever holds a token: the first person of a role, or somebody who came later. */
export type Caller = Role | { readonly token: string };

export interface Ask {
  /** Asks and insists on a success. */
  readonly send: <Body = Thing>(caller: Caller, line: string, body?: object) => Promise<Body>;
  /** Asks for what must be refused; undefined when it was not. */
  readonly refused: (caller: Caller, line: string, body?: object) => Promise<Problem | undefined>;
  /** Every item of a list, page by page. */
  readonly list: <Item>(caller: Caller, path: string) => Promise<Item[]>;
  /** Opens a page that needs no account or, with a form, sends it. */
  readonly page: (path: string, form?: string) => Promise<{ readonly status: number; readonly text: string }>;
}

/** The public REST interface, as the people of the office use it with their tokens. */
export function openAsk(address: string, office: Office): Ask {
  const tokenOf = (caller: Caller) =>
    typeof caller === "object"
      ? caller.token
      : (office.people.find((person) => person.role === caller)?.token ?? "");

  async function fetchAs(caller: Caller, line: string, body?: object): Promise<Response> {
    const [method = "GET", path = "/"] = line.split(" ");
    return fetch(address + path, {
      method,
      headers: {
        authorization: `Bearer ${tokenOf(caller)}`,
        "accept-language": "en",
        ...(method === "GET" ? {} : { "content-type": "application/json", "if-match": "*" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async function send<Body>(caller: Caller, line: string, body?: object): Promise<Body> {
    const reply = await fetchAs(caller, line, body);
    const text = await reply.text();
    const who = typeof caller === "object" ? "somebody" : caller;
    if (!reply.ok) throw new Error(`${line} as ${who} answered ${reply.status}: ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as Body;
  }

  return {
    send,
    refused: async (caller, line, body) => {
      const reply = await fetchAs(caller, line, body);
      const answer = (await reply.json()) as Problem;
      return reply.ok ? undefined : answer;
    },
    list: async <Item>(caller: Caller, path: string) => {
      const items: Item[] = [];
      let cursor: string | null = "";
      while (cursor !== null) {
        const separator = path.includes("?") ? "&" : "?";
        const next: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
        const page: { items: Item[]; nextCursor: string | null } = await send(
          caller,
          `GET ${path}${separator}limit=200${next}`,
        );
        items.push(...page.items);
        cursor = page.nextCursor;
      }
      return items;
    },
    page: async (path, form) => {
      const sent = {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: form ?? "",
      };
      const reply = await fetch(address + path, form === undefined ? {} : sent);
      return { status: reply.status, text: await reply.text() };
    },
  };
}
