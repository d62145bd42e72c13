import { test } from "tap";
import { type Duties, dutiesForTest, grantedProject, matchEach } from "../../support/duties.ts";
import { isProblem } from "../../support/problem.ts";
import { advance, euros } from "../../support/project.ts";

test("an amendment of a grant moves what counts from its days", async (t) => {
  const setting = await dutiesForTest(t);
  const { as, ask, done, turnTo, duties, bindReminder, moves, rows, office, other } = setting;
  const { grant, applicationId } = await grantedProject(setting);
  const amend = (body: object, version?: number) =>
    as("lead-office", `PATCH /v1/grants/${grant.id}`, body, version);
  const application = () => done("coordinator", `GET /v1/applications/${applicationId}`);
  const duty = async (kind: Parameters<Duties["duties"]>[0]) => (await duties(kind, grant.id)).at(-1);

  await t.test("a longer period moves its end and the proof, in the application as well", async (t) => {
    const [before, proof, end] = [
      await application(),
      await duty("proof-of-use"),
      await duty("granting-period-end"),
    ];
    t.match([proof.effectiveOn, end.effectiveOn], ["2027-02-11", "2026-12-31"]);
    const reminder = await bindReminder(proof.id);
    const amended = await amend({ periodTo: "2026-12-15" }, 1);
    t.match(amended, { status: 200, body: { periodTo: "2026-12-15", version: 2 } });
    const after = await application();
    t.match(after, {
      startsOn: "2026-09-15",
      endsOn: "2026-12-15",
      version: before.version + 1,
      state: "granted",
    });
    t.match(await duty("proof-of-use"), {
      id: proof.id,
      effectiveOn: "2027-01-26",
      anchorOn: "2026-12-15",
      version: 2,
    });
    t.match(await duty("granting-period-end"), { id: end.id, effectiveOn: "2026-12-15", version: 2 });
    t.match(await duty("objection"), { version: 1 }, "what counts from elsewhere stays");
    matchEach(t, await moves(proof.id), [
      {
        on: "2027-02-11",
        reason: {
          de: "Projektende: 31.12.2026 → 15.12.2026",
          en: "End of the project: 31 Dec 2026 → 15 Dec 2026",
        },
      },
    ]);
    t.same(await reminder(), ["bound", null], "of an old version, which the worker drops");
    t.same(await rows("select 1 from deadlines where kind = 'interim-proof'"), []);
  });

  await t.test("moved back, the old day returns and the first old day stays noted", async (t) => {
    await amend({ periodTo: "2026-12-20" });
    await amend({ periodTo: "2026-12-31" });
    const proof = await duty("proof-of-use");
    t.match(proof, { effectiveOn: "2027-02-11", version: 4 });
    matchEach(t, await moves(proof.id), [
      { on: "2027-02-11", reason: { de: "Projektende: 20.12.2026 → 31.12.2026" } },
    ]);
    t.match(await application(), { endsOn: "2026-12-31" });
  });

  await t.test(
    "beyond the budget year's end an interim proof is owed, and no longer within it",
    async (t) => {
      t.equal((await amend({ periodTo: "2027-03-31" })).status, 200);
      const interim = await duty("interim-proof");
      t.match(interim, {
        state: "open",
        nominalOn: "2027-04-30",
        anchorOn: "2026-12-31",
        leadId: office.people["project-lead"].id,
      });
      await amend({ periodTo: "2027-04-30" });
      t.equal((await duties("interim-proof", grant.id)).length, 1, "planned once");
      const reminder = await bindReminder(interim.id);
      await amend({ periodTo: "2026-12-31" });
      t.match(await duty("interim-proof"), {
        state: "cancelled",
        stateReason: "within-budget-year",
        version: 2,
      });
      t.same(await reminder(), ["dropped", "deadline-cancelled"]);
      await amend({ periodTo: "2027-03-31" });
      const again = await duty("interim-proof");
      t.match([again.state, again.id === interim.id], ["open", true]);
      await done("coordinator", `POST /v1/deadlines/${again.id}/transitions`, { to: "met" });
      await amend({ periodTo: "2026-12-31" });
      await amend({ periodTo: "2027-03-31" });
      t.same(
        (await duties("interim-proof", grant.id)).map(({ state }: { state: string }) => state),
        ["met"],
        "given once",
      );
      await amend({ periodTo: "2026-12-31" });
    },
  );

  await t.test("a start in an earlier year brings the interim proof of that year", async (t) => {
    const project = await grantedProject(setting);
    const path = `PATCH /v1/grants/${project.grant.id}`;
    await done("lead-office", path, { periodTo: "2027-06-30" });
    matchEach(t, await duties("interim-proof", project.grant.id), [{ nominalOn: "2027-04-30" }]);
    await done("lead-office", path, { periodFrom: "2025-11-01" });
    const [later, interim] = await duties("interim-proof", project.grant.id);
    t.match(later, { nominalOn: "2027-04-30", anchorOn: "2026-12-31", version: 1 }, "that of 2026 stays");
    t.match(
      interim,
      { nominalOn: "2026-09-10", anchorOn: "2025-12-31", version: 1 },
      "at once, as 30.04. had passed",
    );
    t.same(await moves(later.id), []);
    t.match(await done("auditor", `GET /v1/applications/${project.applicationId}`), {
      startsOn: "2025-11-01",
    });
    await done("lead-office", path, { periodFrom: "2027-01-01" });
    t.match(
      await duties("interim-proof", project.grant.id),
      [{ state: "cancelled" }, { state: "cancelled" }],
      "the period lies in one year",
    );
  });

  await t.test("what counts from the start moves with it", async (t) => {
    const starting = await dutiesForTest(t);
    const rule = { kind: "after-event", amount: 5, unit: "weeks", event: "project-start" };
    const project = await grantedProject(starting, rule);
    await starting.done("lead-office", `PATCH /v1/grants/${project.grant.id}`, { periodFrom: "2026-10-01" });
    const [moved] = await starting.duties("drawdown-request", project.grant.id);
    t.match(moved, { anchorOn: "2026-10-01", nominalOn: "2026-11-05", version: 2 });
    matchEach(t, await starting.moves(moved.id), [
      { reason: { en: "Start of the project: 15 Sep 2026 → 1 Oct 2026" } },
    ]);
  });

  await t.test("another day of service moves the objection", async (t) => {
    turnTo("2026-09-20T10:00:00.000Z");
    const objection = await duty("objection");
    t.match([objection.nominalOn, objection.effectiveOn], ["2026-10-10", "2026-10-12"]);
    t.match(await amend({ servedOn: "2026-09-16" }), { status: 200, body: { servedOn: "2026-09-16" } });
    t.match(await duty("objection"), { effectiveOn: "2026-10-16", version: 2 });
    matchEach(t, await moves(objection.id), [
      { on: "2026-10-12", reason: { de: "Bekanntgabe des Bescheids: 10.09.2026 → 16.09.2026" } },
    ]);
    isProblem(t, await amend({ servedOn: "2026-09-21" }), 422, "day-in-future");
    isProblem(t, await amend({ servedOn: "2026-09-09" }), 422, "days-out-of-order", "before the vote");
    await done("lead-office", "POST /v1/disbursements", {
      grantId: grant.id,
      amount: euros(10),
      paidOn: "2026-09-17",
    });
    isProblem(
      t,
      await amend({ servedOn: "2026-09-18" }),
      422,
      "days-out-of-order",
      "after the first payment",
    );
    t.equal((await amend({ servedOn: "2026-09-17" })).status, 200);
  });

  await t.test("what was met follows an amendment as well, and stays in time", async (t) => {
    const project = await grantedProject(setting);
    const path = `PATCH /v1/grants/${project.grant.id}`;
    turnTo("2027-02-15T10:00:00.000Z");
    await advance(ask, office, project.applicationId, "running", "proof-submitted");
    const proof = async () => (await duties("proof-of-use", project.grant.id)).at(-1);
    const [before] = [await proof()];
    t.match(before, { state: "met", isLate: true, effectiveOn: "2027-02-11" });
    await done("lead-office", path, { periodTo: "2027-01-31" });
    t.match(await proof(), {
      id: before.id,
      state: "met",
      isLate: false,
      anchorOn: "2027-01-31",
      effectiveOn: "2027-03-15",
      version: before.version + 1,
    });
    t.same(await moves(before.id), [], "nobody is told of what is over");
    await done("lead-office", path, { periodTo: "2026-12-15" });
    t.match(await proof(), { isLate: false, effectiveOn: "2027-01-26" }, "what was in time stays so");
    turnTo("2026-09-20T10:00:00.000Z");
  });

  await t.test("a period ends after it starts; conditions move nothing", async (t) => {
    const before = await application();
    isProblem(t, await amend({ periodTo: "2026-09-14" }), 422, "days-out-of-order");
    isProblem(t, await amend({ periodFrom: "2027-01-01" }), 422, "days-out-of-order");
    isProblem(t, await amend({ amount: euros(1) }), 400, "invalid-input");
    const { version } = await duty("proof-of-use");
    t.match(await amend({ conditions: "Mit Logo der Partnerschaft" }), {
      status: 200,
      body: { conditions: /Logo/ },
    });
    t.match(await amend({ conditions: null }), { status: 200, body: { conditions: null } });
    t.equal((await duty("proof-of-use")).version, version);
    t.equal((await application()).version, before.version);
  });

  await t.test("of two amendments of one version only one goes through", async (t) => {
    const { version } = await done("auditor", `GET /v1/grants/${grant.id}`);
    const replies = await Promise.all(
      ["2026-12-10", "2026-12-11"].map((periodTo) => amend({ periodTo }, version)),
    );
    t.same(replies.map(({ status }) => status).sort(), [200, 412]);
    const { periodTo } = await done("auditor", `GET /v1/grants/${grant.id}`);
    t.match(await duty("proof-of-use"), { anchorOn: periodTo });
    t.match(await application(), { endsOn: periodTo });
  });

  await t.test("an amendment while the application takes a step", async (t) => {
    const { version } = await application();
    const step = (to: string, tag: string) =>
      ask(`POST /v1/applications/${applicationId}/transitions`, {
        token: office.people["project-lead"].token,
        headers: { "if-match": tag },
        body: { to },
      });
    const [amended, stepped] = await Promise.all([
      amend({ periodTo: "2026-12-31" }),
      step("running", `"v${version}"`),
    ]);
    t.equal(amended.status, 200, amended.text);
    t.ok([200, 412].includes(stepped.status), stepped.text);
    if (stepped.status === 412) t.equal((await step("running", "*")).status, 200);
    t.match(await application(), { state: "running", endsOn: "2026-12-31" });

    turnTo("2027-01-05T10:00:00.000Z");
    await advance(ask, office, applicationId, "proof-submitted");
    const [closed, late] = await Promise.all([
      as("coordinator", `POST /v1/applications/${applicationId}/transitions`, { to: "closed" }),
      amend({ periodTo: "2027-03-31" }),
    ]);
    t.equal(closed.status, 200, closed.text);
    t.ok([200, 409].includes(late.status), late.text);
    const open = await rows("select kind from deadlines where subject_id = $1 and state = 'open'", [
      grant.id,
    ]);
    t.same(open, [], "nothing is left open behind a closed application");
    isProblem(t, await amend({ periodTo: "2027-04-30" }), 409, "state-forbids");
  });

  await t.test("only the lead office of the same office", async (t) => {
    for (const role of ["project-lead", "coordinator", "partner", "auditor", "admin"] as const) {
      isProblem(
        t,
        await as(role, `PATCH /v1/grants/${grant.id}`, { conditions: "x" }),
        403,
        "forbidden",
        role,
      );
    }
    const stranger = { token: other.people["lead-office"].token, headers: { "if-match": "*" } };
    isProblem(
      t,
      await ask(`PATCH /v1/grants/${grant.id}`, { ...stranger, body: { conditions: "x" } }),
      404,
      "not-found",
    );
  });
});
