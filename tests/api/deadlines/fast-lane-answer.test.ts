import { type Test, test } from "tap";
import { dutiesForTest } from "../../support/duties.ts";
import { advance, euros, insertApplication, insertProgramme } from "../../support/project.ts";

/** An application that is submitted on 20 August 2026 to a fund with a fast lane up to € 500. */
async function begin(t: Test, cost = 480) {
  const setting = await dutiesForTest(t);
  const { ask, done, office, duties } = setting;
  const { call, fund } = await insertProgramme(ask, office, { year: 2026, meetingOn: "2026-09-10" });
  await done("coordinator", `PATCH /v1/funds/${fund.id}`, { fastLaneMax: euros(500) });
  const period = { startsOn: "2026-10-15", endsOn: "2026-12-31" };
  const { id } = await insertApplication(ask, office, { callId: call.id, cost, ...period });
  const step = (...steps: string[]) => advance(ask, office, id, ...steps);
  const takeStep = (to: string, reason: string, role: "coordinator" | "project-lead" = "coordinator") =>
    done(role, `POST /v1/applications/${id}/transitions`, { to, reason });
  await step("submitted");
  const answers = () => duties("fast-lane-answer", id);
  return { ...setting, id, fund, step, takeStep, answers };
}

test("who applies for a small amount is owed an answer within a week", async (t) => {
  const { done, step, id, answers, turnTo, office } = await begin(t);
  const [answer, ...others] = await answers();
  t.same(others, []);
  t.match(answer, {
    ...{ state: "open", effectiveOn: "2026-08-27", leadId: null, ownerId: null },
    explanation: { de: /Eingang des Antrags am 20\.08\.2026/ },
  });
  const { items: shown } = await done("project-lead", "GET /v1/deadlines?kind=fast-lane-answer");
  t.equal(shown.length, 1, "and may see it");
  const preview = await done("coordinator", "GET /v1/reminders/preview?to=2026-08-31");
  const recipients = preview.items
    .filter(({ items }: { items: { deadlineId: string }[] }) =>
      items.some((one) => one.deadlineId === answer.id),
    )
    .map(({ recipientId }: { recipientId: string }) => recipientId);
  t.ok(recipients.includes(office.people.coordinator.id), "the office is reminded");
  t.notOk(recipients.includes(office.people["project-lead"].id), "and not the applicant");

  turnTo("2026-08-26T10:00:00.000Z");
  await step("formally-checked");
  t.match(await answers(), [{ state: "open", effectiveOn: "2026-08-27" }], "the check is no answer");
  await done("coordinator", "POST /v1/votes", {
    ...{ applicationId: id, outcome: "rejected", procedure: "fast-lane" },
  });
  t.match(await answers(), [{ state: "met", isLate: false }]);
});

test("a decision that comes late is late", async (t) => {
  const { done, step, id, answers, turnTo } = await begin(t);
  turnTo("2026-08-28T10:00:00.000Z");
  await step("formally-checked");
  await done("coordinator", "POST /v1/votes", {
    ...{ applicationId: id, outcome: "recommended", procedure: "fast-lane" },
  });
  t.match(await answers(), [{ state: "met", isLate: true }]);
});

test("it is void when the application is withdrawn or goes to a meeting", async (t) => {
  const withdrawn = await begin(t);
  await withdrawn.takeStep("withdrawn", "Doch nicht", "project-lead");
  t.match(await withdrawn.answers(), [{ state: "cancelled" }]);

  const { step, takeStep, answers } = await begin(t);
  await step("formally-checked", "on-agenda");
  t.match(await answers(), [{ state: "cancelled", stateReason: "not-of-fast-lane" }]);
  await takeStep("formally-checked", "Vertagt");
  t.equal((await answers()).length, 1, "and stays so");
});

test("what is returned has an answer, and is owed another when it comes back", async (t) => {
  const { takeStep, step, answers, turnTo } = await begin(t);
  await takeStep("returned", "Bitte das Angebot nachreichen");
  t.match(await answers(), [{ state: "cancelled" }]);
  turnTo("2026-08-24T10:00:00.000Z");
  await step("submitted");
  t.match(
    (await answers()).map(({ state, effectiveOn }: { state: string; effectiveOn: string }) => [
      state,
      effectiveOn,
    ]),
    [
      ["cancelled", "2026-08-27"],
      ["open", "2026-08-31"],
    ],
  );
});

test("it follows the amount of the fund", async (t) => {
  const { done, fund, answers } = await begin(t, 700);
  t.same(await answers(), [], "too much for the fast lane");
  const put = (fastLaneMax: object | null) =>
    done("coordinator", `PATCH /v1/funds/${fund.id}`, { fastLaneMax });
  await put(euros(700));
  const [answer] = await answers();
  t.match(answer, { state: "open", anchorEvent: "submission" });
  await put(null);
  t.match(await answers(), [{ state: "cancelled", stateReason: "left-fast-lane" }]);
  await put(euros(1000));
  t.match(await answers(), [{ state: "open", id: answer.id }], "the same one is back");
});

test("a fund may promise the answer sooner", async (t) => {
  const { done, fund, answers } = await begin(t);
  await done("coordinator", "POST /v1/deadline-rules", {
    ...{ ownerType: "funds", ownerId: fund.id, kind: "fast-lane-answer" },
    rule: { kind: "after-event", amount: 3, unit: "working-days", event: "submission" },
  });
  t.match(await answers(), [{ state: "open", effectiveOn: "2026-08-25" }]);
});
