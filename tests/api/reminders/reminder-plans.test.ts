import { addDays, localInstant } from "@zuwendo/domain";
import t, { type Test } from "tap";
import { sweepAll } from "../../../services/worker/src/reminders/sweep.ts";
import { apiForTest } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { insertOffice } from "../../support/office.ts";
import { isProblem } from "../../support/problem.ts";
import { expectDone } from "../../support/project.ts";
import { type NewDeadline, ownerForTest, toolsForTest } from "../../worker/reminders/due.ts";

const database = await databaseForTest(t);
let offices = 0;

/** An office whose API and worker share one calendar. */
async function begin(test: Test, now = "2026-10-12T05:30:00.000Z") {
  offices += 1;
  const office = await insertOffice(database.ownerUrl, `P${offices}`);
  const owner = ownerForTest(test, database, office.id);
  // A worker serves every office: those of the tests before have nothing to remind of any more.
  await owner.query("update deadlines set state = 'cancelled', next_remind_at = null");
  const time = { now };
  const { ask } = await apiForTest(test, database.apiUrl, { clock: () => time.now });
  const tools = toolsForTest(test, database, { clock: () => time.now });
  const token = office.people.coordinator.token;
  const programme = await expectDone(
    ask("POST /v1/programmes", { token, body: { name: "P", funder: "Bund", level: "federal" } }),
  );
  const lead = office.people["project-lead"];
  const due = (deadline: Partial<NewDeadline> = {}): NewDeadline => ({
    kind: "completion",
    nominalOn: "2026-10-30",
    remindedUntil: "2026-10-12T00:00:00Z",
    leadId: lead.id,
    ...deadline,
  });
  const post = (body: unknown) => ask("POST /v1/reminder-plans", { token, body });
  const transition = (plan: { id: string; version: number }, body: unknown) =>
    ask(`POST /v1/reminder-plans/${plan.id}/transitions`, {
      token,
      body,
      headers: { "if-match": `"v${plan.version}"` },
    });
  const preview = async (query = "", by = token) => {
    const found: {
      on: string;
      recipientId: string;
      kind: string;
      items: { step: string; title: string }[];
    }[] = [];
    for (let cursor = ""; ; ) {
      const page = await expectDone(
        ask(`GET /v1/reminders/preview?${query}${cursor === "" ? "" : `&cursor=${cursor}`}`, { token: by }),
      );
      found.push(...page.items);
      if (page.nextCursor === null) return found;
      cursor = page.nextCursor;
    }
  };
  return {
    ...{ office, owner, time, ask, tools, token, programme, lead, due, post, transition, preview },
    sweep: () => sweepAll(tools),
  };
}

const everyTwo = [
  { days: 10, audience: ["lead"] },
  { days: 2, audience: ["lead", "office"] },
];

t.test("a plan shows its mails before it is put in force, and what is past is skipped", async (t) => {
  const { owner, due, post, transition, ask, token, sweep, time } = await begin(t);
  const [early = "", late = ""] = await owner.insertDeadlines([
    due(),
    due({ nominalOn: "2026-10-15", title: "Bald" }),
  ]);
  const draft = await expectDone(post({ kind: "completion", steps: everyTwo }));
  t.match(draft, { state: "draft", programmeId: null });
  const forecast = await expectDone(ask(`GET /v1/reminder-plans/${draft.id}/forecast`, { token }));
  t.match(forecast, { mails: 5, people: 2, reminders: 5, skipped: 1, replacesId: null });
  t.same(
    forecast.byDay,
    [
      { on: "2026-10-13", mails: 2 },
      { on: "2026-10-20", mails: 1 },
      { on: "2026-10-28", mails: 2 },
    ],
    "one digest at ten days, two urgent ones each at two",
  );
  const unconfirmed = await transition(draft, { to: "active" });
  isProblem(t, unconfirmed, 409, "reminder-plan-unconfirmed");
  t.match(unconfirmed.body.detail, /\b5 emails/, "says how many there would be");
  isProblem(t, await transition(draft, { to: "active", expectedMails: 4 }), 409, "reminder-plan-unconfirmed");
  const active = await expectDone(transition(draft, { to: "active", expectedMails: 5 }));
  t.equal(active.state, "active");
  const forecastOf = ({ id }: { id: string }) =>
    expectDone(ask(`GET /v1/reminder-plans/${id}/forecast`, { token }));
  t.match(await forecastOf(active), { replacesId: null }, "it does not replace itself");
  const second = await expectDone(post({ kind: "completion", steps: everyTwo }));
  t.match(await forecastOf(second), { replacesId: active.id });
  const elsewhere = await expectDone(post({ kind: "drawdown-request", steps: everyTwo }));
  t.match(await forecastOf(elsewhere), { replacesId: null });

  await sweep();
  t.match(await owner.listReminders(late), [{ step: "d-10", state: "skipped", reason: "past-when-planned" }]);
  t.same(
    await owner.query(`select due_at as "at" from reminders where deadline_id = $1`, [late]),
    [{ at: "2026-10-05T05:00:00Z" }],
    "dated when it would have gone, not when it was passed over",
  );
  t.same(await owner.listMails(), [], "switching it on sends nothing");
  const next = await owner.query(
    `select next_remind_at as "at" from deadlines where id = any($1) order by nominal_on`,
    [[early, late]],
  );
  t.same(next, [{ at: "2026-10-13T05:00:00Z" }, { at: "2026-10-20T05:00:00Z" }]);
  time.now = "2026-10-20T05:00:00.000Z";
  await sweep();
  t.match(await owner.listReminders(early), [{ step: "d-10", state: "bound" }]);
});

t.test("a programme's plan comes before the office's, that before the built-in one", async (t) => {
  const { owner, due, post, ask, token, programme, sweep } = await begin(t);
  const inForce = async (query = "") => {
    const { items } = await expectDone(ask(`GET /v1/reminder-plans/in-force${query}`, { token }));
    const { origin, steps } = items.find(({ kind }: { kind: string }) => kind === "completion");
    return [origin, ...steps.map(({ key }: { key: string }) => key)];
  };
  t.same(await inForce(), ["built-in", "d-7", "d-2"]);
  const step = (days: number) => [{ days, audience: ["lead"] }];
  await expectDone(post({ kind: "completion", steps: step(5), state: "active", expectedMails: 0 }));
  const [plain = "", own = ""] = await owner.insertDeadlines([due(), due()]);
  await owner.query("update deadlines set programme_id = $2 where id = $1", [own, programme.id]);
  const forProgramme = { kind: "completion", programmeId: programme.id, steps: step(9), state: "active" };
  const unconfirmed = await post({ ...forProgramme, expectedMails: 0 });
  isProblem(t, unconfirmed, 409, "reminder-plan-unconfirmed");
  t.match(unconfirmed.body.detail, /send 1 email within/);
  const first = await expectDone(post({ ...forProgramme, expectedMails: 1 }));
  t.same(await inForce(), ["office", "d-5"]);
  t.same(await inForce(`?programmeId=${programme.id}`), ["programme", "d-9"]);
  await sweep();
  const nexts = async () =>
    (
      await owner.query<{ id: string; on: string }>(
        `select id, (next_remind_at at time zone 'Europe/Berlin')::date as "on" from deadlines where id = any($1)`,
        [[plain, own]],
      )
    )
      .sort((a, b) => (a.id === plain ? -1 : b.id === plain ? 1 : 0))
      .map(({ on }) => on);
  t.same(await nexts(), ["2026-10-23", "2026-10-21"], "five days before is a Sunday, nine a Wednesday");
  const second = await expectDone(post({ ...forProgramme, steps: step(8), expectedMails: 1 }));
  t.match(await expectDone(ask(`GET /v1/reminder-plans/${first.id}`, { token })), { state: "retired" });
  await sweep();
  t.same(await nexts(), ["2026-10-23", "2026-10-22"]);
  await expectDone(
    ask(`POST /v1/reminder-plans/${second.id}/transitions`, {
      token,
      body: { to: "retired" },
      headers: { "if-match": "*" },
    }),
  );
  await sweep();
  t.same(await nexts(), ["2026-10-23", "2026-10-23"], "retired, it follows the office's");
});

t.test("no change of plans makes up for what it finds in the past", async (t) => {
  const { owner, due, post, transition, sweep, time } = await begin(t);
  await owner.insertDeadlines(
    Array.from({ length: 700 }, (_, index) =>
      due({ nominalOn: addDays("2026-10-13", index % 5), remindedUntil: "2026-09-01T00:00:00Z" }),
    ),
  );
  await owner.query("update deadlines set next_remind_at = null");
  const steps = [20, 15, 12, 9].map((days) => ({ days, audience: ["lead", "office"] }));
  const plan = await expectDone(post({ kind: "completion", steps, state: "active", expectedMails: 0 }));
  time.now = "2026-10-12T05:30:05.000Z";
  await sweep();
  t.same(await owner.listMails(), [], "not one of the 2,800 steps before today");
  t.same(await owner.countReminders(), [{ state: "skipped", count: 5600 }]);
  await expectDone(transition(plan, { to: "retired" }));
  time.now = "2026-10-12T05:30:10.000Z";
  await owner.query("update deadlines set next_remind_at = now() - interval '1 day' where state = 'open'");
  await sweep();
  const sent = (await owner.listMails()).length;
  t.equal(sent, 0, "and what follows it makes up for nothing either, whichever comes first");
});

t.test("a deadline made under a plan has its last call like any other", async (t) => {
  const { post, ask, token, lead, owner, sweep, time } = await begin(t);
  const steps = [{ days: 28, audience: ["lead"] }];
  await expectDone(post({ kind: "follow-up", steps, state: "active", expectedMails: 0 }));
  await sweep();
  time.now = new Date(Date.parse(time.now) + 60_000).toISOString();
  const { id } = await expectDone(
    ask("POST /v1/deadlines", {
      token,
      body: {
        kind: "follow-up",
        title: "Bald",
        leadId: lead.id,
        rule: { kind: "fixed", on: addDays(time.now.slice(0, 10), 7) },
      },
    }),
  );
  await sweep();
  t.match(await owner.listReminders(id), [{ step: "d-28", state: "bound" }]);
});

t.test("the preview is what the worker then does", async (t) => {
  const { owner, due, preview, sweep, time, lead, office, token } = await begin(t);
  const kinds = [
    "completion",
    "proof-of-use",
    "spending-window",
    "application-cut-off",
    "objection",
  ] as const;
  const [other = ""] = await owner.insertPeople([{ email: "andere@example.org" }]);
  await owner.insertDeadlines(
    Array.from({ length: 120 }, (_, index) =>
      due({
        kind: kinds[index % kinds.length] ?? "completion",
        nominalOn: addDays("2026-09-20", index),
        remindedUntil: time.now,
        leadId: index % 3 === 0 ? other : lead.id,
      }),
    ),
  );
  const foreseen = await preview();
  t.ok(foreseen.length > 60, `${foreseen.length} mails in 30 days`);
  t.same(await preview("limit=7"), foreseen, "page by page the same");
  const own = await preview("", lead.token);
  t.same(
    own,
    foreseen.filter(({ recipientId }) => recipientId === lead.id),
    "people see their own",
  );
  t.same(await preview(`personId=${lead.id}`), own);
  for (let day = "2026-10-12"; day <= "2026-11-11"; day = addDays(day, 1)) {
    time.now = localInstant(day, "07:00", "Europe/Berlin");
    await sweep();
  }
  const done = await owner.query<{ on: string; recipientId: string; kind: string; items: number }>(
    `select m.for_on::text as "on", m.recipient_id as "recipientId", m.kind, count(r.id) as items
     from mails m join reminders r on r.mail_id = m.id where m.office_id = $1 group by m.office_id, m.id`,
    [office.id],
  );
  const line = (
    { on, recipientId, kind }: { on: string; recipientId: string; kind: string },
    items: number,
  ) => `${on} ${recipientId} ${kind} ${items}`;
  t.same(
    done.map((mail) => line(mail, mail.items)).sort(),
    foreseen.map((mail) => line(mail, mail.items.length)).sort(),
  );
  t.same(await preview("from=2026-11-11&to=2026-11-11"), [], "what is done is not announced again");
  t.ok((await preview("", token)).length > 0);
});

t.test("what cannot be asked is refused", async (t) => {
  const { ask, token, post, office, programme } = await begin(t);
  const other = await insertOffice(database.ownerUrl, "PX");
  const twice = [
    { days: 3, audience: ["lead"] },
    { days: 3, audience: ["office"] },
  ];
  const repeated = await post({ kind: "completion", steps: twice });
  isProblem(t, repeated, 422, "reminder-steps-invalid");
  t.match(repeated.body.detail, /Given twice: 3 days before\./, "names the day");
  isProblem(t, await post({ kind: "nonsense", steps: [] }), 400, "invalid-input");
  isProblem(
    t,
    await ask("POST /v1/reminder-plans", {
      token: other.people.coordinator.token,
      body: { kind: "completion", programmeId: programme.id, steps: [] },
    }),
    422,
    "reference-unknown",
  );
  for (const query of ["from=2026-10-11", "to=2027-10-11", "from=2026-10-20&to=2026-10-19"]) {
    isProblem(t, await ask(`GET /v1/reminders/preview?${query}`, { token }), 422, "window-invalid", query);
  }
  isProblem(t, await ask("GET /v1/reminders/preview?cursor=x", { token }), 400, "cursor-invalid");
  const lead = office.people["project-lead"];
  isProblem(
    t,
    await ask(`GET /v1/reminders/preview?personId=${office.people.coordinator.id}`, { token: lead.token }),
    403,
    "forbidden",
  );
  isProblem(
    t,
    await ask(`GET /v1/reminders/preview?personId=${other.people.coordinator.id}`, { token }),
    422,
    "reference-unknown",
  );
});
