import { setTimeout as sleep } from "node:timers/promises";
import { test } from "tap";
import { sendMails } from "../../../services/worker/src/mails/send.ts";
import { sweepAll } from "../../../services/worker/src/reminders/sweep.ts";
import { databaseForTest } from "../../support/database.ts";
import { smtpForTest } from "../../support/smtp.ts";
import { mailedOffice } from "../mailed-office.ts";

test("a mail whose outcome cannot be stored goes out once, and no other meanwhile", async (t) => {
  const database = await databaseForTest(t);
  const smtp = await smtpForTest(t);
  const { owner, insertDuty, tools } = await mailedOffice(t, { database, smtp });
  await owner.query(`create function fail() returns trigger language plpgsql as
    $$ begin raise exception using errcode = 'disk_full', message = 'No space left on device'; end $$`);
  await owner.query(`create trigger fail before update on mails for each row
    when (new.state <> old.state) execute function fail()`);
  await insertDuty({ kind: "completion", nominalOn: "2026-10-23", title: "Unterlagen" });
  await sweepAll(tools);
  await owner.makeMailsDue();

  const sending = sendMails(tools);
  while (!tools.storage.isFull()) await sleep(50);
  const sent = smtp.mails.length;
  t.ok(sent > 0);
  t.equal(await sendMails(tools), 0, "nothing is taken up while nothing can be stored");
  // as if the lease were over, when it would be taken up again
  await owner.query("update mails set next_try_at = clock_timestamp()");
  await sleep(3_000);
  t.equal(smtp.mails.length, sent, "nothing goes out a second time");
  await owner.query("drop trigger fail on mails");
  await sending;
  while (tools.storage.isFull()) await sleep(100);
  await sendMails(tools);
  t.equal(smtp.mails.length, sent, "nor when there is room again");
  const states = await owner.query<{ state: string }>("select distinct state from mails");
  t.same(
    states.map(({ state }) => state),
    ["sent"],
  );
});
