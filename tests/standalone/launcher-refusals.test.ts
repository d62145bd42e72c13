import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { type Test, test } from "tap";
import { databaseForTest } from "../support/database.ts";
import { dataFolderForTest, launcherForTest, postgresOf } from "../support/launcher.ts";

/** What a launcher that gives up says: one line on stderr. */
async function refusal(t: Test, settings: Record<string, string>, args?: string[]): Promise<string> {
  const { code, stdout, stderr } = await launcherForTest(t, settings, args).ended;
  t.equal(code, 1);
  t.equal(stdout, "");
  t.match(stderr, /^[^\n]+\.\n$/);
  return stderr.trim();
}

test("a port in use is told before anything is started", async (t) => {
  const dataDir = dataFolderForTest(t);
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const address = other.address();
  const port = address !== null && typeof address === "object" ? String(address.port) : "";
  const said = await refusal(t, { ZUWENDO_DATA: dataDir, PORT: port });
  other.close();
  t.match(said, `The port ${port} on 127.0.0.1 is in use by another program`);
  t.notOk(existsSync(dataDir));
});

test("a data folder that cannot be written is told", async (t) => {
  const below = await refusal(t, { ZUWENDO_DATA: "/dev/null/data" });
  t.match(below, "The data folder /dev/null/data cannot be used: a part of its path is a file");
  const external = await refusal(t, {
    ZUWENDO_DATA: "/dev/null/data",
    DATABASE_URL: "postgres://127.0.0.1:1/zuwendo",
  });
  t.match(external, "The data folder /dev/null/data cannot be used");

  const locked = dirname(dataFolderForTest(t));
  chmodSync(locked, 0o555);
  if (process.getuid?.() === 0) return;
  t.match(await refusal(t, { ZUWENDO_DATA: join(locked, "data") }), "permission is denied");
  chmodSync(locked, 0o755);
});

test("a folder with something else in it is left alone", async (t) => {
  const dataDir = dataFolderForTest(t);
  mkdirSync(join(dataDir, "photos"), { recursive: true });
  t.match(await refusal(t, { ZUWENDO_DATA: dataDir }), "contains something else (photos)");
  t.equal(postgresOf(dataDir), undefined);
});

test("a database that cannot be used is told without its password", async (t) => {
  const dataDir = dataFolderForTest(t);
  const { ownerUrl } = await databaseForTest(t);
  const refused = (DATABASE_URL: string) => refusal(t, { ZUWENDO_DATA: dataDir, DATABASE_URL });
  const unreachable = await refused("postgres://me:secret@127.0.0.1:1/zuwendo");
  t.match(unreachable, "The database at 127.0.0.1:1/zuwendo cannot be reached: nothing listens there.");
  t.notMatch(unreachable, "secret");

  const wrong = new URL(ownerUrl);
  wrong.password = "wrong";
  t.match(await refused(wrong.href), "refuses the password");
  const missing = new URL(ownerUrl);
  missing.pathname = "/no_such_database";
  t.match(await refused(missing.href), "/no_such_database does not exist");
});

test("everything that is wrong with the settings is told at one go", async (t) => {
  const said = await refusal(
    t,
    {
      PORT: "http",
      DATABASE_URL: "mysql://localhost",
      REDIS_URL: "localhost",
      SMTP_URL: "mail",
      MAIL_RETURN_PATH: "mail",
      PUBLIC_URL: "zuwendo.example",
      LOG_LEVEL: "loud",
    },
    ["--demo", "now"],
  );
  const names = [
    "PORT",
    "DATABASE_URL",
    "REDIS_URL",
    "SMTP_URL",
    "MAIL_RETURN_PATH",
    "PUBLIC_URL",
    "LOG_LEVEL",
  ];
  for (const name of [...names, "--demo", "now"]) t.match(said, name);
  const help = await launcherForTest(t, { PORT: "http" }, ["--help"]).ended;
  t.equal(help.code, 0);
  t.match(help.stdout, "ZUWENDO_DATA");
});
