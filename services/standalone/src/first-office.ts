import type { Role } from "@zuwendo/domain";
import { asLogin, type Client } from "./database.ts";
import { emptyOffice, exampleOffice } from "./example-office.ts";
import { type KnownOffice, readOffice, writeOffice } from "./known-office.ts";
import { insertOffice, insertToken, type Office } from "./office.ts";

interface StoredOffice {
  readonly id: string;
  readonly name: string;
  readonly isExample: boolean;
  readonly createdOn: string;
}

export interface FirstOffice {
  /** Undefined where the database has offices, but none whose tokens are known here. */
  readonly office: KnownOffice | undefined;
  readonly isNew: boolean;
}

/**
 * The office of this installation, created when the database has none. Its tokens are written down before it is
 * stored for good, so that a start that was killed in between begins anew instead of locking everybody out.
 */
export async function openFirstOffice(options: {
  dataDir: string;
  ownerUrl: string;
  workerUrl: string;
  isEmpty: boolean;
}): Promise<FirstOffice> {
  const { dataDir, ownerUrl, workerUrl, isEmpty } = options;
  return asLogin(ownerUrl, async (owner) => {
    await owner.query("begin");
    // two launchers on one new database create one office
    await owner.query("select pg_advisory_xact_lock(hashtext('zuwendo:first-office'))");
    const stored = await asLogin(workerUrl, listOffices);
    const known = readOffice(dataDir);
    const isKnown = stored.some(({ id }) => id === known?.id);
    const example = stored.find(({ isExample }) => isExample);
    const office = isKnown
      ? known
      : stored.length === 0
        ? { ...(await insertOffice(owner, isEmpty ? emptyOffice : exampleOffice)), isLoaded: isEmpty }
        : example && { ...(await renewTokens(owner, example)), isLoaded: true };
    if (!isKnown && office !== undefined) writeOffice(dataDir, office);
    await owner.query("commit");
    return { office, isNew: stored.length === 0 };
  });
}

/** The worker's login sees every office; the owner, whom row security binds, may see none. */
async function listOffices(worker: Client): Promise<StoredOffice[]> {
  const { rows } = await worker.query<StoredOffice>(
    `select id, name, is_example as "isExample", (created_at at time zone zone)::date as "createdOn"
     from offices order by created_at, id`,
  );
  return rows;
}

/** New tokens for the people of an example office whose file was lost. Runs as the owner inside a transaction. */
async function renewTokens(owner: Client, office: StoredOffice): Promise<Office> {
  await owner.query("select set_config('app.office_id', $1, true)", [office.id]);
  const { rows } = await owner.query<{ id: string; name: string; role: Role }>(
    `select distinct on (role) id, name, role from people, unnest(roles) as role
     where office_id = $1 order by role, created_at, id`,
    [office.id],
  );
  const people = [];
  for (const row of rows) people.push({ ...row, token: await insertToken(owner, office.id, row.id) });
  return { ...office, people };
}
