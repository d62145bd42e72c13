import { test } from "tap";
import { type Duties, dutiesForTest } from "../../support/duties.ts";
import { advance, euros, insertApplication, insertProgramme } from "../../support/project.ts";

const period = { startsOn: "2026-10-15", endsOn: "2026-12-31" };

/** An application in a state, for a fund with a fast lane up to € 500. */
async function checked({ ask, done, office, turnTo }: Duties, cost: number, ...steps: string[]) {
  turnTo("2026-08-20T10:00:00.000Z");
  const { call, committee, fund, meeting } = await insertProgramme(ask, office, {
    year: 2026,
    meetingOn: "2026-09-10",
  });
  await done("coordinator", `PATCH /v1/funds/${fund.id}`, { fastLaneMax: euros(500) });
  const { id } = await insertApplication(ask, office, { callId: call.id, cost, ...period });
  await advance(ask, office, id, "submitted", "formally-checked", ...steps);
  return { id: String(id), committee, fund, meeting };
}

test("a small project is decided in the fast lane, without a meeting", async (t) => {
  const setting = await dutiesForTest(t);
  const { as, done } = setting;
  const { id } = await checked(setting, 480);
  const vote = { applicationId: id, outcome: "recommended" };
  t.match(await as("coordinator", "POST /v1/votes", vote), { status: 409 }, "not on an agenda");
  const made = await done("coordinator", "POST /v1/votes", { ...vote, procedure: "fast-lane" });
  t.match(made, { procedure: "fast-lane", meetingId: null, amount: euros(480), votedOn: "2026-08-20" });
  t.match(await done("coordinator", `GET /v1/applications/${id}`), { state: "recommended" });
  t.equal((await as("lead-office", "POST /v1/grants", { applicationId: id })).status, 201);
});

test("the fast lane ends at the fund's amount, and is closed where none is set", async (t) => {
  const setting = await dutiesForTest(t);
  const { as, done } = setting;
  const { id, fund } = await checked(setting, 501);
  const vote = { applicationId: id, outcome: "recommended", procedure: "fast-lane" };
  t.match(await as("coordinator", "POST /v1/votes", vote), {
    status: 422,
    body: { code: "amount-over-cap" },
  });
  await done("coordinator", `PATCH /v1/funds/${fund.id}`, { fastLaneMax: null });
  t.match(await as("coordinator", "POST /v1/votes", vote), {
    status: 422,
    body: { code: "fast-lane-missing" },
  });
  t.match(await as("committee-member", "POST /v1/votes", vote), { status: 403 });
});

test("written circulation decides without a meeting, not before the application came in", async (t) => {
  const setting = await dutiesForTest(t);
  const { as, done, turnTo } = setting;
  const { id } = await checked(setting, 2400, "on-agenda");
  turnTo("2026-08-27T10:00:00.000Z");
  const vote = { applicationId: id, outcome: "recommended-reduced", procedure: "circulation", inFavour: 9 };
  const early = { ...vote, amount: euros(2000), votedOn: "2026-08-19" };
  t.match(await as("coordinator", "POST /v1/votes", early), {
    status: 422,
    body: { code: "days-out-of-order" },
  });
  for (const amount of [undefined, euros(2400)]) {
    t.match(await as("coordinator", "POST /v1/votes", { ...vote, amount }), {
      status: 422,
      body: { code: "vote-amount-missing", errors: [{ pointer: "/amount" }] },
    });
  }
  const made = await done("coordinator", "POST /v1/votes", { ...vote, amount: euros(2000) });
  t.match(made, { procedure: "circulation", meetingId: null, votedOn: "2026-08-27", amount: euros(2000) });
});

test("an application on an agenda is moved to another meeting or taken off, with a reason", async (t) => {
  const setting = await dutiesForTest(t);
  const { as, done } = setting;
  const { id, committee, meeting } = await checked(setting, 2400, "on-agenda");
  const path = `/v1/applications/${id}`;
  const next = await done("coordinator", "POST /v1/meetings", {
    committeeId: committee.id,
    takesPlaceOn: "2026-11-12",
  });
  const youth = await done("coordinator", "POST /v1/committees", { name: "Jugendforum", kind: "youth" });
  const other = await done("coordinator", "POST /v1/meetings", {
    committeeId: youth.id,
    takesPlaceOn: "2026-10-01",
  });
  t.match(await as("coordinator", `PATCH ${path}`, { meetingId: other.id }), {
    status: 422,
    body: { code: "meeting-of-other-committee", errors: [{ pointer: "/meetingId" }] },
  });
  t.equal((await as("project-lead", `PATCH ${path}`, { meetingId: next.id })).status, 409);
  const moved = await done("coordinator", `PATCH ${path}`, { meetingId: next.id });
  t.match(moved, { state: "on-agenda", meetingOn: "2026-11-12", status: { actor: "committee" } });
  t.equal((await done("coordinator", `GET /v1/applications?meetingId=${meeting.id}`)).items.length, 0);
  const past = await done("coordinator", "POST /v1/meetings", {
    committeeId: committee.id,
    takesPlaceOn: "2026-08-19",
  });
  for (const meetingId of [past.id, null]) {
    t.match(await as("coordinator", `PATCH ${path}`, { meetingId }), {
      status: 422,
      body: { code: "value-refused", errors: [{ pointer: "/meetingId" }] },
    });
  }
  const { items } = await done("coordinator", `GET ${path}/history?kind=changed`);
  t.match(items[0].changes, [
    { before: { de: "Begleitausschuss, 10.09.2026" }, after: { de: "Begleitausschuss, 12.11.2026" } },
  ]);
  t.equal((await as("coordinator", `POST ${path}/transitions`, { to: "formally-checked" })).status, 409);
  const off = await done("coordinator", `POST ${path}/transitions`, {
    to: "formally-checked",
    reason: "Die Antragstellenden sind verhindert",
  });
  t.match(off, { state: "formally-checked", meetingId: null, status: { text: { de: /noch ohne Sitzung/ } } });
  t.match(await as("coordinator", `POST ${path}/transitions`, { to: "on-agenda" }), { status: 409 });
});

test("what a committee postpones waits for another meeting; nothing is decided about nothing", async (t) => {
  const setting = await dutiesForTest(t);
  const { ask, as, done, office, turnTo } = setting;
  const { id, meeting } = await checked(setting, 2400, "on-agenda");
  turnTo("2026-09-10T18:00:00.000Z");
  const vote = await done("coordinator", "POST /v1/votes", { applicationId: id, outcome: "postponed" });
  t.match(vote, { procedure: "meeting", meetingId: meeting.id, amount: euros(0) });
  t.match(await done("coordinator", `GET /v1/applications/${id}`), {
    state: "formally-checked",
    meetingId: null,
  });

  const { callId } = await done("coordinator", `GET /v1/applications/${id}`);
  const draft = await insertApplication(ask, office, { callId, cost: 900, ...period });
  await done("project-lead", `PATCH /v1/applications/${draft.id}`, {
    financing: [{ kind: "own-funds", label: "Eigenmittel", amount: euros(900) }],
  });
  const [step] = (await done("project-lead", `GET /v1/applications/${draft.id}`)).transitions;
  t.match(step, { to: "submitted", isOpen: false, reasons: [{ code: "nothing-requested" }] });
  t.match(await as("project-lead", `POST /v1/applications/${draft.id}/transitions`, { to: "submitted" }), {
    status: 422,
    body: { code: "nothing-requested" },
  });
});

test("a call counts from a meeting of the committee that decides on its fund", async (t) => {
  const setting = await dutiesForTest(t);
  const { as, done } = setting;
  const { fund } = await checked(setting, 480);
  const youth = await done("coordinator", "POST /v1/committees", { name: "Jugendforum", kind: "youth" });
  const meeting = await done("coordinator", "POST /v1/meetings", {
    committeeId: youth.id,
    takesPlaceOn: "2026-10-01",
  });
  const call = {
    programmeId: fund.programmeId,
    fundId: fund.id,
    meetingId: meeting.id,
    title: "Zweite Runde",
    deadlineRule: { kind: "before-meeting", days: 14 },
  };
  t.match(await as("coordinator", "POST /v1/calls", call), {
    status: 422,
    body: { code: "meeting-of-other-committee" },
  });
});
