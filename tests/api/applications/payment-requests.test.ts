import { test } from "tap";
import { dutiesForTest, grantedProject, matchEach } from "../../support/duties.ts";
import { isProblem } from "../../support/problem.ts";
import { advance, euros, expectDone } from "../../support/project.ts";

test("a project asks for its money", async (t) => {
  const setting = await dutiesForTest(t);
  const { as, ask, done, turnTo, duties, bindReminder, rows, office, other } = setting;
  const { grant, applicationId } = await grantedProject(setting, { kind: "fixed", on: "2026-11-15" });
  const request = (body: object, role: "project-lead" | "coordinator" | "lead-office" = "project-lead") =>
    as(role, "POST /v1/payment-requests", { grantId: grant.id, amount: euros(100), ...body });
  const [drawdown] = await duties("drawdown-request", grant.id);
  t.match(drawdown, { state: "open", effectiveOn: "2026-11-15" }, "a Sunday, which a fixed day keeps");

  await t.test("what is refused changes nothing", async (t) => {
    turnTo("2026-10-01T10:00:00.000Z");
    isProblem(t, await request({ amount: euros(2400.01) }), 422, "amount-over-cap");
    isProblem(t, await request({ amount: euros(0) }), 422, "value-refused");
    isProblem(t, await request({ requestedOn: "2026-10-02" }), 422, "day-in-future");
    isProblem(t, await request({ requestedOn: "2026-09-09" }), 422, "days-out-of-order");
    isProblem(t, await request({ grantId: applicationId }), 422, "reference-unknown");
    for (const role of ["committee-member", "partner", "auditor", "admin"] as const) {
      const body = { grantId: grant.id, amount: euros(1) };
      const reply = await as(role, "POST /v1/payment-requests", body);
      isProblem(t, reply, 403, "forbidden", role);
    }
    const foreign = await ask("POST /v1/payment-requests", {
      token: other.people["lead-office"].token,
      body: { grantId: grant.id, amount: euros(1) },
    });
    isProblem(t, foreign, 422, "reference-unknown", "another office's grant");
    matchEach(t, await duties("drawdown-request", grant.id), [{ state: "open", version: 1 }]);
    t.same((await done("auditor", "GET /v1/payment-requests")).items, []);
  });

  await t.test("the other organisations of an application see its requests and make none", async (t) => {
    const { admin, partner, coordinator } = office.people;
    const organisation = await expectDone(
      ask("POST /v1/organisations", {
        token: coordinator.token,
        body: { name: "Partner", kind: "association" },
      }),
    );
    await expectDone(
      ask(`PATCH /v1/people/${partner.id}`, {
        token: admin.token,
        headers: { "if-match": "*" },
        body: { organisationId: organisation.id, roles: ["project-lead"] },
      }),
    );
    isProblem(
      t,
      await as("partner", "POST /v1/payment-requests", { grantId: grant.id, amount: euros(1) }),
      422,
      "reference-unknown",
      "a stranger",
    );
    await rows("update applications set partner_organisation_ids = array[$1::uuid] where id = $2", [
      organisation.id,
      applicationId,
    ]);
    isProblem(
      t,
      await as("partner", "POST /v1/payment-requests", { grantId: grant.id, amount: euros(1) }),
      403,
      "forbidden",
      "a partner",
    );
    matchEach(t, await duties("drawdown-request", grant.id), [{ state: "open" }], "rolled back");
  });

  await t.test("in time: stamped, and the duty is met with its reminders", async (t) => {
    turnTo("2026-11-15T22:59:59.000Z");
    const reminder = await bindReminder(drawdown.id);
    const made = await request({ amount: euros(2400), requestedOn: "2026-11-13" });
    t.equal(made.status, 201, made.text);
    t.match(made.body, { applicationId, requestedOn: "2026-11-13", isLate: false, version: 1 });
    t.equal(
      new Date(made.body.receivedAt).toISOString(),
      "2026-11-15T22:59:59.000Z",
      "the last second of the day",
    );
    matchEach(t, await duties("drawdown-request", grant.id), [{ state: "met", isLate: false, version: 2 }]);
    t.same(await reminder(), ["dropped", "deadline-met"]);
    t.equal((await as("project-lead", `GET /v1/payment-requests/${made.body.id}`)).status, 200);
    t.equal((await as("partner", `GET /v1/payment-requests/${made.body.id}`)).status, 200);
    turnTo("2026-11-20T10:00:00.000Z");
    t.match(
      await request({}, "coordinator"),
      {
        status: 201,
        body: { requestedOn: "2026-11-20", isLate: true },
      },
      "a second one is late as well",
    );
    const stranger = { token: other.people.coordinator.token };
    isProblem(t, await ask(`GET /v1/payment-requests/${made.body.id}`, stranger), 404, "not-found");
  });

  await t.test("too late is kept and flagged", async (t) => {
    const late = await dutiesForTest(t);
    const project = await grantedProject(late, { kind: "fixed", on: "2026-11-15" });
    const [open] = await late.duties("drawdown-request", project.grant.id);
    const reminder = await late.bindReminder(open.id);
    late.turnTo("2026-11-15T23:00:00.000Z");
    const made = await late.done("project-lead", "POST /v1/payment-requests", {
      grantId: project.grant.id,
      amount: euros(10),
      requestedOn: "2026-11-14",
    });
    t.match(made, { isLate: true });
    matchEach(t, await late.duties("drawdown-request", project.grant.id), [{ state: "met", isLate: true }]);
    t.same(await reminder(), ["dropped", "deadline-met"]);
  });

  await t.test("whether it came in time follows the rule and the grant", async (t) => {
    const own = await dutiesForTest(t);
    const rule = { kind: "after-event", amount: 5, unit: "weeks", event: "project-start" };
    const project = await grantedProject(own, rule);
    const ask = () =>
      own.done("project-lead", "POST /v1/payment-requests", { grantId: project.grant.id, amount: euros(10) });
    const lateness = async () =>
      (await own.done("auditor", "GET /v1/payment-requests?sort=createdAt")).items.map(
        ({ isLate }: { isLate: boolean }) => isLate,
      );
    own.turnTo("2026-10-20T10:00:00.000Z");
    await ask();
    own.turnTo("2026-10-21T10:00:00.000Z");
    await ask();
    t.same(await lateness(), [false, true], "the last day is 20 October, a Tuesday");
    await own.done("lead-office", `PATCH /v1/grants/${project.grant.id}`, { periodFrom: "2026-09-16" });
    t.same(await lateness(), [false, false], "a later start");
    await own.done("lead-office", `PATCH /v1/grants/${project.grant.id}`, { periodFrom: "2026-09-14" });
    t.same(await lateness(), [false, true], "what was in time stays so");
    const [{ id }] = (await own.done("coordinator", "GET /v1/deadline-rules?kind=drawdown-request")).items;
    await own.done("coordinator", `PATCH /v1/deadline-rules/${id}`, {
      rule: { kind: "fixed", on: "2026-11-15" },
    });
    t.same(await lateness(), [false, false], "another rule");
    await own.done("coordinator", `PATCH /v1/deadline-rules/${id}`, { rule });
    t.same(await lateness(), [false, true]);
    t.match(await own.as("coordinator", `DELETE /v1/deadline-rules/${id}`), { status: 200 });
    t.same(await lateness(), [false, false], "no last day at all");
  });

  await t.test("only on a grant that is paid", async (t) => {
    turnTo("2027-01-05T10:00:00.000Z");
    await advance(ask, office, applicationId, "running", "proof-submitted");
    const [closed, asked] = await Promise.all([
      as("coordinator", `POST /v1/applications/${applicationId}/transitions`, { to: "closed" }),
      request({}),
    ]);
    t.equal(closed.status, 200, closed.text);
    t.ok([201, 409].includes(asked.status), asked.text);
    isProblem(t, await request({}), 409, "state-forbids");
    const { items } = await done("auditor", `GET /v1/payment-requests?grantId=${grant.id}`);
    t.equal(items.length, asked.status === 201 ? 3 : 2);
  });
});
