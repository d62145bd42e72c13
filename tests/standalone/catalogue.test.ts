import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Land, Role } from "@zuwendo/domain";
import { type Test, test } from "tap";
import { v7 as newId } from "uuid";
import { writeOffice } from "../../services/standalone/src/known-office.ts";
import { noteRunning } from "../../services/standalone/src/running.ts";
import { apiForTest } from "../support/api.ts";
import { runCommand } from "../support/commands.ts";
import { databaseForTest } from "../support/database.ts";
import { dataFolderForTest, freePort } from "../support/launcher.ts";
import { insertOffice } from "../support/office.ts";

interface Listed {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly programmeId: string;
  readonly areaKeys: string[] | null;
  readonly isIllustrative: boolean;
  readonly sourceUrl: string | null;
}

async function officeForTest(t: Test, land?: Land) {
  const { ownerUrl, apiUrl } = await databaseForTest(t);
  const { people } = await insertOffice(ownerUrl, "TST", land);
  const { address, ask } = await apiForTest(t, apiUrl);
  const ZUWENDO_DATA = dataFolderForTest(t);
  const list = async (path: string): Promise<Listed[]> =>
    (await ask(`GET /v1/${path}?limit=200`, { token: people.auditor.token })).body.items;
  return {
    ...{ address, ask, people, list, env: { ZUWENDO_DATA } },
    load: (role: Role, args = ["--address", address]) =>
      runCommand("load-catalogue", args, { ZUWENDO_DATA, ZUWENDO_TOKEN: people[role].token }),
  };
}

test("the catalogue adds what an office does not have, and nothing the second time", async (t) => {
  const { ask, people, list, load } = await officeForTest(t);
  const own = { name: "CERV: Städtepartnerschaften", funder: "unsere Notiz", level: "eu" };
  await ask("POST /v1/programmes", { token: people.coordinator.token, body: own });
  const said = await load("admin");
  t.match(said, /programmes +14 added, 1 there already/);
  t.match(said, /calls +15 added, 0 there already/);
  t.match(said, "    + Asyl-, Migrations- und Integrationsfonds (AMIF) 2021–2027");

  const [programmes, calls] = [await list("programmes"), await list("calls")];
  const mine = programmes.filter(({ name }) => name === own.name);
  t.match(mine, [{ funder: own.funder }], "what the office has stays as it is");
  t.ok(
    calls.some(({ programmeId }) => programmeId === mine[0]?.id),
    "and gets its call",
  );
  const others = programmes.filter(({ name }) => name !== own.name);
  t.ok(others.every(({ isIllustrative, sourceUrl }) => isIllustrative === (sourceUrl === null)));

  const again = await load("coordinator");
  t.match(again, /programmes +0 added, 15 there already/);
  t.match(again, /calls +0 added, 15 there already/);
  t.equal((await list("programmes")).length, programmes.length);
  t.equal((await list("calls")).length, calls.length);
});

test("the Zuwendo of the data folder is found, unless its example is still being filled", async (t) => {
  const { address, people, env } = await officeForTest(t);
  const dataDir = env.ZUWENDO_DATA;
  mkdirSync(dataDir);
  const running = noteRunning({ dataDir, address });
  const { id, token } = people.coordinator;
  const office = { id: newId(), name: "Beispiel", isExample: true, createdOn: "2026-11-02" };
  const known = { ...office, people: [{ id, name: "Konrad", role: "coordinator", token }] } as const;
  writeOffice(dataDir, { ...known, isLoaded: false });
  t.match(await runCommand("load-catalogue", [], env), "1: The example office at");
  writeOffice(dataDir, { ...known, isLoaded: true });
  t.match(await runCommand("load-catalogue", [], env), /programmes +15 added/);
  await running.stop();
  t.match(await runCommand("load-catalogue", [], env), "1: No Zuwendo runs on the data folder");
});

test("an office of another Land gets what holds everywhere", async (t) => {
  const { list, load } = await officeForTest(t, "BY");
  t.match(await load("coordinator"), /programmes +8 added/);
  const programmes = await list("programmes");
  t.ok(programmes.length > 0 && programmes.every(({ areaKeys }) => areaKeys === null));
});

test("what keeps the catalogue from being loaded is told in one sentence", async (t) => {
  const { address, ask, people, env, load, list } = await officeForTest(t);
  const refused = async (args: string[], settings: Record<string, string>, reason: string) => {
    const said = await runCommand("load-catalogue", args, { ...env, ...settings });
    t.match(said, /^1: [^\n]+\.\n$/);
    t.match(said, reason);
  };
  const token = { ZUWENDO_TOKEN: people.coordinator.token };
  await refused([], token, "No Zuwendo runs on the data folder");
  await refused(["--address", "zuwendo"], token, "--address must be an address like");
  await refused(["--address", address], {}, `No token for ${address} is known here`);
  const nowhere = `http://127.0.0.1:${await freePort()}`;
  await refused(["--address", nowhere], token, `No Zuwendo answers at ${nowhere}: nothing listens there.`);
  await refused(["--address", address], { ZUWENDO_TOKEN: "zwd_wrong" }, "refuses the token");

  const other = createServer((_, reply) => reply.end("<h1>It works</h1>")).listen(0, "127.0.0.1");
  await once(other, "listening");
  t.teardown(() => other.close());
  const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  await refused(["--address", elsewhere], token, `What answers at ${elsewhere} is not Zuwendo`);

  for (const role of ["project-lead", "lead-office", "auditor"] as const)
    t.match(await load(role), `may not add programmes (${role})`);
  const made = await ask("POST /v1/tokens", {
    token: people.coordinator.token,
    body: { name: "reads", scopes: ["read"] },
  });
  await refused(["--address", address, "--token", made.body.token], {}, "may only read");
  t.strictSame(await list("programmes"), []);
});
