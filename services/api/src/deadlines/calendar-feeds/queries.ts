import type { Transaction } from "@zuwendo/db";
import { sql } from "kysely";
import type { Resource } from "../../resources/resource.ts";
import { ownedThrough } from "../../resources/visibility.ts";
import { CalendarFeed } from "./schema.ts";

export const calendarFeeds: Resource<typeof CalendarFeed, "calendarFeeds"> = {
  name: "calendar-feeds",
  one: "a calendar feed",
  table: "calendarFeeds",
  shape: CalendarFeed,
  filters: ["scope", "personId", "isRevoked"],
  sorts: ["createdAt"],
  read: "calendar-feeds.read",
  own: ownedThrough({ person: "personId" }),
};

/** How many feeds of a person are in use; whoever counts them next waits until this transaction is over. */
export async function countLiveFeeds(tx: Transaction, personId: string): Promise<number> {
  tx.queue(sql`select pg_advisory_xact_lock(hashtextextended(${`calendar-feeds ${personId}`}, 0))`);
  const [row] = await tx.run<{ count: number }>(sql`
    select count(*)::int as count from calendar_feeds where person_id = ${personId} and revoked_at is null`);
  return row?.count ?? 0;
}
