import { setTimeout as sleep } from "node:timers/promises";
import { test } from "tap";
import { apiForTest } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { insertOffice } from "../../support/office.ts";
import {
  advance,
  euros,
  expectDone,
  grantApplication,
  insertApplication,
  insertProgramme,
} from "../../support/project.ts";
import { smtpForTest } from "../../support/smtp.ts";
import { workerForTest } from "../../support/worker.ts";

test("a payment's spending window reminds the right people on the right days", async (t) => {
  const database = await databaseForTest(t);
  const office = await insertOffice(database.ownerUrl);
  const smtp = await smtpForTest(t);
  let now = "2026-08-20T10:00:00.000Z";
  const clock = () => now;
  const { ask } = await apiForTest(t, database.apiUrl, { clock });
  const worker = await workerForTest(t, database.workerUrl, { clock, smtpUrl: smtp.url });
  const { call } = await insertProgramme(ask, office, { year: 2026, meetingOn: "2026-09-10" });
  const application = await insertApplication(ask, office, {
    callId: call.id,
    cost: 4800,
    startsOn: "2026-09-15",
    endsOn: "2026-12-31",
  });
  t.equal(application.state, "draft");
  await advance(ask, office, application.id, "submitted");
  now = "2026-09-10T18:00:00.000Z";
  const grant = await grantApplication(ask, office, application);
  now = "2026-09-19T12:00:00.000Z";
  await expectDone(
    ask("POST /v1/disbursements", {
      token: office.people["lead-office"].token,
      body: { grantId: grant.id, amount: euros(2400), paidOn: "2026-09-19" },
    }),
  );
  const deadlines = await expectDone(
    ask("GET /v1/deadlines?kind=spending-window", { token: office.people["project-lead"].token }),
  );
  t.equal(deadlines.items[0].effectiveOn, "2026-11-02");
  t.match(deadlines.items[0].explanation.de, /Reformationstag/);
  for (const day of ["2026-10-16", "2026-10-23", "2026-10-30"]) {
    now = `${day}T04:00:00.000Z`;
    await worker.sweep();
    const before = smtp.mails.length;
    now = `${day}T07:10:00.000Z`;
    await worker.sweep();
    // A round of the worker's own may have taken it up: then it is still under way.
    for (let tries = 0; tries < 100 && smtp.mails.length === before; tries += 1) await sleep(50);
    t.ok(smtp.mails.length > before, `a mail on ${day}`);
    await worker.sweep();
  }
  const got = smtp.mails.map((mail) => `${mail.envelopeTo.join()} ${mail.subject}`);
  t.comment(got.join("\n"));
  t.equal(
    smtp.mails.filter((mail) => mail.envelopeTo.includes(office.people["lead-office"].email)).length,
    1,
  );
});
