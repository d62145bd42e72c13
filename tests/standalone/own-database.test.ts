import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import pg from "pg";
import { type Test, test } from "tap";
import { sendForm, tokenIn } from "../support/account.ts";
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

  const away = { REDIS_URL: "redis://:secret@127.0.0.1:1", SMTP_URL: "smtp://me:secret@127.0.0.1:1" };
  const settings: Record<string, string>[] = [{}, { ...away, PUBLIC_URL: "https://office.example/zuwendo/" }];
  const launchers = settings.map((own) =>
    launcherForTest(t, { ...env, ZUWENDO_DATA: dataFolderForTest(t), ...own }, []),
  );
  for (const [index, launcher] of launchers.entries()) {
    const said = await launcher.printed(running);
    const isAway = index === 1;
    t.equal(/Queue +Redis at 127\.0\.0\.1:1 does not answer; .* own rounds/.test(said), isAway);
    t.equal(/Mail +the server at 127\.0\.0\.1:1 cannot be reached/.test(said), isAway);
    t.equal(/Links +.* lead to https:\/\/office\.example\/zuwendo\n/.test(said), isAway);
    t.notMatch(said, "secret");
    t.match(said, "with the tokens you have", "no example beside an office that is there");
    const people = await askAt(addressIn(said))("GET /v1/people", { token });
    t.strictSame(
      people.body.items.map(({ email }: { email: string }) => email),
      ["a@amt.example"],
    );
  }

  const addresses = await Promise.all(
    launchers.map(async ({ printed }) => addressIn(await printed(running))),
  );
  const [here = "", behindProxy = ""] = addresses;
  for (const [address, publicUrl] of [
    [here, here],
    [behindProxy, "https://office.example/zuwendo"],
  ] as const) {
    const body = { name: "mine", scope: "mine" };
    const feed = await askAt(address)("POST /v1/calendar-feeds", { token, body });
    const url: string = feed.body.url;
    t.ok(url.startsWith(`${publicUrl}/calendars/`), url);
    t.equal((await fetch(url.replace(publicUrl, address))).status, 200);
  }

  const link = (...args: string[]) =>
    run("print-links", args, { ...env, PUBLIC_URL: "https://amt.example/foerderung/" });
  t.match(await link("--help"), "Usage: npm run db:link");
  t.match(await link(), "1: Name one mail address");
  t.match(await link("a@amt.example"), "1: Nothing waits for an answer from a@amt.example.");

  const ask = askAt(here);
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

  const invite = (address: string) => link("--invite", address);
  t.match(await invite("niemand@amt.example"), "1: Nobody has the address niemand@amt.example.");
  t.match(await invite("a@amt.example"), "1: Whoever has the address a@amt.example has a token in force");
  const mine = (await ask("GET /v1/tokens", { token })).body.items;
  for (const { id } of mine) await ask(`DELETE /v1/tokens/${id}`, { token });
  t.equal((await ask("GET /v1/me", { token })).status, 401, "nobody gets in");
  const said = await invite("A@amt.example");
  t.match(said, "Administrator, Amt Süd: invitation, until 20");
  const paths = (printed: string) => printed.match(/(?<=foerderung)\/invitations\/\S+/g) ?? [];
  const [first = ""] = paths(said);
  const [second = "", ...others] = paths(await invite("a@amt.example"));
  t.same(others, [], "one at a time");
  const ended = await ask(`GET ${first}`);
  t.match([ended.status, ended.text], [410, /bitte an Amt Süd\./]);
  t.match((await ask(`GET ${second}`)).text, /Amt Süd lädt Sie ein, Administrator/);
  const back = tokenIn((await sendForm(ask, second, "access=set-up")).text) ?? "";
  const log = await ask(`GET /v1/audit-log?subjectType=invitations&action=create`, { token: back });
  t.match(log.body.items[0], { personId: null, changes: { email: "a@amt.example" } }, log.text);
  const listed = await ask("GET /v1/invitations", { token: back });
  t.match(listed.body.items, [{ invitedById: null, invitedByName: null }, {}, {}], listed.text);
});
