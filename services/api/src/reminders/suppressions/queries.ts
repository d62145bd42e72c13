import type { Transaction } from "@zuwendo/db";
import { sql } from "kysely";
import { type Resource, type RowOf, selection } from "../../resources/resource.ts";
import { Suppression } from "./schema.ts";

export const suppressions: Resource<typeof Suppression, "suppressions"> = {
  name: "suppressions",
  one: "a suppression",
  table: "suppressions",
  shape: Suppression,
  filters: ["email", "reason", "mailId"],
  sorts: ["createdAt"],
  read: "suppressions.read",
};

interface NewSuppression {
  readonly email: string;
  readonly reason: "bounce" | "complaint" | "manual";
  readonly detail: string | null;
  readonly mailId: string | null;
}

/** Suppresses an address; undefined if it is suppressed already. Whoever does the same at the same moment is waited for. */
export async function insertSuppression(
  tx: Transaction,
  { email, reason, detail, mailId }: NewSuppression,
): Promise<RowOf<typeof Suppression> | undefined> {
  const [row] = await tx.run<RowOf<typeof Suppression>>(sql`
    insert into suppressions (email, reason, detail, mail_id) values (lower(${email}), ${reason}, ${detail}, ${mailId})
    on conflict (office_id, email) where lifted_at is null do nothing
    returning ${selection(suppressions)}`);
  return row;
}

/** Whether an address gets no mail. */
export async function isSuppressed(tx: Transaction, email: string): Promise<boolean> {
  const found = await tx.run(
    sql`select 1 from suppressions where email = lower(${email}) and lifted_at is null`,
  );
  return found.length > 0;
}
