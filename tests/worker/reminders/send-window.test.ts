import t from "tap";
import { sendMails } from "../../../services/worker/src/mails/send.ts";
import { sweepAll } from "../../../services/worker/src/reminders/sweep.ts";
import { apiForTest } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { insertOffice } from "../../support/office.ts";
import { expectDone } from "../../support/project.ts";
import { smtpForTest } from "../../support/smtp.ts";
import { ownerForTest, toolsForTest } from "./due.ts";

const database = await databaseForTest(t);
const smtp = await smtpForTest(t);
const office = await insertOffice(database.ownerUrl);
const owner = ownerForTest(t, database, office.id);
// Far ahead of every clock, or the mails that wait would be due. A Saturday evening; the office sends Monday to Friday from 7 to 9.
const time = { now: "2099-06-06T20:00:00.000Z" };
const clock = () => time.now;
const { ask } = await apiForTest(t, database.apiUrl, { clock });
const tools = toolsForTest(t, database, { smtpUrl: smtp.url, clock });
const { coordinator, "project-lead": lead } = office.people;
const { token } = coordinator;

async function make(title: string, on: string, kind = "repayment"): Promise<string> {
  const rule = { kind: "fixed", on };
  const body = { kind, title, leadId: lead.id, rule };
  return (await expectDone(ask("POST /v1/deadlines", { token, body }))).id;
}

/** What the worker sends at once. */
async function work() {
  const before = smtp.mails.length;
  await sweepAll(tools);
  await sendMails(tools);
  return smtp.mails.slice(before);
}

async function preview() {
  const { items } = await expectDone(ask("GET /v1/reminders/preview?to=2099-06-08", { token }));
  return items.map(
    ({ sendAt, kind, items: of }: { sendAt: string; kind: string; items: { title: string }[] }) => ({
      ...{ sendAt: new Date(sendAt).toISOString(), kind },
      titles: of.map(({ title }) => title).sort(),
    }),
  );
}

t.test("an urgent mail waits for the office's hours, and the preview says so", async (t) => {
  await make("Zeit bis Montag", "2099-06-08");
  t.same(await work(), [], "not on Saturday evening");
  t.match(
    (await owner.listMails()).map(({ kind, state, forOn, nextTryAt }) => {
      return { kind, state, forOn: String(forOn), nextTryAt: new Date(nextTryAt).toISOString() };
    }),
    [{ kind: "urgent", state: "pending", nextTryAt: "2099-06-08T05:00:00.000Z" }],
  );
  const waiting = (await preview()).filter(({ kind }: { kind: string }) => kind === "urgent");
  t.same(waiting, [{ sendAt: "2099-06-08T05:00:00.000Z", kind: "urgent", titles: ["Zeit bis Montag"] }]);
});

t.test("it goes at once where the deadline would be over by then", async (t) => {
  await make("Zeit bis Sonntag", "2099-06-07", "follow-up");
  const [mail, ...others] = await work();
  t.same(others, []);
  t.match(mail?.text, "Zeit bis Sonntag");
  t.notMatch(mail?.text, "Zeit bis Montag");
});

t.test("it does not wait for the hour that a person wishes for their digest", async (t) => {
  await expectDone(
    ask(`PATCH /v1/people/${lead.id}/preferences`, {
      ...{ token: lead.token, body: { mailAt: "08:30" }, headers: { "if-match": "*" } },
    }),
  );
  await make("Auch bis Montag", "2099-06-08");
  t.same(await work(), []);
  const urgent = (await preview()).filter(({ kind }: { kind: string }) => kind === "urgent");
  t.same(
    urgent.map(({ sendAt }: { sendAt: string }) => sendAt),
    ["2099-06-08T05:00:00.000Z", "2099-06-08T05:00:00.000Z"],
  );
});

t.test("in the office's hours it goes at once", async (t) => {
  time.now = "2099-06-10T06:00:00.000Z";
  await make("Zeit bis Donnerstag", "2099-06-11");
  t.equal((await work()).filter(({ text }) => text?.includes("Zeit bis Donnerstag")).length, 1);
});
