import { renderReminderMail } from "@zuwendo/mail";
import { createTransport } from "nodemailer";
import { sendMails } from "../../services/worker/src/mails/send.ts";
import { remindOfDue } from "../../services/worker/src/reminders/due-reminders.ts";
import { insertOffice } from "../support/office.ts";
import { startChild } from "./children.ts";
import type { BenchInstallation } from "./installation.ts";
import { median, type Row } from "./table.ts";
import { toolsFor } from "./worker-tools.ts";

const mailCount = 10_000;
const rounds = 3;

/** One due reminder for each of so many people: that of the day before, with the steps before it handled in their time. */
async function insertDue({ owner }: BenchInstallation, round: number): Promise<void> {
  await owner.query(
    `with who as (
       insert into people (name, email, language, roles) select 'Person ' || i, 'p' || $2 || '-' || i || '@bench.example', 'de', '{project-lead}'
       from generate_series(1, $1::int) i returning id)
     insert into deadlines (kind, subject_type, subject_id, title, rule, nominal_on, effective_on, ends_at, explanation,
       strictness, lead_id, reminded_until, next_remind_at)
     select 'spending-window', 'bench', gen_random_uuid(), 'Begegnungscafé am Markt', '{"kind":"fixed"}', day, day,
       (day + 1)::timestamp at time zone 'Europe/Berlin', '{"de":"Auszahlung am 01.01.2026 + 6 Wochen.","en":"Payment on 1 Jan 2026 + 6 weeks."}',
       'ordinary', who.id, now() - interval '36 hours', now()
     from who, lateral (select (now() at time zone 'Europe/Berlin')::date + 1 as day) d`,
    [mailCount, String(round)],
  );
  await owner.query("analyze people, deadlines");
}

/** The words of a reminder as the worker writes them, so that both sides send the same. */
function sampleWords() {
  const text = { de: "1 Tag vorher", en: "1 day before" };
  return renderReminderMail({
    language: "de",
    recipientName: "Person 4711",
    officeName: "Amt ML",
    officeEmail: null,
    publicUrl: "http://zuwendo.example",
    today: "2026-11-24",
    personPath: `/reminders/${"x".repeat(87)}`,
    unsubscribePath: null,
    items: [
      {
        deadlineId: "",
        kind: { de: "Verwendungsfrist", en: "Spending window" },
        isByHand: false,
        title: "Begegnungscafé am Markt",
        number: null,
        ...{
          nominalOn: "2026-11-25",
          softOn: null,
          effectiveOn: "2026-11-25",
          endTime: "24:00",
          isOver: false,
        },
        ...{ explanation: { de: "", en: "" }, note: null, standsInFor: null, mayPutOff: true },
        why: {
          rule: text,
          role: { de: "Projektleitung", en: "project lead" },
          countedOn: null,
          timing: "on-time",
        },
        nextReminderOn: null,
        answerPath: `/answers/${"x".repeat(87)}`,
      },
    ],
  });
}

async function timeBare(url: string): Promise<number> {
  const words = sampleWords();
  const transport = createTransport({ url, pool: true, maxConnections: 5, maxMessages: Infinity } as never);
  const start = performance.now();
  const queue = Array.from({ length: mailCount }, (_, index) => index);
  const lane = async () => {
    for (let index = queue.pop(); index !== undefined; index = queue.pop()) {
      await transport.sendMail({
        from: "zuwendo@zuwendo.example",
        to: `p${index}@bench.example`,
        ...words,
      });
    }
  };
  await Promise.all(Array.from({ length: 5 }, lane));
  const seconds = (performance.now() - start) / 1000;
  transport.close();
  return mailCount / seconds;
}

/** Reminders from due deadline to accepted mail, beside pooled nodemailer with the same sink. */
export async function benchMail(installation: BenchInstallation): Promise<Row[]> {
  const office = await insertOffice(installation.ownerUrl, "ML");
  await installation.owner.query("select set_config('app.office_id', $1, false)", [office.id]);
  await installation.owner.query(
    "update offices set send_from = '00:00', send_until = '23:59', send_weekdays = '{1,2,3,4,5,6,7}'",
  );
  const sink = await startChild("./smtp-sink.ts");
  const url = `smtp://127.0.0.1:${sink.port}`;
  const ours: number[] = [];
  const bare: number[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      bare.push(await timeBare(url));
      await insertDue(installation, round);
      const tools = toolsFor(installation.workerUrl, url);
      const start = performance.now();
      await remindOfDue(tools);
      const sent = await sendMails(tools);
      if (sent !== mailCount) throw new Error(`${sent} of ${mailCount} reminders were due`);
      ours.push(mailCount / ((performance.now() - start) / 1000));
      await tools.close();
    }
  } finally {
    sink.stop();
  }
  const ratio = median(ours) / median(bare);
  return [
    {
      name: "burst of 10,000 reminders, due to accepted, mails/s",
      ours: median(ours),
      reference: median(bare),
      what: "pooled nodemailer alone",
      ratio,
      aim: "≥ 0.8",
      isReached: ratio >= 0.8,
    },
  ];
}
