import { execFileSync } from "node:child_process";
import { existsSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { addDays, localDay } from "@zuwendo/domain";
import { test } from "tap";
import { endsWithin, isAlive } from "../../services/standalone/src/postgres/processes.ts";
import { sendForm, tokenIn } from "../support/account.ts";
import { askAt } from "../support/api.ts";
import { runCommand } from "../support/commands.ts";
import {
  addressIn,
  dataFolderForTest,
  descendantsOf,
  freePort,
  launcherForTest,
  postgresOf,
  running,
} from "../support/launcher.ts";

/** The commands that were printed to copy, run in one shell as a person would. */
function runCommands(printed: string): string[] {
  const commands = printed
    .split("\n")
    .filter((line) => /^ {2}\S+=\$\(curl|^ {2}(curl|ZUWENDO_DATA=\S+ npm) /.test(line));
  const output = execFileSync("bash", ["-c", commands.join("\necho\n")], { encoding: "utf8", cwd: root });
  return output.trim().split(/\n+/);
}

const root = fileURLToPath(new URL("../../", import.meta.url));

test("the life of an installation", async (t) => {
  const dataDir = dataFolderForTest(t);
  const port = await freePort();
  const settings = { ZUWENDO_DATA: dataDir, PORT: String(port) };
  const address = `http://127.0.0.1:${port}`;
  let token = "";
  let ideaId = "";

  await t.test("a first start prints what works, and Ctrl-C leaves no process", async (t) => {
    const launcher = launcherForTest(t, settings);
    const printed = await launcher.printed(running);
    t.equal(addressIn(printed), address);
    t.match(printed, /My office/);
    t.match(printed, dataDir);
    const [person, until, ...said] = runCommands(printed);
    t.match([person, until], [/^[0-9a-f-]{36}$/, /^20/]);
    const link = said.find((line) => line.includes("/invitations/"))?.trim() ?? "";
    t.match(link, new RegExp(`^${address}/invitations/`), said.join("\n"));
    const made = await sendForm(askAt(address), link.replace(address, ""), "access=set-up");
    token = tokenIn(made.text) ?? "";
    const programmes = await askAt(address)("GET /v1/programmes?limit=1", { token });
    t.match(said.join("\n"), `+ ${programmes.body.items[0].name}`, "the last command loads the catalogue");
    const handedIn = await askAt(address)("POST /v1/ideas", { token, body: { title: "Bücherbus" } });
    t.equal(handedIn.status, 201);
    ideaId = handedIn.body.id;
    for (const name of ["tokens.json", "service-logins.json"]) {
      t.equal(statSync(join(dataDir, name)).mode & 0o777, 0o600, `${name} is private`);
    }

    t.match(await mailedTo(askAt(address), token), `${address}/`, "links in mails lead to what was printed");

    const env = { ZUWENDO_DATA: dataDir };
    t.match(await runCommand("migrate", [], env), "nothing to do");
    const second = ["--name", "Amt Nord", "--short", "NORD", "--admin-email", "a@nord.example"];
    const told = await runCommand("create-office", second, env);
    const theirs = /zwd_\S+/.exec(told)?.[0];
    t.match(await askAt(address)("GET /v1/office", { token: theirs }), { body: { name: "Amt Nord" } });
    t.match(
      await runCommand("create-office", second, env),
      '1: There is an office called "Amt Nord" already',
    );

    const processes = descendantsOf(launcher.pid);
    t.ok(processes.length >= 5, "API, worker and PostgreSQL run below the launcher");
    const asked = Date.now();
    launcher.child.kill("SIGINT");
    t.equal((await launcher.ended).code, 0);
    t.ok(Date.now() - asked < 10_000);
    t.strictSame(
      processes.filter(({ pid }) => isAlive(pid)),
      [],
    );
    t.match(await runCommand("create-office", second, env), "no Zuwendo runs on the data folder");
    t.match(await runCommand("load-catalogue", [], env), "1: No Zuwendo runs on the data folder");
  });

  let postgres: number | undefined;
  await t.test("a second start keeps everything; kill -9 leaves nothing but the database", async (t) => {
    const tokens = join(dataDir, "tokens.json");
    renameSync(tokens, join(dataDir, "example-tokens.json"));
    const launcher = launcherForTest(t, settings, []);
    const printed = await launcher.printed(running);
    t.notMatch(printed, /zwd_/, "the administrator's token is shown once");
    t.match(printed, tokens);
    t.ok(existsSync(tokens), "the file of an earlier version has its new name");
    const kept = await askAt(address)(`GET /v1/ideas/${ideaId}`, { token });
    t.equal(kept.body.title, "Bücherbus");

    postgres = postgresOf(dataDir);
    const services = descendantsOf(launcher.pid).filter(({ command }) =>
      /(api|worker)\/src\/main/.test(command),
    );
    t.equal(services.length, 2);
    launcher.child.kill("SIGKILL");
    await launcher.ended;
    const isGone = await endsWithin(10_000, () => services.some(({ pid }) => isAlive(pid)));
    t.ok(isGone, "API and worker stop by themselves");
    t.equal(postgresOf(dataDir), postgres);
  });

  await t.test("the next start adopts the database, and starts again what dies", async (t) => {
    const launcher = launcherForTest(t, settings, []);
    t.match(await launcher.printed(running), /Adopted/);
    t.equal(postgresOf(dataDir), postgres);
    const find = (part: string) =>
      descendantsOf(launcher.pid).find(({ command }) => command.includes(`${part}/src/main`))?.pid;
    const [api, worker] = [find("api"), find("worker")];
    process.kill(api ?? 0, "SIGKILL");
    process.kill(worker ?? 0, "SIGKILL");
    await launcher.printed(/The API ended by itself \(SIGKILL\) and starts again in 0\.5 s/);
    await launcher.printed(/The worker ended by itself \(SIGKILL\)/);
    t.ok(await comesBack(address), "the API is back at its address");
    t.ok(find("worker") !== undefined && find("worker") !== worker);

    process.kill(postgres ?? 0, "SIGKILL");
    await launcher.printed(/PostgreSQL .* ended by itself/);
    await launcher.printed("PostgreSQL runs again");
    t.ok(await comesBack(address), "the database is back");
    launcher.child.kill("SIGTERM");
    t.equal((await launcher.ended).code, 0);
    t.equal(postgresOf(dataDir), undefined);
  });
});

/** The text of the first mail about deadlines of the next days, in an office that sends at any time. */
async function mailedTo(ask: ReturnType<typeof askAt>, token: string): Promise<string> {
  const always = { sendFrom: "00:00", sendUntil: "23:59", sendWeekdays: [1, 2, 3, 4, 5, 6, 7] };
  await ask("PATCH /v1/office", { token, body: always, headers: { "if-match": "*" } });
  const { body: me } = await ask("GET /v1/me", { token });
  const today = localDay(new Date(), me.office.zone);
  for (const days of [0, 1, 2, 3]) {
    const rule = { kind: "fixed", on: addDays(today, days) };
    const body = { kind: "follow-up", title: "Nachfragen", leadId: me.id, rule };
    await ask("POST /v1/deadlines", { token, body });
  }
  while (true) {
    const { items } = (await ask("GET /v1/mails", { token })).body;
    const sent = items.find(({ state }: { state: string }) => state === "captured");
    if (sent !== undefined) return (await ask(`GET /v1/mails/${sent.id}`, { token })).body.text;
    await sleep(100);
  }
}

async function comesBack(address: string): Promise<boolean> {
  for (let attempt = 0; attempt < 150; attempt++) {
    const reply = await fetch(`${address}/readyz`).catch(() => undefined);
    if (reply?.status === 200) return true;
    await sleep(200);
  }
  return false;
}
