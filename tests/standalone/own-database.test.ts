import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import pg from "pg";
import { type Test, test } from "tap";
import { askAt } from "../support/api.ts";
import { runCommand as run } from "../support/commands.ts";
import { databaseForTest } from "../support/database.ts";
import { addressIn, dataFolderForTest, launcherForTest, running } from "../support/launcher.ts";

/** An empty database whose owner is no superuser but may create logins, as a careful operator would set it up. */
async function emptyDatabase(t: Test): Promise<{ ownerUrl: string; withLogin: (login: string) => string }> {
  const { ownerUrl } = await databaseForTest(t);
  const name = `zuwendo_own_${randomBytes(4).toString("hex")}`;
  const server = new pg.Client({ connectionString: ownerUrl });
  await server.connect();
  t.teardown(async () => {
    await server.query(`drop database ${name} with (force)`);
    await server.end();
  });
  await server.query(`create role ${name} login createrole password 'owner'`);
  await server.query(`grant zuwendo_api, zuwendo_worker to ${name} with admin option`);
  await server.query(`create database ${name} owner ${name}`);
  const withLogin = (login: string) => {
    const url = new URL(ownerUrl);
    url.pathname = `/${name}`;
    url.username = login;
    url.password = "owner";
    return url.href;
  };
  return { ownerUrl: withLogin(name), withLogin: (role) => withLogin(`${name}_${role}`) };
}

test("a database of one's own is migrated, gets an office, and carries two installations at once", async (t) => {
  const { ownerUrl, withLogin } = await emptyDatabase(t);
  const asked = ["--name", "Amt Süd", "--short", "SUED", "--admin-email", "a@amt.example"];
  const env = { DATABASE_URL: ownerUrl };
  t.match(await run("create-office", asked, env), "1: The database has no tables yet");

  const logins = { API_DATABASE_URL: withLogin("api"), WORKER_DATABASE_URL: withLogin("worker") };
  t.match(await run("migrate", [], { ...env, ...logins }), "applied 0001-tenancy");
  t.match(await run("migrate", [], { ...env, ...logins }), "nothing to do");
  for (const url of Object.values(logins)) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.end();
  }
  t.match(await run("migrate", ["now"], env), '1: "now" is not known');
  const nowhere = { ZUWENDO_DATA: dataFolderForTest(t) };
  for (const name of ["migrate", "create-office"] as const)
    t.match(
      await run(name, name === "migrate" ? [] : asked, nowhere),
      `1: Settings: DATABASE_URL is not set, and no Zuwendo runs on the data folder ${nowhere.ZUWENDO_DATA}`,
    );
  t.notOk(existsSync(nowhere.ZUWENDO_DATA), "asking leaves no folder");

  const wrong = await run("create-office", ["--short", "süd", "--land", "XX"], env);
  for (const word of ["--name", "--short", "--admin-email", "--land"]) t.match(wrong, word);
  const printed = await run("create-office", asked, env);
  const token = /zwd_\S+/.exec(printed)?.[0];
  t.ok(token, printed);
  t.match(await run("create-office", asked, env), '1: There is an office called "Amt Süd" already');
  const sameShort = ["--name", "Amt Süderau", ...asked.slice(2)];
  t.match(await run("create-office", sameShort, env), '1: The prefix SUED is taken by the office "Amt Süd"');

  const launchers = [1, 2].map(() => launcherForTest(t, { ...env, ZUWENDO_DATA: dataFolderForTest(t) }, []));
  for (const launcher of launchers) {
    const said = await launcher.printed(running);
    t.match(said, "with the tokens you have", "no example beside an office that is there");
    const people = await askAt(addressIn(said))("GET /v1/people", { token });
    t.strictSame(
      people.body.items.map(({ email }: { email: string }) => email),
      ["a@amt.example"],
    );
  }
});
