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

export interface Ask {
  /** Asks and insists on a success. */
  readonly send: <Body = Thing>(role: Role, line: string, body?: object) => Promise<Body>;
  /** Asks for what must be refused; undefined when it was not. */
  readonly refused: (role: Role, line: string, body: object) => Promise<Problem | undefined>;
  /** Every item of a list, page by page. */
  readonly list: <Item>(role: Role, path: string) => Promise<Item[]>;
}

/** The public REST interface, as the people of the office use it with their tokens. */
export function openAsk(address: string, office: Office): Ask {
  const tokenOf = (role: Role) => office.people.find((person) => person.role === role)?.token ?? "";

  async function fetchAs(role: Role, line: string, body?: object): Promise<Response> {
    const [method = "GET", path = "/"] = line.split(" ");
    return fetch(address + path, {
      method,
      headers: {
        authorization: `Bearer ${tokenOf(role)}`,
        "accept-language": "en",
        ...(method === "GET" ? {} : { "content-type": "application/json", "if-match": "*" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async function send<Body>(role: Role, line: string, body?: object): Promise<Body> {
    const reply = await fetchAs(role, line, body);
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${line} as ${role} answered ${reply.status}: ${text}`);
    return JSON.parse(text) as Body;
  }

  return {
    send,
    refused: async (role, line, body) => {
      const reply = await fetchAs(role, line, body);
      const answer = (await reply.json()) as Problem;
      return reply.ok ? undefined : answer;
    },
    list: async <Item>(role: Role, path: string) => {
      const items: Item[] = [];
      let cursor: string | null = "";
      while (cursor !== null) {
        const separator = path.includes("?") ? "&" : "?";
        const next: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
        const page: { items: Item[]; nextCursor: string | null } = await send(
          role,
          `GET ${path}${separator}limit=200${next}`,
        );
        items.push(...page.items);
        cursor = page.nextCursor;
      }
      return items;
    },
  };
}
