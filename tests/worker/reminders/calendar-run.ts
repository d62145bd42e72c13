import {
  type Anchor,
  type DeadlineKind,
  type DeadlineRule,
  endSeenAt,
  epochMs,
  type Land,
  nextReminder,
  type PlannedReminder,
  planDeadline,
  plannedSteps,
  type RemindedDeadline,
  type ReminderAudience,
} from "@zuwendo/domain";
import type { Test } from "tap";
import { v7 as newId } from "uuid";
import { sendMails } from "../../../services/worker/src/mails/send.ts";
import { sweepAll } from "../../../services/worker/src/reminders/sweep.ts";
import type { TestDatabase } from "../../support/database.ts";
import { insertOffice } from "../../support/office.ts";
import type { TestSmtp } from "../../support/smtp.ts";
import { ownerForTest, toolsForTest } from "./due.ts";

/** How an office sends, and since when its deadlines are reminded of. */
export interface RunOffice {
  readonly zone: string;
  readonly land?: Land;
  readonly sendFrom?: string;
  readonly sendUntil?: string;
  readonly sendWeekdays?: readonly number[];
  readonly from: string;
}

export interface Duty {
  readonly kind: DeadlineKind;
  readonly rule: DeadlineRule;
  readonly anchor?: Anchor;
}

/** A reminder as it stands in the ledger, or has arrived: whose, about what, and when by the calendar of the test. */
export interface Told {
  readonly to: string;
  readonly title: string;
  readonly at: string;
}

interface StoredDuty extends Duty {
  readonly id: string;
  readonly title: string;
  readonly effectiveOn: string;
  readonly reminded: RemindedDeadline & { readonly endsAt: string };
}

const roles: Readonly<Partial<Record<ReminderAudience, "project-lead" | "coordinator" | "lead-office">>> = {
  lead: "project-lead",
  office: "coordinator",
  "lead-office": "lead-office",
};
let offices = 0;

/** An office with such duties and a worker whose calendar goes from one instant to the next. */
export async function calendarRun(
  t: Test,
  { database, smtp }: { database: TestDatabase; smtp: TestSmtp },
  wanted: RunOffice,
  duties: readonly Duty[],
) {
  const { zone, land = "SH", sendFrom = "07:00", sendUntil = "09:00", from } = wanted;
  const sendWeekdays = wanted.sendWeekdays ?? [1, 2, 3, 4, 5];
  offices += 1;
  const office = await insertOffice(database.ownerUrl, `C${offices}`);
  const owner = ownerForTest(t, database, office.id);
  // A worker serves every office: those of the tests before have nothing to say any more.
  await owner.query("update deadlines set state = 'cancelled', next_remind_at = null");
  await owner.query("update mails set state = 'dropped' where state = 'pending'");
  await owner.query(
    "update offices set zone = $2, land = $3, send_from = $4, send_until = $5, send_weekdays = $6 where id = $1",
    [office.id, zone, land, sendFrom, sendUntil, sendWeekdays],
  );
  const stored = duties.map((duty, index): StoredDuty & { row: object } => {
    const planned = planDeadline({ ...duty, land, zone });
    if (planned.none) throw new Error("a duty without a day");
    const { kind } = duty;
    const { nominalOn, softOn, endsAt, effectiveOn, explanation } = planned;
    const reminded = {
      ...{ kind, nominalOn, softOn, endsAt, land, zone, sendFrom, sendUntil },
      sendWeekdays,
    };
    const [id, title] = [newId(), `Vorhaben ${String(index).padStart(3, "0")}`];
    const row = { id, title, kind, nominalOn, softOn, effectiveOn, endsAt, explanation };
    const next = nextReminder(reminded, from)?.sendAt ?? null;
    return { ...duty, id, title, effectiveOn, reminded, row: { ...row, next } };
  });
  await owner.query(
    `insert into deadlines (office_id, id, kind, subject_type, subject_id, title, rule, nominal_on, soft_on, effective_on,
       ends_at, explanation, strictness, lead_id, reminded_until, next_remind_at)
     select $1, id, kind, 'applications', id, title, '{}', "nominalOn", "softOn", "effectiveOn", "endsAt", explanation,
       'ordinary', $3, $4, next
     from jsonb_to_recordset($2) as n (id uuid, kind text, title text, "nominalOn" date, "softOn" date, "effectiveOn" date,
       "endsAt" timestamptz, explanation jsonb, next timestamptz)`,
    [office.id, JSON.stringify(stored.map(({ row }) => row)), office.people["project-lead"].id, from],
  );

  const time = { now: from };
  const tools = toolsForTest(t, database, { smtpUrl: smtp.url, clock: () => time.now });
  const before = smtp.mails.length;
  /** Mails are sent by the database's clock; here they wait for the morning that the calendar of the test has reached. */
  const turnMails = async () => {
    const mails = await owner.query<{ isDue: boolean }>(
      `update mails m set next_try_at = clock_timestamp() + case when due then interval '0' else interval '1 day' end
       from (select m.id, m.kind <> 'digest' or (m.for_on + o.send_from) at time zone o.zone <= $2 as due
         from mails m join offices o on o.id = m.office_id where m.office_id = $1 and m.state = 'pending') w
       where m.office_id = $1 and m.id = w.id returning due as "isDue"`,
      [office.id, time.now],
    );
    return mails.some(({ isDue }) => isDue);
  };
  const visit = async (instants: readonly string[]) => {
    for (const now of instants) {
      time.now = now;
      await sweepAll(tools);
      if (await turnMails()) await sendMails(tools);
    }
  };

  const addressOf = (audience: ReminderAudience) => {
    const role = roles[audience];
    return role === undefined ? [] : [office.people[role].email];
  };
  /** What the rules say must be told when the worker looks at these instants and at no others. */
  const expected = (instants: readonly string[]): Told[] =>
    stored.flatMap(({ title, reminded }) => {
      const planned = plannedSteps(reminded);
      return instants.flatMap((now, index) => {
        const since = instants[index - 1] ?? from;
        const piled = planned.filter(
          ({ sendAt }) => epochMs(sendAt) > epochMs(since) && epochMs(sendAt) <= epochMs(now),
        );
        const isOver = epochMs(reminded.endsAt) <= epochMs(now);
        const due = piled.findLast(({ step }) => !isOver || step.days < 0);
        return due === undefined ? [] : toldOf(due, planned).map((to) => ({ to, title, at: now }));
      });
    });
  const toldOf = (due: PlannedReminder, planned: readonly PlannedReminder[]) => {
    const sameMorning = planned.filter(({ sendAt }) => sendAt === due.sendAt);
    return [...new Set(sameMorning.flatMap(({ step }) => step.audience))].flatMap(addressOf);
  };

  return {
    office,
    owner,
    tools,
    time,
    duties: stored,
    visit,
    expected: (instants: readonly string[]) => sorted(expected(instants)),
    ledger: async () =>
      sorted(
        await owner.query<Told>(
          `select p.email as to, d.title, r.due_at as at from reminders r
             join deadlines d on d.office_id = r.office_id and d.id = r.deadline_id
             join people p on p.office_id = r.office_id and p.id = r.recipient_id
           where r.office_id = $1 and r.state <> 'skipped'`,
          [office.id],
        ),
      ),
    /** What the mails that arrived have told. */
    arrived: (): Told[] =>
      sorted(
        smtp.mails.slice(before).flatMap(({ envelopeTo, date, text = "" }) =>
          [...text.matchAll(/Vorhaben \d{3}/g)].map(([title]) => ({
            to: envelopeTo.join(),
            title,
            at: (date ?? new Date(0)).toISOString(),
          })),
        ),
      ),
    mails: () => smtp.mails.slice(before),
    /** Every instant that a step falls on between two others. */
    mornings: (until: string) =>
      stored
        .flatMap(({ reminded }) => plannedSteps(reminded))
        .map(({ sendAt }) => sendAt)
        .filter((at) => epochMs(at) > epochMs(from) && epochMs(at) <= epochMs(until)),
    /** What a mail has to say of how far away a duty is, by the days of the calendar alone. */
    distanceOf: (title: string, at: string) => {
      const duty = stored.find((one) => one.title === title);
      if (duty === undefined) throw new Error(`nobody has ${title}`);
      const { on } = endSeenAt(
        { effectiveOn: duty.effectiveOn, endsAt: duty.reminded.endsAt },
        { now: at, zone },
      );
      return Math.round((Date.parse(on) - Date.parse(clockIn(zone, at).day)) / 86_400_000);
    },
  };
}

function sorted(told: readonly Told[]): Told[] {
  const keyed = told.map(({ to, title, at }) => ({ to, title, at: new Date(at).toISOString() }));
  return keyed.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function keyOf({ to, title, at }: Told): string {
  return `${at} ${title} ${to}`;
}

/** What the clocks of a zone show, by the platform's calendar and not by ours. */
export function clockIn(zone: string, at: string): { day: string; time: string } {
  const options = { timeZone: zone, dateStyle: "short", timeStyle: "medium" } as const;
  const [day = "", time = ""] = new Intl.DateTimeFormat("sv-SE", options).format(new Date(at)).split(" ");
  return { day, time };
}
