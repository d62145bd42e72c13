import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { promisify } from "node:util";
import pg from "pg";
import { type Test, test } from "tap";
import { askAt } from "../support/api.ts";
import { databaseForTest } from "../support/database.ts";
import { addressIn, dataFolderForTest, launcherForTest, running } from "../support/launcher.ts";
import { ownModule } from "../support/programs.ts";

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

async function run(
  name: "create-office" | "migrate" | "print-links",
  args: string[],
  env: Record<string, string>,
): Promise<string> {
  const { PATH, HOME, TMPDIR } = process.env;
  const { file, execArgv } = ownModule(`services/standalone/src/${name}.ts`);
  const command = [...execArgv, file, ...args];
  return promisify(execFile)(process.execPath, command, { env: { PATH, HOME, TMPDIR, ...env } }).then(
    ({ stdout, stderr }) => stdout + stderr,
    (error) => `${error.code}: ${error.stderr}`,
  );
}

test("a database of one's own is migrated, gets an office, and carries two installations at once", async (t) => {
  const { ownerUrl, withLogin } = await emptyDatabase(t);
  const asked = ["--name", "Amt Süd", "--short", "SUED", "--admin-email", "a@amt.example"];
  const env = { DATABASE_URL: ownerUrl };
  t.match(await run("create-office", asked, env), "1: The database has no tables yet");
  t.match(await run("print-links", ["a@amt.example"], env), "1: The database has no tables yet");

  const logins = { API_DATABASE_URL: withLogin("api"), WORKER_DATABASE_URL: withLogin("worker") };
  t.match(await run("migrate", [], { ...env, ...logins }), "applied 0001-tenancy");
  t.match(await run("migrate", [], { ...env, ...logins }), "nothing to do");
  for (const url of Object.values(logins)) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.end();
  }
  t.match(await run("migrate", ["now"], env), '1: "now" is not known');
  t.match(await run("migrate", [], {}), "1: Settings: DATABASE_URL is missing");

  const wrong = await run("create-office", ["--short", "süd", "--land", "XX"], env);
  for (const word of ["--name", "--short", "--admin-email", "--land"]) t.match(wrong, word);
  const printed = await run("create-office", asked, env);
  const token = /zwd_\S+/.exec(printed)?.[0];
  t.ok(token, printed);

  const link = (...args: string[]) =>
    run("print-links", args, { ...env, PUBLIC_URL: "https://amt.example/foerderung/" });
  t.match(await link("--help"), "Usage: npm run db:link");
  t.match(await link(), "1: Name one mail address");
  t.match(await link("a@amt.example"), "1: Nothing waits for an answer from a@amt.example.");

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

  const ask = askAt(addressIn(await (launchers[0]?.printed(running) ?? "")));
  const body = { name: "Erika Muster", email: "erika@amt.example", roles: ["coordinator"] };
  const { id: personId } = (await ask("POST /v1/people", { token, body })).body;
  t.equal((await ask("POST /v1/invitations", { token, body: { personId } })).status, 201);
  await ask("POST /v1/me/address-changes", { token, body: { email: "neu@amt.example" } });
  for (const [address, page, words] of [
    ["Erika@amt.example", "invitations", "Erika Muster, Amt Süd: invitation, until 20"],
    ["neu@amt.example", "addresses", "Administrator, Amt Süd: confirmation of a new address, until 20"],
  ] as const) {
    const said = await link(address);
    t.match(said, words);
    const [path] = new RegExp(`(?<=https://amt\\.example/foerderung)/${page}/\\S+`).exec(said) ?? [];
    t.equal((await ask(`GET ${path}`)).status, 200, said);
  }
});
