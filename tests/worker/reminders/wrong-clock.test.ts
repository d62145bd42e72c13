import { setTimeout as sleep } from "node:timers/promises";
import {
  addDays,
  type DeadlineKind,
  endOfDayAt,
  formatDay,
  localDay,
  nextReminder,
  type RemindedDeadline,
} from "@zuwendo/domain";
import t, { type Test } from "tap";
import { v7 as newId } from "uuid";
import { databaseForTest } from "../../support/database.ts";
import { insertOffice } from "../../support/office.ts";
import { startProcess } from "../../support/processes.ts";
import { sized } from "../../support/sized.ts";
import { smtpForTest } from "../../support/smtp.ts";
import { ownerForTest } from "./due.ts";

const zone = "Europe/Berlin";
const hourMs = 3_600_000;
const yearMs = 365 * 24 * hourMs;
const limitMs = 60_000;

/** What is owed now and what is not, by the database's clock, in an office that sends at any hour. */
async function begin(t: Test, copies: number) {
  const database = await databaseForTest(t);
  const office = await insertOffice(database.ownerUrl);
  const owner = ownerForTest(t, database, office.id);
  const smtp = await smtpForTest(t);
  await owner.query(
    "update offices set send_from = '00:00', send_until = '23:59', send_weekdays = '{1,2,3,4,5,6,7}' where id = $1",
    [office.id],
  );
  const databaseNow = async () => {
    const [row] = await owner.query<{ now: string }>("select clock_timestamp() as now");
    return String(row?.now);
  };
  const today = localDay(await databaseNow(), zone);
  const leads = await owner.insertPeople(
    Array.from({ length: copies }, (_, index) => ({ email: `p${index}@example.org` })),
  );

  const insert = async (
    title: string,
    kind: DeadlineKind,
    nominalOn: string,
    at: { until: string; next: string },
  ) => {
    const ids = leads.map(() => newId());
    await owner.query(
      `insert into deadlines (office_id, id, kind, subject_type, subject_id, title, rule, nominal_on, effective_on, ends_at,
         explanation, strictness, lead_id, reminded_until, next_remind_at)
       select $1, id, $2, 'applications', id, $3, '{"kind": "fixed"}', $4, $4, $5, '{"de": "", "en": ""}', 'ordinary', lead, $6, $7
       from unnest($8::uuid[], $9::uuid[]) as n (id, lead)`,
      [office.id, kind, title, nominalOn, endOfDayAt(nominalOn, zone), at.until, at.next, ids, leads],
    );
    return ids;
  };
  const deadlineOn = (kind: DeadlineKind, nominalOn: string): RemindedDeadline => ({
    ...{ kind, nominalOn, endsAt: endOfDayAt(nominalOn, zone), land: "SH", zone, sendFrom: "00:00" },
    sendWeekdays: [1, 2, 3, 4, 5, 6, 7],
  });
  /** Everything that a deadline on that day still has to come, as the API would have planned it. */
  const insertAhead = (title: string, kind: DeadlineKind, nominalOn: string, until: string) =>
    insert(title, kind, nominalOn, {
      until,
      next: nextReminder(deadlineOn(kind, nominalOn), until)?.sendAt ?? "infinity",
    });
  const insertDue = (title: string) =>
    insertAhead(title, "completion", addDays(today, 1), `${addDays(today, -30)}T00:00:00Z`);

  return { database, office, owner, smtp, today, leads, databaseNow, deadlineOn, insertDue, insertAhead };
}

type Begun = Awaited<ReturnType<typeof begin>>;

/** Half an hour ahead and behind: an hour's error would turn either. */
async function inHalfAnHour(owner: Begun["owner"], sign: 1 | -1): Promise<string> {
  const [row] = await owner.query<{ at: string }>(
    "select clock_timestamp() + $1 * interval '30 minutes' as at",
    [sign],
  );
  return String(row?.at);
}

/** Puts off, moves and holds up something for half an hour from now, or until half an hour ago. */
async function insertInstants({ owner, today, insertAhead }: Begun, sign: 1 | -1): Promise<void> {
  const at = await inHalfAnHour(owner, sign);
  const word = sign === 1 ? "Künftig" : "Fällig";
  const far = addDays(today, 60);
  const [putOff, moved, held] = [
    await insertAhead(`${word}: verschoben`, "follow-up", far, `${today}T00:00:00Z`),
    await insertAhead(`${word}: verlegt`, "follow-up", far, `${today}T00:00:00Z`),
    await insertAhead(`${word}: aufgehalten`, "follow-up", far, `${today}T00:00:00Z`),
  ];
  await owner.query(
    `with m as (insert into mails (office_id, recipient_id, kind, for_on, state)
         select office_id, lead_id, 'urgent', $3, 'sent' from deadlines where id = any($1) returning id, recipient_id),
       r as (insert into reminders (office_id, deadline_id, deadline_version, step, recipient_id, role, state, due_at, mail_id)
         select d.office_id, d.id, 1, 'd-90', d.lead_id, 'lead', 'sent', $2::timestamptz - interval '2 days', m.id
         from deadlines d join m on m.recipient_id = d.lead_id where d.id = any($1) returning *)
     insert into reminder_answers (office_id, reminder_id, deadline_id, person_id, answer, quiet_until, remind_at, answered_at)
     select office_id, id, deadline_id, recipient_id, 'later', $2, $2, $2::timestamptz - interval '1 day' from r`,
    [putOff, at, today],
  );
  await owner.query(
    `insert into deadline_moves (office_id, deadline_id, old_on, old_ends_at, reason, due_at, created_at)
     select office_id, id, effective_on - 1, ends_at - interval '1 day', '{"de": "Umzug", "en": "Move"}', $2,
       created_at + interval '1 hour'
     from deadlines where id = any($1)`,
    [moved, at],
  );
  await owner.query(
    `with m as (insert into mails (office_id, recipient_id, kind, for_on, state, next_try_at)
       select office_id, lead_id, 'urgent', $3, 'pending', $2 from deadlines where id = any($1) returning id, recipient_id)
     insert into reminders (office_id, deadline_id, deadline_version, step, recipient_id, role, state, due_at, mail_id)
     select d.office_id, d.id, 1, 'd-90', d.lead_id, 'lead', 'bound', $2, m.id
     from deadlines d join m on m.recipient_id = d.lead_id where d.id = any($1)`,
    [held, at, today],
  );
}

/** Waits until everybody has been told of something; the rounds of the worker lead to it without a call. */
async function everybodyIsTold({ smtp, leads }: Begun, title: string): Promise<void> {
  const told = () => smtp.mails.filter(({ text = "" }) => text.includes(title)).length;
  for (const startedAt = Date.now(); told() < leads.length; await sleep(50))
    if (Date.now() - startedAt > limitMs) throw new Error(`only ${told()} mails about ${title}`);
}

const due = ["Fällig: heute", "Fällig: verschoben", "Fällig: verlegt", "Fällig: aufgehalten"];

async function runsRight(t: Test, wrongBy: readonly number[], copies: number): Promise<void> {
  const begun = await begin(t, copies);
  const { database, owner, smtp, today, leads, databaseNow, deadlineOn, insertDue, insertAhead } = begun;
  await insertDue("Fällig: heute");
  await insertInstants(begun, -1);
  await insertInstants(begun, 1);
  const yesterday = `${addDays(today, -1)}T12:00:00Z`;
  const isAhead = (nominalOn: string) => {
    const next = nextReminder(deadlineOn("completion", nominalOn), yesterday);
    return next !== undefined && next.sendAt >= endOfDayAt(today, zone);
  };
  // The day before a holiday takes the holiday's reminders.
  const soon = [8, 9, 10, 11, 12, 13, 14].map((days) => addDays(today, days)).find(isAhead) ?? "";
  await insertAhead("Künftig: morgen", "completion", soon, yesterday);
  await insertAhead("Künftig: in Monaten", "proof-of-use", addDays(today, 200), yesterday);
  // The last step of it went out months ago.
  await insertAhead("Vergangen", "follow-up", addDays(today, -200), yesterday);

  const startedAt = await databaseNow();
  const workers = await Promise.all(
    wrongBy.map((ms) =>
      startProcess(
        t,
        "worker",
        {
          DATABASE_URL: database.workerUrl,
          SMTP_URL: smtp.url,
          PUBLIC_URL: "https://zuwendo.example",
          TEST_CLOCK_WRONG_BY_MS: String(ms),
        },
        "tests/support/wrong-clock.ts",
      ),
    ),
  );
  for (const title of due) await everybodyIsTold(begun, title);
  // Several more rounds have gone by when what falls due only now has arrived as well.
  for (const title of ["Fällig: danach", "Fällig: zuletzt"]) {
    await insertDue(title);
    await everybodyIsTold(begun, title);
  }
  for (const worker of workers) t.equal(await worker.stop(), 0);
  const endedAt = await databaseNow();

  const told = smtp.mails.flatMap(({ text = "", envelopeTo }) =>
    [...text.matchAll(/Betreff: (.+)/g)].map(([, title]) => `${title}, ${envelopeTo}`),
  );
  const wanted = [...due, "Fällig: danach", "Fällig: zuletzt"].flatMap((title) =>
    leads.map((_, index) => `${title}, p${index}@example.org`),
  );
  t.same(
    told.filter((one) => !wanted.includes(one)),
    [],
    "0 early",
  );
  t.equal(told.length, new Set(told).size, "0 double");
  t.same(
    wanted.filter((one) => !told.includes(one)),
    [],
    "0 missing",
  );

  const isBetween = (at: number) => at >= Date.parse(startedAt) - 1000 && at <= Date.parse(endedAt) + 1000;
  const mails = await owner.query<{ id: string; sentAt: string; attempts: { at: string }[] }>(
    `select id, sent_at as "sentAt", attempts from mails where office_id = $1 and sent_at is not null`,
    [begun.office.id],
  );
  t.equal(mails.length, smtp.mails.length);
  t.ok(
    mails.every(({ sentAt, attempts }) =>
      [sentAt, ...attempts.map(({ at }) => at)].every((at) => isBetween(Date.parse(at))),
    ),
    "sent_at and the attempts are the database's time",
  );
  t.ok(
    smtp.mails.every(({ date }) => isBetween((date ?? new Date(0)).getTime())),
    "so is the Date header",
  );
  const urgent = smtp.mails.filter(({ text = "" }) => /Fällig: (heute|danach|zuletzt)/.test(text));
  t.ok(
    urgent.every(({ subject = "", text = "", date }) => {
      const on = localDay(date ?? new Date(0), zone);
      const left = on === today ? "Frist morgen" : "Frist heute";
      return subject.startsWith(left) && text.includes(`Stand ${formatDay(on, "de")}`);
    }),
    "and the text counts from its day",
  );
  // The ids of these mails are the worker's and hold the time of its own clock: here it is seen to have been wrong.
  const ids = await owner.query<{ id: string }>(
    "select id from mails where office_id = $1 and kind = 'moved'",
    [begun.office.id],
  );
  const clocks = ids.map(({ id }) => Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16));
  const seen = wrongBy.filter((ms) => clocks.some((at) => isBetween(at - ms)));
  t.ok(seen.length >= 1, `of the wrong clocks ${wrongBy.join(", ")} were at work: ${seen.join(", ")}`);
  t.ok(clocks.every((at) => wrongBy.some((ms) => isBetween(at - ms))));
}

const alone = [
  ["an hour behind", -hourMs],
  ["a year ahead", yearMs],
  ["an hour ahead", hourMs],
  ["a year behind", -yearMs],
] as const;
// the other two are at work in the pair below
for (const [name, ms] of alone.slice(0, sized(2, 4))) {
  t.test(`a worker whose clock is ${name} goes by the database's`, (t) => runsRight(t, [ms], 3));
}

t.test("two workers, one an hour ahead and one a year behind, share the work", (t) =>
  runsRight(t, [hourMs, -yearMs], sized(30, 60)),
);
