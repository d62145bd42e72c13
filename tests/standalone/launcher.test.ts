import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { test } from "tap";
import { endsWithin, isAlive } from "../../services/standalone/src/postgres/processes.ts";
import { sendForm, tokenIn } from "../support/account.ts";
import { askAt } from "../support/api.ts";
import {
  addressIn,
  dataFolderForTest,
  descendantsOf,
  freePort,
  launcherForTest,
  ownerUrlOf,
  postgresOf,
  running,
} from "../support/launcher.ts";

/** The commands that were printed to copy, run in one shell as a person would who has told it where the database is. */
function runCommands(printed: string, settings: Record<string, string>): string[] {
  const commands = printed.split("\n").filter((line) => /^ {2}\S+=\$\(curl|^ {2}(curl|npm run) /.test(line));
  const env = { ...process.env, ...settings };
  const output = execFileSync("bash", ["-c", commands.join("\necho\n")], {
    encoding: "utf8",
    env,
    cwd: root,
  });
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
    const [person, until, ...said] = runCommands(printed, {
      ...{ DATABASE_URL: ownerUrlOf(dataDir), PORT: String(port) },
    });
    t.match([person, until], [/^[0-9a-f-]{36}$/, /^20/]);
    const link = said.at(-1)?.trim() ?? "";
    t.match(link, new RegExp(`^${address}/invitations/`), said.join("\n"));
    const made = await sendForm(askAt(address), link.replace(address, ""), "access=set-up");
    token = tokenIn(made.text) ?? "";
    const ideas = await askAt(address)("GET /v1/ideas", { token });
    t.strictSame(ideas.body, { items: [], nextCursor: null });
    const handedIn = await askAt(address)("POST /v1/ideas", { token, body: { title: "Bücherbus" } });
    t.equal(handedIn.status, 201);
    ideaId = handedIn.body.id;
    for (const name of ["example-tokens.json", "service-logins.json"]) {
      t.equal(statSync(join(dataDir, name)).mode & 0o777, 0o600, `${name} is private`);
    }

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
  });

  let postgres: number | undefined;
  await t.test("a second start keeps everything; kill -9 leaves nothing but the database", async (t) => {
    const launcher = launcherForTest(t, settings, []);
    t.notMatch(await launcher.printed(running), /zwd_/, "the administrator's token is shown once");
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

async function comesBack(address: string): Promise<boolean> {
  for (let attempt = 0; attempt < 150; attempt++) {
    const reply = await fetch(`${address}/readyz`).catch(() => undefined);
    if (reply?.status === 200) return true;
    await sleep(200);
  }
  return false;
}
