import { test } from "tap";
import { dutiesForTest, matchEach } from "../../support/duties.ts";
import { isProblem } from "../../support/problem.ts";

test("a paper is handed in before its meeting", async (t) => {
  const setting = await dutiesForTest(t, "2026-12-01T10:00:00.000Z");
  const { as, ask, done, turnTo, duties, bindReminder, moves, insertRule, rows, office, other } = setting;
  const committee = await done("coordinator", "POST /v1/committees", {
    name: "Hauptausschuss",
    kind: "council",
  });
  const strict = await done("coordinator", "POST /v1/committees", {
    name: "Stadtvertretung",
    kind: "council",
  });
  const free = await done("coordinator", "POST /v1/committees", { name: "Runder Tisch", kind: "board" });
  await insertRule("committees", committee.id, "paper-cut-off", { kind: "before-meeting", days: 14 });
  await insertRule("committees", strict.id, "paper-cut-off", {
    kind: "before-meeting-working-days",
    days: 15,
  });
  const meet = (takesPlaceOn: string, committeeId = committee.id) =>
    done("coordinator", "POST /v1/meetings", { committeeId, takesPlaceOn });
  const meeting = await meet("2027-01-21");
  const write = (body: object = {}) =>
    done("coordinator", "POST /v1/papers", { title: "Kofinanzierung 2027", meetingId: meeting.id, ...body });
  const change = (id: string, body: object, version?: number) =>
    as("coordinator", `PATCH /v1/papers/${id}`, body, version);
  const step = (id: string, body: object, version?: number) =>
    as("coordinator", `POST /v1/papers/${id}/transitions`, body, version);
  const cutOffs = (id: string) => duties("paper-cut-off", id);
  const { coordinator, "lead-office": leadOffice } = office.people;

  await t.test("it gets a number and a cut-off by the rule of the committee", async (t) => {
    const paper = await write();
    t.match(paper, { state: "draft", authorId: coordinator.id, handedInAt: null, isLate: false, version: 1 });
    t.match(paper.number, /^TST-2026-P-\d{4}$/);
    t.match(paper.transitions, [
      { to: "handed-in", isOpen: true },
      { to: "withdrawn", isOpen: true },
    ]);
    t.equal((await done("auditor", `GET /v1/papers/${paper.number}`)).id, paper.id);
    matchEach(t, await cutOffs(paper.id), [
      {
        title: "Kofinanzierung 2027",
        subjectType: "papers",
        committeeId: committee.id,
        leadId: coordinator.id,
        anchorId: meeting.id,
        anchorEvent: "meeting",
        effectiveOn: "2027-01-07",
      },
    ]);
    const byOther = await write({ authorId: leadOffice.id });
    matchEach(t, await cutOffs(byOther.id), [{ leadId: leadOffice.id }]);
    const without = await write({ meetingId: (await meet("2027-01-21", free.id)).id });
    t.same(await cutOffs(without.id), [], "no rule, no cut-off");
    const past = await write({ meetingId: (await meet("2026-11-30")).id });
    t.same(await cutOffs(past.id), [], "the meeting is over");
  });

  await t.test("handed in at the last second it is in time, and a second later it is late", async (t) => {
    const [early, late] = [await write(), await write()];
    const reminders = await Promise.all(
      [early, late].map(async ({ id }) => bindReminder((await cutOffs(id))[0].id)),
    );
    turnTo("2027-01-07T22:59:59.000Z");
    t.match(await step(early.id, { to: "handed-in" }, 1), {
      status: 200,
      body: { state: "handed-in", isLate: false, version: 2, transitions: [] },
    });
    matchEach(t, await cutOffs(early.id), [{ state: "met", isLate: false, version: 2 }]);
    turnTo("2027-01-07T23:00:00.000Z");
    t.match(await step(late.id, { to: "handed-in" }), { status: 200, body: { isLate: true } });
    matchEach(t, await cutOffs(late.id), [{ state: "met", isLate: true }]);
    for (const reminder of reminders) t.same(await reminder(), ["dropped", "deadline-met"]);
    isProblem(t, await step(early.id, { to: "handed-in" }), 409, "transition-not-open");
    isProblem(t, await step(early.id, { to: "withdrawn" }), 409, "transition-not-open");
    const { handedInAt } = await done("auditor", `GET /v1/papers/${early.id}`);
    t.equal(new Date(handedInAt).toISOString(), "2027-01-07T22:59:59.000Z", "stamped once");
    t.equal((await change(early.id, { title: "Nachtrag" })).status, 200);
    turnTo("2026-12-01T10:00:00.000Z");
  });

  await t.test("whether it came in time follows its meeting", async (t) => {
    const own = await meet("2027-01-21");
    const [early, late] = [await write({ meetingId: own.id }), await write({ meetingId: own.id })];
    const isLate = async ({ id }: { id: string }) => (await done("auditor", `GET /v1/papers/${id}`)).isLate;
    const move = (body: object) => done("coordinator", `PATCH /v1/meetings/${own.id}`, body);
    turnTo("2027-01-05T10:00:00.000Z");
    await step(early.id, { to: "handed-in" });
    turnTo("2027-01-08T10:00:00.000Z");
    await step(late.id, { to: "handed-in" });
    t.same([await isLate(early), await isLate(late)], [false, true]);
    await move({ takesPlaceOn: "2027-01-22" });
    t.same([await isLate(early), await isLate(late)], [false, false], "a day later");
    await move({ takesPlaceOn: "2027-01-14" });
    t.same([await isLate(early), await isLate(late)], [false, true], "what was in time stays so");
    await move({ state: "cancelled" });
    await move({ state: "planned", takesPlaceOn: "2027-01-28" });
    t.same([await isLate(early), await isLate(late)], [false, false], "held after all, on a later day");
    await move({ takesPlaceOn: "2027-01-21" });

    const next = await meet("2027-02-18");
    const { version } = await done("auditor", `GET /v1/papers/${late.id}`);
    const moved = await change(late.id, { meetingId: next.id });
    t.match(moved, { status: 200, body: { isLate: false, version: version + 1 } }, "for the next meeting");
    t.equal((await change(late.id, { meetingId: own.id })).body.isLate, true, "and back");
    t.equal(
      (await change(late.id, { meetingId: (await meet("2027-01-21", free.id)).id })).body.isLate,
      false,
      "a committee without a cut-off",
    );
    const [rule] = (await done("coordinator", `GET /v1/deadline-rules?ownerId=${committee.id}`)).items;
    await change(late.id, { meetingId: own.id });
    await done("coordinator", `PATCH /v1/deadline-rules/${rule.id}`, {
      rule: { kind: "before-meeting", days: 7 },
    });
    t.equal(await isLate(late), false, "another rule");
    await done("coordinator", `PATCH /v1/deadline-rules/${rule.id}`, {
      rule: { kind: "before-meeting", days: 14 },
    });
    t.equal(await isLate(late), true);
    turnTo("2027-01-21T18:00:00.000Z");
    await move({ state: "held" });
    await done("coordinator", `PATCH /v1/deadline-rules/${rule.id}`, {
      rule: { kind: "before-meeting", days: 7 },
    });
    t.equal(await isLate(late), true, "the meeting was held with a late paper");
    turnTo("2026-12-01T10:00:00.000Z");
    await done("coordinator", `PATCH /v1/deadline-rules/${rule.id}`, {
      rule: { kind: "before-meeting", days: 14 },
    });
  });

  await t.test("withdrawn, it owes nothing", async (t) => {
    const paper = await write();
    const reminder = await bindReminder((await cutOffs(paper.id))[0].id);
    const gone = await step(paper.id, { to: "withdrawn", reason: "Erledigt" });
    t.match(gone, { status: 200, body: { state: "withdrawn", stateReason: "Erledigt", handedInAt: null } });
    matchEach(t, await cutOffs(paper.id), [{ state: "cancelled", stateReason: "Erledigt", version: 2 }]);
    t.same(await reminder(), ["dropped", "deadline-cancelled"]);
    isProblem(t, await change(paper.id, { title: "Doch" }), 409, "state-forbids");
  });

  await t.test("it follows its meeting, and another meeting", async (t) => {
    const own = await meet("2027-02-18");
    const paper = await write({ meetingId: own.id });
    const [before] = await cutOffs(paper.id);
    await done("coordinator", `PATCH /v1/meetings/${own.id}`, { takesPlaceOn: "2027-02-25" });
    matchEach(t, await cutOffs(paper.id), [{ effectiveOn: "2027-02-11", version: 2 }]);
    matchEach(t, await moves(before.id), [
      { on: "2027-02-04", reason: { de: "Sitzung: 18.02.2027 → 25.02.2027" } },
    ]);

    const next = await meet("2027-03-18", strict.id);
    t.equal((await change(paper.id, { meetingId: next.id }, 1)).status, 200);
    const [moved] = await cutOffs(paper.id);
    t.match(moved, {
      id: before.id,
      anchorId: next.id,
      committeeId: strict.id,
      effectiveOn: "2027-02-25",
      version: 3,
    });
    matchEach(t, await moves(before.id), [
      {
        on: "2027-02-04",
        reason: {
          de: "Die Vorlage ist jetzt für die Sitzung am 18.03.2027",
          en: "The paper is now for the meeting on 18 Mar 2027",
        },
      },
    ]);
    await done("coordinator", `PATCH /v1/meetings/${own.id}`, { takesPlaceOn: "2027-02-26" });
    matchEach(t, await cutOffs(paper.id), [{ version: 3 }], "the old meeting moves it no more");
    await done("coordinator", `PATCH /v1/meetings/${next.id}`, { takesPlaceOn: "2027-03-25" });
    matchEach(t, await cutOffs(paper.id), [{ version: 4 }], "the new one does");
    await done("coordinator", `PATCH /v1/meetings/${own.id}`, { takesPlaceOn: "2027-02-18" });
    await change(paper.id, { meetingId: own.id });
    matchEach(t, await cutOffs(paper.id), [{ effectiveOn: "2027-02-04", version: 5 }], "back where it was");
    matchEach(t, await moves(before.id), [{ on: "2027-02-04" }], "the worker decides");
  });

  await t.test("a meeting without a rule ends the cut-off, one with a rule begins it again", async (t) => {
    const paper = await write();
    const reminder = await bindReminder((await cutOffs(paper.id))[0].id);
    await change(paper.id, { meetingId: (await meet("2027-04-15", free.id)).id });
    matchEach(t, await cutOffs(paper.id), [{ state: "cancelled" }]);
    t.same(await reminder(), ["dropped", "deadline-cancelled"]);
    const again = await meet("2027-04-22");
    await change(paper.id, { meetingId: again.id });
    t.match((await cutOffs(paper.id)).at(-1), { state: "open", effectiveOn: "2027-04-08" });
    const off = await meet("2027-04-29");
    await done("coordinator", `PATCH /v1/meetings/${off.id}`, { state: "cancelled" });
    await change(paper.id, { meetingId: off.id });
    t.match((await cutOffs(paper.id)).at(-1), { state: "cancelled" }, "a cancelled meeting needs no paper");
  });

  await t.test("nobody writes for a meeting that is cancelled, until it is held after all", async (t) => {
    const own = await meet("2027-07-15");
    const papers = [await write({ meetingId: own.id }), await write({ meetingId: own.id })];
    const [draft, ready] = papers;
    await step(ready.id, { to: "handed-in" });
    const draftCutOff = (await cutOffs(draft.id))[0].id;
    const reminder = await bindReminder(draftCutOff);
    await done("coordinator", `PATCH /v1/meetings/${own.id}`, { state: "cancelled" });
    matchEach(t, await cutOffs(draft.id), [
      { state: "cancelled", stateReason: "meeting-cancelled", version: 2 },
    ]);
    matchEach(t, await moves(draftCutOff), [
      {
        on: "2027-07-01",
        reason: { de: "Sitzung am 15.07.2027 fällt aus", en: "Meeting on 15 Jul 2027 is cancelled" },
      },
    ]);
    t.same(await reminder(), ["dropped", "deadline-cancelled"]);
    matchEach(t, await cutOffs(ready.id), [{ state: "met" }]);
    const late = await write({ meetingId: own.id });
    t.same(await cutOffs(late.id), []);
    const taken = await write();
    await change(taken.id, { meetingId: own.id });
    t.match((await cutOffs(taken.id)).at(-1), { state: "cancelled", stateReason: "meeting-cancelled" });

    await done("coordinator", `PATCH /v1/meetings/${own.id}`, {
      state: "planned",
      takesPlaceOn: "2027-07-22",
    });
    matchEach(t, await cutOffs(draft.id), [
      { id: draftCutOff, state: "open", stateReason: null, version: 3 },
    ]);
    matchEach(t, await moves(draftCutOff), [
      {
        on: "2027-07-01",
        reason: {
          de: "Sitzung findet am 22.07.2027 statt",
          en: "Meeting takes place on 22 Jul 2027",
        },
      },
    ]);
    for (const paper of [draft, late, taken]) {
      t.match((await cutOffs(paper.id)).at(-1), {
        state: "open",
        effectiveOn: "2027-07-08",
        title: paper.title,
      });
    }
    matchEach(t, await cutOffs(ready.id), [{ state: "met" }]);
    await done("coordinator", `PATCH /v1/meetings/${own.id}`, { place: "Ratssaal" });
    t.equal((await cutOffs(draft.id)).length, 1, "it is the same deadline");
  });

  await t.test("what comes back with its meeting comes back as it was, even overdue", async (t) => {
    const own = await meet("2027-08-19");
    const put = (body: object) => done("coordinator", `PATCH /v1/meetings/${own.id}`, body);
    const paper = await write({ meetingId: own.id });
    const [{ id }] = await cutOffs(paper.id);
    await put({ state: "cancelled" });
    await put({ takesPlaceOn: "2027-08-26" });
    await change(paper.id, { authorId: leadOffice.id, title: "Neu" });
    await put({ state: "planned" });
    matchEach(t, await cutOffs(paper.id), [
      { id, state: "open", effectiveOn: "2027-08-12", leadId: leadOffice.id, title: "Neu", version: 3 },
    ]);
    matchEach(t, await moves(id), [
      { on: "2027-08-05", reason: { de: "Sitzung findet am 26.08.2027 statt" } },
    ]);
    turnTo("2027-08-20T10:00:00.000Z");
    await put({ state: "cancelled" });
    await put({ state: "planned" });
    matchEach(t, await cutOffs(paper.id), [{ id, state: "open", effectiveOn: "2027-08-12" }]);
    t.match(await step(paper.id, { to: "handed-in" }), { status: 200, body: { isLate: true } });
    await put({ state: "cancelled" });
    await put({ state: "planned" });
    matchEach(t, await cutOffs(paper.id), [{ id, state: "met", isLate: true }]);
    turnTo("2026-12-01T10:00:00.000Z");
  });

  await t.test("a rule of its own counts before that of the committee", async (t) => {
    const paper = await write();
    await insertRule("papers", paper.id, "paper-cut-off", { kind: "before-meeting", days: 28 });
    await change(paper.id, { meetingId: (await meet("2027-05-20")).id });
    matchEach(t, await cutOffs(paper.id), [{ effectiveOn: "2027-04-22" }]);
  });

  await t.test("another author and title are what the mails name", async (t) => {
    const paper = await write();
    await change(paper.id, { authorId: leadOffice.id, title: "Kofinanzierung 2027, neu" });
    matchEach(t, await cutOffs(paper.id), [
      { leadId: leadOffice.id, title: "Kofinanzierung 2027, neu", version: 1 },
    ]);
    const [row] = await rows("select former_lead_id from deadlines where subject_id = $1", [paper.id]);
    t.equal(row?.former_lead_id, coordinator.id);
  });

  await t.test("changes at the same time", async (t) => {
    const [own, next] = [await meet("2027-06-10"), await meet("2027-06-17")];
    const paper = await write({ meetingId: own.id });
    const both = await Promise.all(["A", "B"].map((title) => change(paper.id, { title }, 1)));
    t.same(both.map(({ status }) => status).sort(), [200, 412]);
    const [moved, handedIn] = await Promise.all([
      change(paper.id, { meetingId: next.id }),
      step(paper.id, { to: "handed-in" }),
    ]);
    t.same([moved.status, handedIn.status], [200, 200], moved.text + handedIn.text);
    matchEach(t, await cutOffs(paper.id), [{ state: "met" }], "met once, and not planned again");
    const twice = await write({ meetingId: own.id });
    const steps = await Promise.all([
      step(twice.id, { to: "handed-in" }),
      step(twice.id, { to: "withdrawn" }),
    ]);
    t.same(steps.map(({ status }) => status).sort(), [200, 409]);

    const replies = await Promise.all([
      done("coordinator", `PATCH /v1/meetings/${next.id}`, { takesPlaceOn: "2027-06-24" }),
      ...Array.from({ length: 5 }, () => write({ meetingId: next.id })),
    ]);
    for (const { id } of replies.slice(1)) {
      t.match(
        await cutOffs(id),
        [{ anchorOn: "2027-06-24", effectiveOn: "2027-06-10" }],
        "none keeps the old day",
      );
    }
  });

  await t.test("who may, and nothing of another office", async (t) => {
    const paper = await write();
    for (const role of ["committee-member", "auditor"] as const) {
      t.equal((await as(role, `GET /v1/papers/${paper.id}`)).status, 200, role);
      isProblem(t, await as(role, `PATCH /v1/papers/${paper.id}`, { title: "x" }), 403, "forbidden", role);
    }
    for (const role of ["project-lead", "partner", "admin"] as const) {
      isProblem(t, await as(role, `GET /v1/papers/${paper.id}`), 403, "forbidden", role);
    }
    const stranger = { token: other.people.coordinator.token, headers: { "if-match": "*" } };
    for (const [line, body] of [
      [`GET /v1/papers/${paper.id}`, undefined],
      [`GET /v1/papers/${paper.number}`, undefined],
      [`PATCH /v1/papers/${paper.id}`, { title: "x" }],
      [`POST /v1/papers/${paper.id}/transitions`, { to: "handed-in" }],
    ] as const) {
      isProblem(
        t,
        await ask(line, body === undefined ? stranger : { ...stranger, body }),
        404,
        "not-found",
        line,
      );
    }
    const foreign = await ask("POST /v1/papers", {
      ...stranger,
      body: { title: "x", meetingId: meeting.id },
    });
    isProblem(t, foreign, 422, "reference-unknown");
  });
});
