import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Test, test } from "tap";
import { askAt } from "../support/api.ts";
import { addressIn, descendantsOf, launcherForTest, postgresOf, running } from "../support/launcher.ts";

/** A data folder, and ways to keep anything from being stored in it; with a disk of its own where this user may mount one. */
function fragileFolder(t: Test) {
  const folder = mkdtempSync(join(tmpdir(), "zuwendo-disk-"));
  chmodSync(folder, 0o755);
  const dataDir = join(folder, "data");
  mkdirSync(dataDir);
  const home = join(dataDir, "postgres");
  const isRoot = process.getuid?.() === 0;
  if (isRoot) execFileSync("mount", ["-t", "tmpfs", "-o", "size=320m,mode=755", "tmpfs", dataDir]);
  t.teardown(() => {
    if (isRoot) execFileSync("umount", ["--lazy", dataDir]);
    rmSync(folder, { recursive: true, force: true });
  });
  const filler = join(dataDir, "filler");
  const full = {
    name: /Nothing can be stored, because the disk of .* is full/,
    /** To the last byte, while the database goes on writing its own. */
    begin: () => {
      const { bavail, bsize } = statfsSync(dataDir);
      try {
        writeFileSync(filler, Buffer.alloc((bavail + 100) * bsize));
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
      }
    },
    end: () => rmSync(filler),
  };
  const readOnly = {
    name: /Nothing can be stored, because the file system of .* is read-only/,
    begin: () => {
      execFileSync("mount", ["--bind", home, home]);
      execFileSync("mount", ["-o", "remount,bind,ro", home]);
    },
    end: () => execFileSync("umount", ["--lazy", home]),
  };
  /** Without the rights to mount: a folder that its owner may not write any more either. */
  const locked = {
    name: /Nothing can be stored, because .* cannot be written/,
    begin: () => chmodSync(home, 0o500),
    end: () => chmodSync(home, 0o700),
  };
  return { dataDir, faults: isRoot ? [full, readOnly] : [locked] };
}

test("where nothing can be stored, reading goes on, and writing when that is mended", async (t) => {
  const { dataDir, faults } = fragileFolder(t);
  const launcher = launcherForTest(t, { ZUWENDO_DATA: dataDir });
  const ask = askAt(addressIn(await launcher.printed(running)));
  const { people } = JSON.parse(readFileSync(join(dataDir, "tokens.json"), "utf8"));
  const token: string = people[0].token;
  let count = 0;
  const add = () => {
    count += 1;
    const body = { name: `Person ${count}`, email: `p${count}@office.example`, roles: ["coordinator"] };
    return ask("POST /v1/people", { token, body });
  };
  const until = async (isSo: () => Promise<boolean>) => {
    while (!(await isSo())) await sleep(200);
  };
  const services = () => descendantsOf(launcher.pid).filter(({ command }) => /src\/main/.test(command));
  t.equal((await add()).status, 201);

  let told = 0;
  for (const fault of faults) {
    const before = services().map(({ pid }) => pid);
    const postgres = postgresOf(dataDir);
    fault.begin();
    await launcher.printed(fault.name);
    await until(async () => (await ask("GET /readyz")).body.storage === "full");
    for (let times = 0; times < 20; times += 1) {
      t.match(await add(), { status: 503, body: { code: "storage-full" } });
      t.equal((await ask("GET /v1/people", { token })).status, 200);
    }
    // Its log is on the same disk.
    const worker = services().find(({ command }) => command.includes("worker"));
    process.kill(worker?.pid ?? 0, "SIGKILL");
    await until(async () => services().length === 2 && services().every(({ pid }) => pid !== worker?.pid));
    await sleep(3_000);
    t.equal((await ask("GET /v1/people", { token })).status, 200);

    fault.end();
    told += 1;
    await launcher.printed(new RegExp(`(?:Storing works again[^]*){${told}}`));
    await until(async () => (await ask("GET /readyz")).body.status === "ok");
    t.equal((await add()).status, 201);
    t.same(
      services().filter(({ pid }) => before.includes(pid)).length,
      1,
      "only the worker that was killed was started anew",
    );
    t.equal(postgresOf(dataDir), postgres, "the database has run on");
    const printed = await launcher.printed("");
    t.equal(printed.match(/Nothing can be stored/g)?.length, told, "told once");
  }
});
