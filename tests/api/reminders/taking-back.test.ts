import { type Test, test } from "tap";
import { v7 as newId } from "uuid";
import type { Reply } from "../../support/api.ts";
import { expectDone } from "../../support/project.ts";
import { remindedApi } from "../../support/reminded.ts";

const takeBack = "take-back=yes";

function says(t: Test, reply: Reply, status: number, words: RegExp): void {
  t.equal(reply.status, status, reply.text.slice(0, 2000));
  t.match(reply.text, words);
}

/** An office with a deadline that was made by hand, and a reminder of it to the coordinator that can be answered. */
async function begin(t: Test) {
  const setting = await remindedApi(t);
  const { ask, office, query, link, insertMail } = setting;
  const { token, id: personId } = office.people.coordinator;
  const remind = async (deadlineId: string) => {
    const [id, mailId] = [newId(), await insertMail("coordinator")];
    await query(
      `insert into reminders (id, deadline_id, deadline_version, step, recipient_id, role, state, due_at, mail_id)
       values ($1, $2, 1, 'd-7', $3, 'office', 'sent', '2026-11-23T06:00:00Z', $4)`,
      [id, deadlineId, personId, mailId],
    );
    return `/answers/${link("answer", id)}`;
  };
  const make = async () => {
    const rule = { kind: "fixed", on: "2026-12-11" };
    const body = { kind: "repayment", title: "Rückzahlung", leadId: office.people["project-lead"].id, rule };
    const { id } = await expectDone(ask("POST /v1/deadlines", { token, body }));
    return { id, path: await remind(id) };
  };
  const read = (id: string) => expectDone(ask(`GET /v1/deadlines/${id}`, { token }));
  return { ...setting, token, personId, make, remind, read };
}

test("a deadline that an answer has closed is opened again, for seven days", async (t) => {
  const { ask, form, query, make, read, turnTo } = await begin(t);
  const { id, path } = await make();
  const done = await form(path, "answer=done");
  says(t, done, 200, /gilt jetzt als erfüllt.*Bis zum 01\.12\.2026.*Das war ein Versehen: wieder öffnen/s);
  t.match(await read(id), { state: "met" });
  for (const method of ["GET", "HEAD"]) await ask(`${method} ${path}?take-back=yes`);
  t.match(await read(id), { state: "met" }, "looking changes nothing");

  turnTo("2026-12-01T08:59:59.000Z");
  says(t, await ask(`GET ${path}`), 200, /Schon beantwortet.*wieder öffnen/s);
  says(t, await form(path, takeBack), 200, /Zurückgenommen.*wieder offen/s);
  const deadline = await read(id);
  t.match(deadline, { state: "open", closedById: null, isLate: false });
  const acts = await query(
    "select action, version from audit_log where subject_id = $1 or changes->>'deadlineId' = $1::text",
    [id],
  );
  t.match(
    acts.map(({ action }) => action).sort(),
    ["answer", "create", "take-back", "to:met", "to:open"],
    "every act is kept",
  );
  t.equal(acts.find(({ action }) => action === "to:open").version, deadline.version);
  t.match(await query("select answer, taken_back_at is not null as back from reminder_answers"), [
    { answer: "done", back: true },
  ]);

  says(
    t,
    await form(path, takeBack),
    409,
    /Ihre Antwort „Erledigt“ haben Sie am 01\.12\.2026 zurückgenommen/,
  );
  says(t, await ask(`GET ${path}`), 200, /zurückgenommen.*Noch ist nichts geändert/s);
  says(t, await form(path, "answer=done"), 200, /gilt jetzt als erfüllt/);
  t.match(await read(id), { state: "met" }, "and answered again");
});

test("after seven days the page says whom to ask", async (t) => {
  const { ask, form, make, read, turnTo } = await begin(t);
  const { id, path } = await make();
  await form(path, "answer=done");
  turnTo("2026-12-01T09:00:00.000Z");
  const page = await ask(`GET ${path}`);
  says(t, page, 200, /7 Tage lang.*Koordinierungsstelle/s);
  t.notMatch(page.text, "<form");
  says(t, await form(path, takeBack), 409, /7 Tage lang/);
  t.match(await read(id), { state: "met" });
});

test("what has moved on stays closed, and the page says why", async (t) => {
  const { ask, form, make, read, token, office, query } = await begin(t);
  const { id, path } = await make();
  await form(path, "answer=done");
  const step = (to: string, reason?: string) =>
    expectDone(
      ask(`POST /v1/deadlines/${id}/transitions`, {
        token,
        body: { to, reason },
        headers: { "if-match": "*" },
      }),
    );
  await step("open");
  await step("cancelled", "Doch nicht nötig");
  const page = await ask(`GET ${path}`);
  says(t, page, 200, /auf anderem Weg geschlossen/);
  t.notMatch(page.text, "<form");
  says(t, await form(path, takeBack), 409, /Schritt nicht möglich.*auf anderem Weg geschlossen/s);
  t.match(await read(id), { state: "cancelled" });
  t.match(await query("select taken_back_at from reminder_answers"), [{ taken_back_at: null }]);

  const other = await make();
  await form(other.path, "answer=done");
  await query("update people set roles = '{auditor}' where id = $1", [office.people.coordinator.id]);
  const refused = await form(other.path, takeBack);
  t.equal(refused.status, 409, "whoever may not open it any more");
  const [left] = await query("select state from deadlines where id = $1", [other.id]);
  t.match(left, { state: "met" }, "nothing of it is kept");
});

test("a duty that is owed no longer is not opened again", async (t) => {
  const { ask, form, token, personId: authorId, remind, query, turnTo } = await begin(t);
  const post = (path: string, body: object) => expectDone(ask(`POST /v1/${path}`, { token, body }));
  const { id: committeeId } = await post("committees", { name: "Ausschuss", kind: "council" });
  const rule = { kind: "before-meeting", days: 14 };
  await post("deadline-rules", {
    ...{ ownerType: "committees", ownerId: committeeId, kind: "paper-cut-off", rule },
  });
  const { id: meetingId } = await post("meetings", { committeeId, takesPlaceOn: "2027-01-21" });
  const paper = await post("papers", { title: "Haushalt", meetingId, authorId });
  const duty = async () => {
    const [found] = await query("select id, state from deadlines where subject_id = $1", [paper.id]);
    return found;
  };
  const path = await remind((await duty()).id);
  says(t, await form(path, "answer=done"), 200, /gilt jetzt als erfüllt/);
  turnTo("2026-11-25T09:00:00.000Z");
  const body = { state: "cancelled" };
  await expectDone(ask(`PATCH /v1/meetings/${meetingId}`, { token, body, headers: { "if-match": "*" } }));
  says(t, await form(path, takeBack), 409, /erledigt oder nicht mehr zu tun/);
  t.match(await duty(), { state: "met" });
});

test("an answer that only asked the office ends its task and the quiet", async (t) => {
  const { ask, form, query, insertReminder } = await begin(t);
  for (const [answer, kind] of [
    ["done", "check-done"],
    ["not-mine", "assign-lead"],
  ] as const) {
    const { id, deadlineId, token } = await insertReminder();
    const path = `/answers/${token}`;
    says(t, await form(path, `answer=${answer}`), 200, /Das war ein Versehen: zurücknehmen/);
    says(t, await ask(`GET ${path}`), 200, /Schon beantwortet.*Das war ein Versehen: zurücknehmen/s);
    says(t, await form(path, takeBack), 200, /gilt nicht mehr.*wieder an die Frist erinnert/s);
    t.match(await query("select kind, state, state_reason from tasks where subject_id = $1", [deadlineId]), [
      { kind, state: "done", state_reason: "answer-taken-back" },
    ]);
    t.match(
      await query(
        "select quiet_until <= taken_back_at as is_loud from reminder_answers where reminder_id = $1",
        [id],
      ),
      [{ is_loud: true }],
      "the person is reminded again",
    );
    t.match(await query("select state from deadlines where id = $1", [deadlineId]), [{ state: "open" }]);
  }
});

test("the task stays where somebody else has said the same", async (t) => {
  const { form, query, link, insertReminder, insertMail, office } = await begin(t);
  const first = await insertReminder();
  const second = newId();
  await query(
    `insert into reminders (id, deadline_id, deadline_version, step, recipient_id, role, state, due_at, mail_id)
     values ($1, $2, 1, 'd-14', $3, 'deputy', 'sent', '2026-11-23T06:00:00Z', $4)`,
    [second, first.deadlineId, office.people.auditor.id, await insertMail("auditor")],
  );
  const tasks = () => query("select state from tasks where subject_id = $1", [first.deadlineId]);
  await form(`/answers/${first.token}`, "answer=done");
  await form(`/answers/${link("answer", second)}`, "answer=done");
  await form(`/answers/${first.token}`, takeBack);
  t.match(await tasks(), [{ state: "open" }], "the office still has to look");
  await form(`/answers/${link("answer", second)}`, takeBack);
  t.match(await tasks(), [{ state: "done" }]);
});

test("putting a reminder off needs no taking back", async (t) => {
  const { ask, form, insertReminder } = await begin(t);
  const { token } = await insertReminder();
  const path = `/answers/${token}`;
  t.notMatch((await form(path, "answer=later&days=3")).text, "<form");
  t.notMatch((await ask(`GET ${path}`)).text, "<form");
  t.equal((await form(path, takeBack)).status, 404);
});
