import t from "tap";
import { sweepReminders } from "../../services/worker/src/sweep-reminders.ts";
import { databaseForTest } from "../support/database.ts";
import { insertOffice } from "../support/office.ts";
import { ownerForTest, toolsForTest } from "./due.ts";
t.test("x", async (t) => {
  const database = await databaseForTest(t);
  const office = await insertOffice(database.ownerUrl, `SX`);
  const owner = ownerForTest(t, database, office.id);
  const clock = () => "2026-10-16T05:10:00.000Z";
  const tools = Array.from({ length: 4 }, () => toolsForTest(t, database, { clock }));
  for (let round = 0; round < 6; round++) {
    const n = [50, 150, 300, 700, 1500, 3000][round] ?? 0;
    const leads = await owner.insertPeople(Array.from({ length: n }, () => ({})));
    await owner.insertDeadlines(Array.from({ length: 3700 }, (_, i) => ({ kind: "completion" as const, nominalOn: "2026-10-23", remindedUntil: "2026-10-01T00:00:00Z", leadId: leads[Math.floor(Math.random() * (i % 3 === 0 ? n : n / 3))] ?? null })));
    const r = await Promise.allSettled(tools.map(sweepReminders));
    t.comment(n, r.map((x) => x.status === "fulfilled" ? x.value : `${x.reason.code} ${x.reason.message}`).join(" | "));
    for (let k = 0; k < 5; k++) await sweepReminders(tools[0]!).catch((e) => t.comment(e.code));
  }
});
