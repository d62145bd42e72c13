import { compile, type Query, type Transaction } from "@zuwendo/db";
import { sql } from "kysely";
import { type Resource, type RowOf, selection } from "../../resources/resource.ts";
import { Office } from "./schema.ts";

const minutes = (time: unknown) => String(time).slice(0, "HH:MM".length);

export const office: Resource<typeof Office, "offices"> = {
  name: "office",
  one: "an office",
  table: "offices",
  shape: Office,
  derived: ({ sendFrom, sendUntil }) => ({ sendFrom: minutes(sendFrom), sendUntil: minutes(sendUntil) }),
  filters: [],
  sorts: ["createdAt"],
  read: "offices.read",
};

/** The statement that reads the office that was entered: row security shows no other. */
export function ownOffice(): Query<RowOf<typeof Office>> {
  return compile(sql<RowOf<typeof Office>>`select ${selection(office)} from offices`);
}

/** More would keep the request waiting, at a third of a millisecond each; the later ones keep the time of their next look. */
const lookedAtAnew = 2000;

/**
 * Has the sweep look at open deadlines anew, the next due first, so that their reminders follow a new send window. One that is
 * being changed at this moment is left to whoever changes it.
 */
export function lookAtDeadlines(tx: Transaction, now: string): void {
  tx.queue(sql`
    with next as (
      select office_id, id from deadlines where state = 'open' and next_remind_at > ${now}
      order by next_remind_at limit ${lookedAtAnew} for update skip locked)
    update deadlines d set next_remind_at = ${now} from next where d.office_id = next.office_id and d.id = next.id`);
}
