import { openStorage } from "@zuwendo/db";
import { test } from "tap";
import { apiForTest, whenReady } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { insertOffice } from "../../support/office.ts";
import { ownerForTest } from "../../worker/reminders/due.ts";

const files = { disk_full: "No space left on device", insufficient_privilege: "Read-only file system" };

test("a disk that cannot be written stops changes and no reading", async (t) => {
  const database = await databaseForTest(t);
  const office = await insertOffice(database.ownerUrl, "SF");
  const owner = ownerForTest(t, database, office.id);
  const { token } = office.people.coordinator;
  await owner.query(`create function fail() returns trigger language plpgsql as
    $$ begin raise exception using errcode = tg_argv[0], message = 'could not extend file "base/1/2": ' || tg_argv[1]; end $$`);
  for (const [code, reason] of Object.entries(files)) {
    await t.test(reason, async (t) => {
      const storage = openStorage();
      const { ask } = await apiForTest(t, database.apiUrl, { storage });
      t.match(await whenReady(ask), { status: "ok", storage: "ok" });
      await owner.query(
        `create trigger fail before insert on ideas for each row execute function fail(${code}, '${reason}')`,
      );
      const body = { title: "Bücherbus" };
      const refused = await ask("POST /v1/ideas", { token, body, headers: { "accept-language": "de" } });
      t.match(refused, { status: 503, body: { code: "storage-full", title: "Speichern nicht möglich" } });
      t.equal(refused.headers.get("retry-after"), "10");
      const { status, body: ready } = await ask("GET /readyz");
      t.match({ status, ready }, { status: 200, ready: { status: "degraded", storage: "full" } });
      t.equal((await ask("GET /v1/ideas", { token })).status, 200);

      await owner.query("drop trigger fail on ideas");
      const early = await ask("POST /v1/ideas", { token, body });
      t.match(early, { status: 503, body: { code: "storage-full" } }, "not tried while it is known");
      while (storage.isFull()) await new Promise((resolve) => setTimeout(resolve, 100));
      t.equal((await ask("POST /v1/ideas", { token, body })).status, 201);
      t.match(await whenReady(ask), { status: "ok", storage: "ok" });
    });
  }
});
