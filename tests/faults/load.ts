import { setTimeout as sleep } from "node:timers/promises";
import { addDays, endOfDayAt, localDay } from "@zuwendo/domain";
import type { Owner } from "./owner.ts";
import type { Closing, Plan } from "./plan.ts";

const zone = "Europe/Berlin";
const farDays = 400;

/** A deadline that was met, moved or cancelled, with the instant of the database's clock by which that was committed. */
export interface Closed {
  readonly deadlineId: string;
  readonly how: Closing;
  readonly confirmedAt: number;
}

/**
 * One person and one deadline for each that is planned, with nothing due yet. Its reminder of two days before is urgent:
 * it goes out at any hour of any day.
 */
export async function insertLoad(owner: Owner, plan: Plan): Promise<string[]> {
  const today = localDay(new Date(), zone);
  const people = await owner.insertPeople(
    plan.deadlines.map((_, index) => ({ language: index % 2 === 0 ? "de" : "en" }) as const),
  );
  const deadlines = await owner.insertDeadlines(
    people.map((leadId) => ({
      kind: "completion",
      nominalOn: addDays(today, 1),
      remindedUntil: new Date(Date.now() - 10 * 86_400_000).toISOString(),
      leadId,
    })),
  );
  await owner.insist("update deadlines set next_remind_at = null");
  await owner.insist("analyze people, deadlines");
  return deadlines;
}

/** Lets the reminders fall due, from `startAt` on. */
export async function letFallDue(
  owner: Owner,
  plan: Plan,
  ids: readonly string[],
  startAt: number,
): Promise<void> {
  const due = plan.deadlines.map(({ dueMs }) => (startAt + dueMs) / 1000);
  await owner.insist(
    `update deadlines d set next_remind_at = to_timestamp(n.due)
     from unnest($1::uuid[], $2::float8[]) as n (id, due) where d.id = n.id`,
    [ids, due],
  );
}

/** What the API does when a duty is met or cancelled, and when its day moves; the same when it is asked twice. */
async function close(owner: Owner, id: string, how: Closing): Promise<void> {
  if (how !== "moved") {
    await owner.insist(
      `update deadlines set state = $2, closed_at = now(), next_remind_at = null, version = version + 1
       where id = $1 and state = 'open'`,
      [id, how],
    );
    return;
  }
  const day = addDays(localDay(new Date(), zone), farDays);
  await owner.insist(
    `update deadlines set nominal_on = $2, effective_on = $2, ends_at = $3, reminded_until = now(), next_remind_at = null,
       version = version + 1 where id = $1 and version = 1`,
    [id, day, endOfDayAt(day, zone)],
  );
}

/** Meets, moves and cancels what the plan says, each at its moment. */
export function closeAsPlanned(
  owner: Owner,
  plan: Plan,
  ids: readonly string[],
  startAt: number,
): Promise<Closed[]> {
  const closeOne = async (deadlineId: string, how: Closing, atMs: number): Promise<Closed> => {
    await sleep(Math.max(0, startAt + atMs - Date.now()));
    await close(owner, deadlineId, how);
    const [clock] = await owner.insist<{ at: number }>(
      "select extract(epoch from clock_timestamp())::float8 * 1000 as at",
    );
    return { deadlineId, how, confirmedAt: clock?.at ?? Number.NaN };
  };
  return Promise.all(
    plan.deadlines.flatMap(({ closing }, index) => {
      const id = ids[index];
      return closing === undefined || id === undefined ? [] : [closeOne(id, closing.how, closing.atMs)];
    }),
  );
}
