import { test } from "tap";
import { dutiesForTest, grantedProject, matchEach } from "../../support/duties.ts";
import { euros } from "../../support/project.ts";

test("what is overdue says so, and ends when it is void", async (t) => {
  const setting = await dutiesForTest(t);
  const { ask, done, duties, moves, office, turnTo } = setting;
  const { grant } = await grantedProject(setting, { kind: "fixed", on: "2026-11-16" });
  const drawdown = async () => (await duties("drawdown-request", grant.id))[0];
  const { id } = await drawdown();
  turnTo("2026-11-16T22:59:59.000Z");
  const read = await ask(`GET /v1/deadlines/${id}`, { token: office.people.coordinator.token });
  t.match(read.body, { isOverdue: false });
  turnTo("2026-11-16T23:00:00.000Z");
  t.match(await drawdown(), { state: "open", isLate: false, isOverdue: true }, "in lists");
  const again = await ask(`GET /v1/deadlines/${id}`, {
    token: office.people.coordinator.token,
    headers: { "if-none-match": String(read.headers.get("etag")) },
  });
  t.match(again, { status: 200, body: { isOverdue: true } }, "also for whoever has this version");
  t.match((await duties("objection", grant.id))[0], { state: "open", isOverdue: false }, "nothing was owed");

  const pay = (amount: number) =>
    done("lead-office", "POST /v1/disbursements", {
      ...{ grantId: grant.id, amount: euros(amount), paidOn: "2026-11-16" },
    });
  await pay(2399.99);
  t.match(await drawdown(), { state: "open", isOverdue: true });
  await pay(0.01);
  t.match(await drawdown(), { state: "cancelled", stateReason: "paid-out", isOverdue: false });
  matchEach(t, await moves(id), [{ reason: { de: "Die Zuwendung ist vollständig ausgezahlt" } }]);
});
