import type { Caller } from "../ask.ts";
import type { Story } from "../story.ts";

interface Counted {
  readonly count: number;
  readonly href: string;
  readonly requested?: { readonly amountCents: number };
}

interface Row {
  readonly requested?: { readonly amountCents: number };
}

/** Every number with an address, however deep. */
function countedIn(value: unknown): Counted[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.values(value).flatMap(countedIn);
  return "count" in value && "href" in value ? [value as Counted, ...inner] : inner;
}

/** Holds each number of the overview against the list that it leads to; returns how many there were, and which were wrong. */
export async function compareOverview(
  { ask }: Story,
  caller: Caller,
): Promise<{ numbers: number; wrong: string[] }> {
  const counted = countedIn(await ask.send<unknown>(caller, "GET /v1/overview"));
  const wrong: string[] = [];
  for (const { count, href, requested } of counted) {
    const rows = await ask.list<Row>(caller, href);
    const sum = rows.reduce((cents, row) => cents + (row.requested?.amountCents ?? 0), 0);
    const isSum = requested === undefined || requested.amountCents === sum;
    if (rows.length !== count || !isSum) wrong.push(`${href}: ${count} counted, ${rows.length} listed`);
  }
  return { numbers: counted.length, wrong };
}
