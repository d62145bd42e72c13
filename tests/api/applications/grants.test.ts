import { test } from "tap";
import { dutiesForTest } from "../../support/duties.ts";
import { isProblem } from "../../support/problem.ts";
import { advance, euros, expectDone, insertApplication, insertProgramme } from "../../support/project.ts";

/** A project that the committee has recommended on 10 September 2026, and ways to grant it. */
async function recommended(t: Parameters<typeof dutiesForTest>[0]) {
  const setting = await dutiesForTest(t);
  const { ask, as, done, office, turnTo } = setting;
  const { call } = await insertProgramme(ask, office, { year: 2026, meetingOn: "2026-09-10" });
  const period = { startsOn: "2026-09-15", endsOn: "2026-12-31" };
  const write = async () => {
    turnTo("2026-08-20T10:00:00.000Z");
    const application = await insertApplication(ask, office, { callId: call.id, cost: 2400, ...period });
    await advance(ask, office, application.id, "submitted");
    turnTo("2026-09-10T18:00:00.000Z");
    await advance(ask, office, application.id, "formally-checked", "on-agenda");
    await done("coordinator", "POST /v1/votes", { applicationId: application.id, outcome: "recommended" });
    return application;
  };
  const grant = async (body: object, { id } = { id: "" }) => {
    const applicationId = id === "" ? (await write()).id : id;
    return as("lead-office", "POST /v1/grants", { applicationId, ...body });
  };
  return { ...setting, write, grant };
}

test("a contract brings no objection period", async (t) => {
  const { grant, duties } = await recommended(t);
  const { id } = await expectDone(grant({ instrument: "contract" }));
  t.same(await duties("objection", id), []);
  t.match(await duties("proof-of-use", id), [{ state: "open" }], "the proof is owed all the same");
  const notice = await expectDone(grant({ instrument: "notice" }));
  t.match(await duties("objection", notice.id), [{ state: "open", nominalOn: "2026-10-10" }]);
});

test("the day of service follows from how the notice is served", async (t) => {
  const { grant, as, done, duties, moves, turnTo } = await recommended(t);
  const letter = await expectDone(grant({ service: { by: "letter", postedOn: "2026-09-10" } }));
  t.match(letter, { servedOn: "2026-09-14", service: { by: "letter", postedOn: "2026-09-10" } });
  const objection = async (id: string) => (await duties("objection", id))[0];
  const first = await objection(letter.id);
  t.match(first, {
    ...{ anchorOn: "2026-09-14", nominalOn: "2026-10-14", effectiveOn: "2026-10-14" },
    explanation: {
      de: /^Bekanntgabe des Bescheids \(Brief vom 10\.09\.2026, vierter Tag nach der Aufgabe zur Post, § 110 Abs\. 2 LVwG SH\) am 14\.09\.2026 \+ 1 Monat = Mittwoch, 14\.10\.2026\.$/,
    },
  });
  t.equal(
    (
      await as("lead-office", "POST /v1/disbursements", {
        ...{ grantId: letter.id, amount: euros(10), paidOn: "2026-09-10" },
      })
    ).status,
    201,
    "money may be paid once the notice is out",
  );

  const amend = (body: object) => as("lead-office", `PATCH /v1/grants/${letter.id}`, body);
  turnTo("2026-09-25T10:00:00.000Z");
  const proved = { by: "letter", postedOn: "2026-09-10", receivedOn: "2026-09-17" };
  t.match(await amend({ service: proved }), { status: 200, body: { servedOn: "2026-09-17" } });
  t.match(await objection(letter.id), { effectiveOn: "2026-10-19", nominalOn: "2026-10-17", version: 2 });
  t.match(await moves(first.id), [
    { on: "2026-10-14", reason: { de: "Bekanntgabe des Bescheids: 14.09.2026 → 17.09.2026" } },
  ]);
  isProblem(t, await amend({ servedOn: "2026-09-16" }), 422, "value-refused", "it follows from the service");
  isProblem(
    t,
    await amend({ service: { by: "letter", postedOn: "2026-09-09" } }),
    422,
    "days-out-of-order",
    "before the vote",
  );
  isProblem(
    t,
    await amend({ service: { by: "letter", postedOn: "2026-09-11" } }),
    422,
    "days-out-of-order",
    "after the first payment",
  );
  isProblem(t, await amend({ service: { ...proved, receivedOn: "2026-09-26" } }), 422, "day-in-future");
  isProblem(t, await amend({ service: { by: "formal", postedOn: "2026-09-10" } }), 422, "value-refused");
  t.match(await amend({ service: null, servedOn: "2026-09-10" }), {
    status: 200,
    body: { service: null, servedOn: "2026-09-10" },
  });
  t.match(await objection(letter.id), { explanation: { de: /^Bekanntgabe des Bescheids am 10\.09\.2026/ } });
  t.equal((await done("auditor", `GET /v1/grants/${letter.id}`)).servedOn, "2026-09-10");
});

test("a notice may still have to be posted, for some days", async (t) => {
  const { grant, write, done, rows } = await recommended(t);
  const ahead = await expectDone(grant({ service: { by: "letter", postedOn: "2026-09-24" } }));
  t.match(ahead, { servedOn: "2026-09-28" });
  t.same(
    await rows(
      "select value_on::text as on from ledger_entries where application_id = $1 and kind = 'commitment'",
      [ahead.applicationId],
    ),
    [{ on: "2026-09-10" }],
    "the money is committed today",
  );
  const application = await write();
  isProblem(
    t,
    await grant({ service: { by: "letter", postedOn: "2026-09-25" } }, application),
    422,
    "day-in-future",
  );
  isProblem(t, await grant({ servedOn: "2026-09-11" }, application), 422, "day-in-future");
  const both = { service: { by: "letter", postedOn: "2026-09-10" }, servedOn: "2026-09-10" };
  isProblem(t, await grant(both, application), 422, "value-refused");
  isProblem(
    t,
    await grant({ instrument: "contract", service: both.service }, application),
    422,
    "value-refused",
    "a contract is not served",
  );
  const handed = await expectDone(
    grant({ service: { by: "handed-over", postedOn: "2026-09-10" } }, application),
  );
  t.match(handed, { servedOn: "2026-09-10" });
  t.match(await done("auditor", "GET /v1/grants?servedOnFrom=2026-09-20"), { items: [{ id: ahead.id }] });
});

test("a project of several years gives an interim proof of each", async (t) => {
  const { grant, as, done, duties } = await recommended(t);
  const { id } = await expectDone(grant({ periodTo: "2028-06-30" }));
  const proofs = async () =>
    (await duties("interim-proof", id)).map(
      ({ nominalOn, state }: { nominalOn: string; state: string }) => `${nominalOn} ${state}`,
    );
  t.same(await proofs(), ["2027-04-30 open", "2028-04-30 open"]);
  const amend = (periodTo: string) => as("lead-office", `PATCH /v1/grants/${id}`, { periodTo });
  await amend("2029-03-31");
  t.same(await proofs(), ["2027-04-30 open", "2028-04-30 open", "2029-04-30 open"]);
  await amend("2027-12-31");
  t.same(await proofs(), ["2027-04-30 open", "2028-04-30 cancelled", "2029-04-30 cancelled"]);
  const [first] = await duties("interim-proof", id);
  await done("coordinator", `POST /v1/deadlines/${first.id}/transitions`, { to: "met" });
  await amend("2028-06-30");
  t.same(
    await proofs(),
    ["2027-04-30 met", "2028-04-30 open", "2029-04-30 cancelled"],
    "the second is back, the first was given once",
  );
  await done("coordinator", `POST /v1/deadlines/${first.id}/transitions`, { to: "open" });
  t.same((await proofs())[0], "2027-04-30 open", "opened again beside that of another year");
});
