import type { Transaction } from "@zuwendo/db";
import { sql } from "kysely";
import type { Resource } from "../../resources/resource.ts";
import { ownedThrough } from "../../resources/visibility.ts";
import { Token } from "./schema.ts";

export const tokens: Resource<typeof Token, "tokens"> = {
  name: "tokens",
  one: "a token",
  table: "tokens",
  shape: Token,
  filters: ["personId", "isRevoked"],
  sorts: ["createdAt"],
  read: "tokens.read",
  own: ownedThrough({ person: "personId" }),
};

/** Whether the caller's token is still good, now that whoever was about to end it has done so; until the commit nobody does. */
export async function isStillIn(
  tx: Transaction,
  { personId, tokenId }: { readonly personId: string; readonly tokenId: string | null },
): Promise<boolean> {
  tx.queue(sql`select 1 from people where id = ${personId} for update`);
  const found = await tx.run(sql`select 1 from tokens where id = ${tokenId} and not is_revoked`);
  return found.length > 0;
}

/** Whether somebody has a token that opens the office; whoever asks next for the same person waits for this transaction. */
export async function hasTokenInForce(tx: Transaction, personId: string): Promise<boolean> {
  tx.queue(sql`select 1 from people where id = ${personId} for update`);
  const found = await tx.run(
    sql`select 1 from tokens where person_id = ${personId} and not is_revoked and expires_at > now() limit 1`,
  );
  return found.length > 0;
}
