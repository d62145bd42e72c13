import { build, compile, openPool, transact } from "@zuwendo/db";
import { sql } from "kysely";
import { v7 as newId } from "uuid";
import { enter, readCredentials } from "../../services/api/src/request/caller.ts";
import { insertOffice } from "../support/office.ts";
import type { BenchInstallation } from "./installation.ts";
import { median, type Row } from "./table.ts";

const seconds = 4;
const rounds = 3;
const clients = 10;

/** Creating an idea without HTTP: the same statements in the same transaction, with row security and audit. */
export async function benchCreateInDatabase(installation: BenchInstallation): Promise<Row[]> {
  const office = await insertOffice(installation.ownerUrl, "DB");
  const credentials = readCredentials(`Bearer ${office.people.coordinator.token}`);
  if (credentials === undefined) throw new Error("the token is not readable");
  const pool = openPool({ url: installation.apiUrl, max: clients, name: "bench", onError: console.error });
  const create = () =>
    transact(pool, [enter(credentials)], async (tx) => {
      const id = newId();
      tx.queue(
        build.insertInto("auditLog").values({ action: "create", subjectType: "ideas", subjectId: id }),
      );
      await tx.runAndCommit(
        compile(sql`insert into ideas (id, number, title, captured_on)
          values (${id}, 'DB-' || next_number('ideas', 2026), 'Neue Idee', current_date) returning *`),
      );
    });
  const rates: number[] = [];
  for (let round = 0; round < rounds; round++) {
    let created = 0;
    const until = performance.now() + seconds * 1000;
    const lane = async () => {
      while (performance.now() < until) {
        await create();
        created += 1;
      }
    };
    await Promise.all(Array.from({ length: clients }, lane));
    rates.push(created / seconds);
  }
  await pool.end();
  const ours = median(rates);
  return [
    {
      name: "create an idea in the database's terms, /s",
      ours,
      reference: null,
      what: "–",
      ratio: null,
      aim: "≥ 2,000 /s",
      isReached: ours >= 2000,
    },
  ];
}
