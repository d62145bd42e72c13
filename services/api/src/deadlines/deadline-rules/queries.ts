import type { Transaction } from "@zuwendo/db";
import type { RuleOwner } from "@zuwendo/domain";
import { sql } from "kysely";
import type { Resource } from "../../resources/resource.ts";
import { SetDeadlineRule } from "./schema.ts";

export const deadlineRules: Resource<typeof SetDeadlineRule, "deadlineRules"> = {
  name: "deadline-rules",
  one: "a deadline rule",
  table: "deadlineRules",
  shape: SetDeadlineRule,
  filters: ["ownerType", "ownerId", "kind"],
  sorts: ["createdAt"],
  read: "deadline-rules.read",
};

/** Whose rule it is. */
export interface Owner {
  readonly type: RuleOwner;
  readonly id: string;
}

export async function isKnownOwner(tx: Transaction, { type, id }: Owner): Promise<boolean> {
  const found = await tx.run(sql`select 1 from ${sql.table(type)} where id = ${id}`);
  return found.length > 0;
}

export function deleteRule(tx: Transaction, id: string): void {
  tx.queue(sql`delete from deadline_rules where id = ${id}`);
}
