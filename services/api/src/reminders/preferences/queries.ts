import type { Transaction } from "@zuwendo/db";
import type { Preferences } from "@zuwendo/domain";
import { sql } from "kysely";

export interface StoredPreferences extends Preferences {
  readonly version: number;
}

const columns = sql.raw("muted_kinds, mail_at, deputy_id, absent_from, absent_until, version");

/** Whether there is such a person; `lock` keeps others from changing their preferences, also when there are none yet. */
export async function isPerson(tx: Transaction, id: string, lock: boolean): Promise<boolean> {
  const found = await tx.run(
    sql`select 1 from people where id = ${id} ${lock ? sql`for no key update` : sql``}`,
  );
  return found.length > 0;
}

/** What somebody has chosen; undefined when that is nothing. */
export async function findPreferences(
  tx: Transaction,
  personId: string,
): Promise<StoredPreferences | undefined> {
  const [row] = await tx.run<StoredPreferences>(
    sql`select ${columns} from preferences where person_id = ${personId}`,
  );
  return row;
}

/** Keeps all of somebody's preferences and raises their version. */
export async function savePreferences(
  tx: Transaction,
  personId: string,
  { mutedKinds, mailAt, deputyId, absentFrom, absentUntil }: Preferences,
): Promise<StoredPreferences> {
  const [row] = await tx.run<StoredPreferences>(sql`
    insert into preferences as p (person_id, muted_kinds, mail_at, deputy_id, absent_from, absent_until)
    values (${personId}, ${[...mutedKinds]}, ${mailAt}, ${deputyId}, ${absentFrom}, ${absentUntil})
    on conflict (office_id, person_id) do update
      set muted_kinds = excluded.muted_kinds, mail_at = excluded.mail_at, deputy_id = excluded.deputy_id,
        absent_from = excluded.absent_from, absent_until = excluded.absent_until,
        version = p.version + 1, updated_at = now()
    returning ${columns}`);
  if (row === undefined) throw new Error("an upsert of preferences returned no row");
  return row;
}
