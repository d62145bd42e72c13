import { type Test, test } from "tap";
import { sendForm, tokenIn } from "../../support/account.ts";
import { databaseForTest } from "../../support/database.ts";
import { type ReceivedMail, smtpForTest } from "../../support/smtp.ts";
import { friday, headerOf, mailedOffice } from "../mailed-office.ts";

const minute = (count: number) => new Date(Date.parse(friday) + count * 60_000).toISOString();
const saturdayNight = "2026-10-17T22:30:00.000Z";

async function begin(t: Test) {
  const database = await databaseForTest(t);
  const smtp = await smtpForTest(t);
  const begun = await mailedOffice(t, { database, smtp });
  const { ask, address, lead, office } = begun;
  const { token } = office.people.admin;
  const path = ({ text = "" }: ReceivedMail) => {
    const urls = [...new Set(text.match(/https?:\S+/g) ?? [])];
    t.equal(urls.length, 1, `one link, to its own page: ${text}`);
    return (urls[0] ?? "").replace(address, "");
  };
  const as = (line: string, body: unknown, more: object = {}) =>
    ask(line, { token, body, headers: { "if-match": "*" }, ...more });
  const change = (email: string) =>
    ask("POST /v1/me/address-changes", { token: lead.token, body: { email } });
  const log = async (recipientId: string) =>
    (await ask(`GET /v1/mails?recipientId=${recipientId}`, { token })).body.items;
  const suppressed = async () =>
    (await ask("GET /v1/suppressions", { token })).body.items.map(({ email }: { email: string }) => email);
  const tasks = async () => (await ask("GET /v1/tasks", { token })).body.items;
  const sentTo = (mails: readonly ReceivedMail[]) => mails.map(({ envelopeTo }) => envelopeTo.join());
  return { ...begun, as, change, log, path, sentTo, smtp, suppressed, tasks, token };
}

test("an invitation is mailed at once, at night and on a Saturday, and leads to a token", async (t) => {
  const { as, ask, at, log, path, sentTo, time, token } = await begin(t);
  time.now = saturdayNight;
  const body = { name: "Erika Muster", email: "erika@amt.example", roles: ["coordinator"] };
  const { id } = (await as("POST /v1/people", body)).body;
  await as("POST /v1/invitations", { personId: id });
  const mails = await at(saturdayNight);
  t.same(sentTo(mails), ["erika@amt.example"]);
  const [mail] = mails;
  if (mail === undefined) return;
  t.match(mail.subject, /^Einladung zu Zuwendo: Amt A/);
  t.match(mail.text, /Ada Betrieb lädt Sie zu Zuwendo ein/);
  t.equal(headerOf(mail, "list-unsubscribe"), null);
  const made = await sendForm(ask, path(mail), "access=set-up");
  const theirs = tokenIn(made.text);
  t.equal((await ask("GET /v1/me", { token: theirs })).body.id, id);
  const [kept] = await log(id);
  t.match(kept, { kind: "invitation", state: "sent", toEmail: null });
  t.match(kept.text, /\/invitations\/…/, "the log has no token");
  t.same(await at("2026-10-17T22:31:00.000Z"), []);

  await as("POST /v1/people", { ...body, email: "zwei@amt.example" }).then(async ({ body }) => {
    const { id: invitationId } = (await as("POST /v1/invitations", { personId: body.id })).body;
    t.equal((await ask(`DELETE /v1/invitations/${invitationId}`, { token })).status, 200);
    t.same(await at("2026-10-17T22:32:00.000Z"), [], "a revoked one is not sent any more");
    t.match(await log(body.id), [{ state: "dropped", response: /was used, revoked or has expired/ }]);
  });
});

test("a new address confirms itself, and the old one is told whatever the roles", async (t) => {
  const { as, ask, at, change, lead, log, path, sentTo } = await begin(t);
  await change("paula@neu.example");
  t.equal((await as(`PATCH /v1/people/${lead.id}`, { roles: [] })).status, 200);
  const [asked, ...others] = await at(minute(0));
  t.same([asked?.envelopeTo, others], [["paula@neu.example"], []]);
  if (asked === undefined) return;
  t.match(asked.text, /Neue Adresse: paula@neu\.example/);
  t.equal((await sendForm(ask, path(asked), "address=confirm")).status, 200);
  const told = await at(minute(1));
  t.same(sentTo(told), [lead.email]);
  t.match(told[0]?.text, /aus dem neuen Postfach bestätigt/);
  t.notMatch(told[0]?.raw, "paula@neu.example", "the old address does not learn the new one");
  t.notMatch(told[0]?.text, /https?:/);
  t.match(await log(lead.id), [
    { kind: "address-changed", toEmail: lead.email, state: "sent" },
    { kind: "address-confirmation", toEmail: "paula@neu.example", state: "sent" },
  ]);

  await as(`PATCH /v1/people/${lead.id}`, { email: "vom-amt@neu.example" });
  const byOffice = await at(minute(2));
  t.same(sentTo(byOffice), ["paula@neu.example"]);
  t.match(byOffice[0]?.text, /Die Koordinierungsstelle hat sie eingetragen/);
});

test("what an address refuses or sends back is held against it and no other", async (t) => {
  const { as, at, change, lead, smtp, suppressed, tasks, log, sentTo, insertDuty } = await begin(t);
  await smtp.setBehaviour({ does: "refuse", at: "rcpt", code: 550, reply: "5.1.1 No such user" });
  await change("tippfehler@neu.example");
  t.same(await at(minute(0)), []);
  await smtp.setBehaviour({ does: "accept" });
  t.match(await log(lead.id), [{ kind: "address-confirmation", state: "rejected" }]);
  t.same([await suppressed(), await tasks()], [["tippfehler@neu.example"], []], "it is nobody's address");

  await change("tippfehler@neu.example");
  t.same(await at(minute(1)), [], "nothing goes there any more");
  t.match((await log(lead.id))[0], { kind: "address-confirmation", state: "suppressed" });
  await change("paula@neu.example");
  const [asked] = await at(minute(2));
  t.match(asked?.envelopeTo, ["paula@neu.example"]);
  const [{ id: mailId }] = await log(lead.id);
  const bounce = { type: "bounce", mailId, status: "5.1.1" };
  t.match((await as("POST /v1/mail-events", bounce)).body, { isSuppressed: true, taskId: null });
  t.match((await as("POST /v1/mail-events", bounce)).body, { isSuppressed: true, taskId: null }, "again");
  t.same([(await suppressed()).sort(), await tasks()], [["paula@neu.example", "tippfehler@neu.example"], []]);
  await insertDuty({ kind: "completion", nominalOn: "2026-10-23", title: "Geht an die eigene" });
  t.same(sentTo(await at(minute(3))), [lead.email], "their own address gets what it should");

  await as(`PATCH /v1/people/${lead.id}`, { email: "paula@dritte.example" });
  await smtp.setBehaviour({ does: "refuse", at: "rcpt", code: 550, reply: "5.1.1 No such user" });
  await at(minute(4));
  await smtp.setBehaviour({ does: "accept" });
  t.ok((await suppressed()).includes(lead.email), "the old address is gone");
  t.same(await tasks(), []);
  await insertDuty({ kind: "completion", nominalOn: "2026-10-23", title: "Und an die neue" });
  t.same(sentTo(await at(minute(5))), ["paula@dritte.example"]);
});
