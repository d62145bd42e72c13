import { test } from "tap";
import { dutiesForTest, grantedProject, matchEach } from "../../support/duties.ts";
import { isProblem } from "../../support/problem.ts";
import { euros } from "../../support/project.ts";

test("paid money is spent in its window, or costs interest", async (t) => {
  const setting = await dutiesForTest(t);
  const { as, done, turnTo, duties, bindReminder, rows, office } = setting;
  const { grant, applicationId } = await grantedProject(setting);
  turnTo("2026-09-19T12:00:00.000Z");
  const pay = (paidOn: string, amount = 600) =>
    done("lead-office", "POST /v1/disbursements", { grantId: grant.id, amount: euros(amount), paidOn });
  const tasks = (id: string) =>
    rows("select kind, subject_type, state, detail from tasks where subject_id = $1 order by id", [id]);

  await t.test("scenario E to the day", async (t) => {
    turnTo("2026-09-19T12:00:00.000Z");
    const paid = await pay("2026-09-19");
    t.match(paid, { usedOn: null, interest: null, version: 1 });
    const [window] = await duties("spending-window", paid.id);
    t.match(window, { state: "open", nominalOn: "2026-10-31", effectiveOn: "2026-11-02", version: 1 });
    t.equal(
      new Date(window.nextRemindAt).toISOString(),
      "2026-10-16T05:00:00.000Z",
      "Friday, as the 17th is a Saturday",
    );
    const reminder = await bindReminder(window.id);

    turnTo("2026-11-11T09:00:00.000Z");
    const used = await done("lead-office", `PATCH /v1/disbursements/${paid.id}`, { usedOn: "2026-11-10" }, 1);
    t.match(used, { usedOn: "2026-11-10", version: 2 });
    t.match(used.interest, {
      toOn: "2026-11-10",
      amount: { currency: "EUR" },
      explanation: { de: /§ 117a LVwG SH/, en: /§ 117a LVwG SH/ },
    });
    t.ok(used.interest.amount.amountCents > 0);
    t.match((await duties("spending-window", paid.id))[0], { state: "met", isLate: true, version: 2 });
    t.same(await reminder(), ["dropped", "deadline-met"]);
    t.same(await tasks(paid.id), [
      {
        kind: "interest-proposal",
        subject_type: "disbursements",
        state: "open",
        detail: { windowEndsOn: "2026-11-02", usedOn: "2026-11-10" },
      },
    ]);
    const read = await as("project-lead", `GET /v1/disbursements/${paid.id}`);
    t.same(read.body.interest, used.interest, "the project sees it as well");
    const { items } = await done("auditor", "GET /v1/disbursements");
    t.notOk("interest" in items[0], "lists leave it out");
  });

  await t.test("a base rate of the office counts before the known one", async (t) => {
    const paid = (await done("auditor", "GET /v1/disbursements")).items[0];
    const interest = async () => (await done("auditor", `GET /v1/disbursements/${paid.id}`)).interest;
    const before = (await interest()).amount.amountCents;
    await done("lead-office", "POST /v1/base-rates", { validFrom: "2026-07-01", rateBp: 5000 });
    t.ok((await interest()).amount.amountCents > 5 * before, `${before}`);
    t.equal((await interest()).segments.at(-1).rateBp, 5500);
  });

  await t.test("the last day of the window is in time; a correction decides again", async (t) => {
    turnTo("2026-09-19T12:00:00.000Z");
    const paid = await pay("2026-09-19");
    turnTo("2026-11-11T09:00:00.000Z");
    const use = (usedOn: string | null) =>
      as("lead-office", `PATCH /v1/disbursements/${paid.id}`, { usedOn });
    const window = async () => (await duties("spending-window", paid.id))[0];

    t.equal((await use("2026-11-02")).body.interest, null);
    t.match(await window(), { state: "met", isLate: false, version: 2 });
    t.same(await tasks(paid.id), []);
    t.not((await use("2026-11-03")).body.interest, null);
    t.match(await window(), { state: "met", isLate: true, version: 3 });
    t.match(await use("2026-11-04"), { status: 200 });
    matchEach(t, await tasks(paid.id), [{ state: "open", detail: { usedOn: "2026-11-04" } }], "one task");
    t.equal((await use("2026-10-30")).body.interest, null);
    t.match(await window(), { isLate: false, version: 4 });
    matchEach(t, await tasks(paid.id), [{ state: "done" }]);

    isProblem(t, await use(null), 409, "use-is-recorded");
    isProblem(t, await use("2026-11-12"), 422, "day-in-future");
    isProblem(t, await use("2026-09-18"), 422, "days-out-of-order");
    t.equal((await done("auditor", `GET /v1/disbursements/${paid.id}`)).usedOn, "2026-10-30");
  });

  await t.test("another day of payment moves the window and is booked anew", async (t) => {
    turnTo("2026-09-21T12:00:00.000Z");
    const paid = await pay("2026-09-19", 300);
    const correct = (paidOn: string) => as("lead-office", `PATCH /v1/disbursements/${paid.id}`, { paidOn });
    const [window] = await duties("spending-window", paid.id);
    const reminder = await bindReminder(window.id);

    t.match(await correct("2026-09-12"), { status: 200, body: { paidOn: "2026-09-12", version: 2 } });
    const [moved] = await duties("spending-window", paid.id);
    t.match(moved, {
      id: window.id,
      state: "open",
      effectiveOn: "2026-10-26",
      anchorOn: "2026-09-12",
      version: 2,
    });
    matchEach(t, await setting.moves(window.id), [
      {
        on: "2026-11-02",
        reason: { de: "Auszahlung: 19.09.2026 → 12.09.2026", en: "Payment: 19 Sep 2026 → 12 Sep 2026" },
      },
    ]);
    t.same(await reminder(), ["bound", null], "the worker drops it, as its version is the old one");

    const ledger = await rows(
      `select e.amount_cents::int as cents, e.value_on::text as on, r.value_on::text as undoes
       from ledger_entries e left join ledger_entries r on r.id = e.reverses_id
       where e.application_id = $1 and e.kind = 'disbursement' and abs(e.amount_cents) = 30000 order by e.seq`,
      [applicationId],
    );
    t.same(ledger, [
      { cents: 30_000, on: "2026-09-19", undoes: null },
      { cents: -30_000, on: "2026-09-19", undoes: "2026-09-19" },
      { cents: 30_000, on: "2026-09-12", undoes: null },
    ]);
    const [gaps] = await rows("select max(seq)::int = count(*)::int as none from ledger_entries");
    t.ok(gaps?.none, "numbered without a gap");
    t.equal(
      (await done("auditor", `GET /v1/grants/${grant.id}`)).disbursed.amountCents,
      150_000,
      "paid once",
    );

    t.match(await correct("2026-09-14"), { status: 200 });
    matchEach(t, await setting.moves(window.id), [{ on: "2026-11-02" }], "the first old day stays");
    t.match(await correct("2026-09-19"), { status: 200 });
    t.match((await duties("spending-window", paid.id))[0], { effectiveOn: "2026-11-02", version: 4 });
    matchEach(t, await setting.moves(window.id), [{ on: "2026-11-02" }], "moved back; the worker decides");

    isProblem(t, await correct("2026-09-22"), 422, "day-in-future");
    isProblem(t, await correct("2026-09-09"), 422, "days-out-of-order", "before the notice");
    turnTo("2026-10-01T09:00:00.000Z");
    await done("lead-office", `PATCH /v1/disbursements/${paid.id}`, { usedOn: "2026-09-25" });
    isProblem(t, await correct("2026-09-26"), 422, "days-out-of-order", "after it was spent");
  });

  await t.test("a window that was met is reckoned from the corrected payment", async (t) => {
    turnTo("2026-09-19T12:00:00.000Z");
    const paid = await pay("2026-09-19", 100);
    turnTo("2026-11-11T09:00:00.000Z");
    const path = `PATCH /v1/disbursements/${paid.id}`;
    await done("lead-office", path, { usedOn: "2026-10-30" });
    const changed = await done("lead-office", path, { paidOn: "2026-09-12" });
    t.not(changed.interest, null);
    const [window] = await duties("spending-window", paid.id);
    t.match(window, {
      state: "met",
      isLate: true,
      effectiveOn: "2026-10-26",
      anchorOn: "2026-09-12",
      version: 3,
    });
    matchEach(t, await tasks(paid.id), [{ state: "open" }]);
    t.same(await setting.moves(window.id), [], "nobody is told of what is over");
    await done("lead-office", path, { paidOn: "2026-09-19", usedOn: "2026-11-02" });
    t.match((await duties("spending-window", paid.id))[0], { isLate: false, effectiveOn: "2026-11-02" });
    matchEach(t, await tasks(paid.id), [{ state: "done" }]);
  });

  await t.test("equal payments are corrected one by one, also at the same time", async (t) => {
    turnTo("2026-09-19T12:00:00.000Z");
    const twins = [await pay("2026-09-18", 50), await pay("2026-09-18", 50)];
    const replies = await Promise.all(
      twins.map(({ id }) => as("lead-office", `PATCH /v1/disbursements/${id}`, { paidOn: "2026-09-17" })),
    );
    t.same(
      replies.map(({ status }) => status),
      [200, 200],
      replies.map(({ text }) => text).join(),
    );
    const sums = await rows(
      `select value_on::text as on, sum(amount_cents)::int as cents from ledger_entries
       where application_id = $1 and kind = 'disbursement' and abs(amount_cents) = 5000 group by 1 order by 1`,
      [applicationId],
    );
    t.same(sums, [
      { on: "2026-09-17", cents: 10_000 },
      { on: "2026-09-18", cents: 0 },
    ]);
    const race = await Promise.all(
      ["2026-09-15", "2026-09-16"].map((paidOn) =>
        as("lead-office", `PATCH /v1/disbursements/${twins[0].id}`, { paidOn }, 2),
      ),
    );
    t.same(race.map(({ status }) => status).sort(), [200, 412]);
    const { paidOn, version } = await done("auditor", `GET /v1/disbursements/${twins[0].id}`);
    const [window] = await duties("spending-window", twins[0].id);
    t.match([version, window.anchorOn], [3, paidOn], "the window follows the one that went through");
  });

  await t.test("while the application closes, both succeed or one is refused", async (t) => {
    turnTo("2026-09-19T12:00:00.000Z");
    const paid = await pay("2026-09-19", 20);
    turnTo("2027-01-05T10:00:00.000Z");
    const step = (to: string, role: "project-lead" | "coordinator") =>
      as(role, `POST /v1/applications/${applicationId}/transitions`, { to });
    t.equal((await step("running", "project-lead")).status, 200);
    t.equal((await step("proof-submitted", "project-lead")).status, 200);
    const [closed, changed] = await Promise.all([
      step("closed", "coordinator"),
      as("lead-office", `PATCH /v1/disbursements/${paid.id}`, { paidOn: "2026-09-18" }),
    ]);
    t.same([closed.status, changed.status], [200, 200], closed.text + changed.text);
    matchEach(t, await duties("spending-window", paid.id), [{ state: "cancelled" }]);
    t.match(
      await as("lead-office", `PATCH /v1/disbursements/${paid.id}`, { usedOn: "2026-12-01" }),
      {
        status: 200,
        body: { interest: { toOn: "2026-12-01" } },
      },
      "what was found after the end is recorded as well",
    );
  });

  await t.test("only the lead office of the same office", async (t) => {
    const { id } = (await done("auditor", "GET /v1/disbursements")).items[0];
    for (const role of ["project-lead", "coordinator", "partner", "auditor", "admin"] as const) {
      isProblem(
        t,
        await as(role, `PATCH /v1/disbursements/${id}`, { paidOn: "2026-09-18" }),
        403,
        "forbidden",
        role,
      );
    }
    const stranger = await setting.ask(`PATCH /v1/disbursements/${id}`, {
      token: setting.other.people["lead-office"].token,
      headers: { "if-match": "*" },
      body: { paidOn: "2026-09-18" },
    });
    isProblem(t, stranger, 404, "not-found");
    const bare = { token: office.people["lead-office"].token, body: { paidOn: "2026-09-18" } };
    isProblem(t, await setting.ask(`PATCH /v1/disbursements/${id}`, bare), 428, "precondition-required");
  });
});
