import { setTimeout as sleep } from "node:timers/promises";
import { insertOffice } from "../support/office.ts";
import { ownerForTest } from "../worker/reminders/due.ts";
import type { Teardown } from "./teardown.ts";

const pauseMs = 100;
const patienceMs = 60_000;

/** One office, seen by the owner of the tables, who asks again when PostgreSQL is away: statements must bear that. */
export async function ownerForFaults(t: Teardown, ownerUrl: string) {
  const { id: officeId } = await insertOffice(ownerUrl);
  const { query, insertPeople, insertDeadlines } = ownerForTest(t, { ownerUrl }, officeId);
  const insist = async <Row>(text: string, values: unknown[] = []): Promise<Row[]> => {
    for (const startedAt = Date.now(); ; await sleep(pauseMs)) {
      try {
        return await query<Row>(text, values);
      } catch (error) {
        if (Date.now() - startedAt > patienceMs) throw error;
      }
    }
  };
  return { officeId, insist, insertPeople, insertDeadlines };
}

export type Owner = Awaited<ReturnType<typeof ownerForFaults>>;
