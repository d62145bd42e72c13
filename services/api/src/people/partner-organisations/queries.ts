import type { Transaction } from "@zuwendo/db";
import { type ApplicantKind, tidyText } from "@zuwendo/domain";
import { sql } from "kysely";

interface Partner {
  readonly id: string;
  readonly name: string;
  readonly kind: ApplicantKind;
}

/** The first organisations by name, of those with these words if any are given. */
export function listPartners(tx: Transaction, q: string | undefined, most: number): Promise<Partner[]> {
  const isFound =
    q === undefined ? sql`true` : sql`id in (select find_words('organisations', ${tidyText(q)}))`;
  return tx.run<Partner>(sql`
    select id, name, kind from organisations where ${isFound}
    order by name collate "de-x-icu", id limit ${most}`);
}
