import { test } from "tap";
import { dutiesForTest, grantedProject, matchEach } from "../../support/duties.ts";
import { euros } from "../../support/project.ts";

test("nothing is overdue from the start", async (t) => {
  const setting = await dutiesForTest(t);
  const { done, duties, moves, turnTo } = setting;
  const passed = { kind: "fixed", on: "2026-09-09" };
  const { grant, programme, committee } = await grantedProject(setting, passed);

  await t.test("a drawdown that was over before the grant does not arise", async (t) => {
    t.same(await duties("drawdown-request", grant.id), []);
    turnTo("2026-09-20T10:00:00.000Z");
    const amount = euros(10);
    const request = await done("project-lead", "POST /v1/payment-requests", { grantId: grant.id, amount });
    t.equal(request.isLate, true, "whoever asks all the same asks too late");
    const [rule] = (await done("coordinator", "GET /v1/deadline-rules?kind=drawdown-request")).items;
    const change = (on: string) =>
      done("coordinator", `PATCH /v1/deadline-rules/${rule.id}`, { rule: { kind: "fixed", on } });
    await change("2026-11-16");
    matchEach(t, await duties("drawdown-request", grant.id), [{ state: "open", effectiveOn: "2026-11-16" }]);
    const [{ id }] = await duties("drawdown-request", grant.id);
    await change("2026-09-09");
    matchEach(t, await duties("drawdown-request", grant.id), [
      { id, state: "cancelled", stateReason: "day-before-it-arose" },
    ]);
    matchEach(t, await moves(id), [
      { on: "2026-11-16", reason: { de: "Der Tag lag schon vor der Bewilligung" } },
    ]);
    await change("2026-11-17");
    matchEach(t, await duties("drawdown-request", grant.id), [
      { id, state: "open", effectiveOn: "2026-11-17" },
    ]);
  });

  await t.test("a proof whose day had passed is due at once", async (t) => {
    await done("coordinator", "POST /v1/deadline-rules", {
      ...{ ownerType: "programmes", ownerId: programme.id, kind: "proof-of-use", rule: passed },
    });
    matchEach(t, await duties("proof-of-use", grant.id), [
      { state: "open", effectiveOn: "2026-09-10", explanation: { de: /sofort zu erfüllen/ } },
    ]);
  });

  await t.test("an invitation to a meeting that is called late is due at once", async (t) => {
    turnTo("2026-10-01T10:00:00.000Z");
    await setting.insertRule("committees", committee.id, "meeting-invitation", {
      kind: "before-meeting",
      days: 14,
    });
    const meeting = await done("coordinator", "POST /v1/meetings", {
      ...{ committeeId: committee.id, takesPlaceOn: "2026-10-08" },
    });
    matchEach(t, await duties("meeting-invitation", meeting.id), [
      { effectiveOn: "2026-10-01", explanation: { en: /arose; it is therefore to be met at once/ } },
    ]);
    turnTo("2026-10-02T10:00:00.000Z");
    await done("coordinator", `PATCH /v1/meetings/${meeting.id}`, { takesPlaceOn: "2026-10-22" });
    matchEach(t, await duties("meeting-invitation", meeting.id), [{ effectiveOn: "2026-10-08" }], "moved on");
    await done("coordinator", `PATCH /v1/meetings/${meeting.id}`, { takesPlaceOn: "2026-10-09" });
    matchEach(t, await duties("meeting-invitation", meeting.id), [{ effectiveOn: "2026-10-01" }], "and back");
  });
});
