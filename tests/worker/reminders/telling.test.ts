import { formatDay, formatDayWithWeekday } from "@zuwendo/domain";
import fc from "fast-check";
import ICAL from "ical.js";
import t from "tap";
import { sendMails } from "../../../services/worker/src/mails/send.ts";
import { sweepAll } from "../../../services/worker/src/reminders/sweep.ts";
import { apiForTest } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { insertOffice } from "../../support/office.ts";
import { expectDone } from "../../support/project.ts";
import { sized } from "../../support/sized.ts";
import { type ReceivedMail, smtpForTest } from "../../support/smtp.ts";
import { ownerForTest, toolsForTest } from "./due.ts";

const database = await databaseForTest(t);
const smtp = await smtpForTest(t);
const office = await insertOffice(database.ownerUrl);
const owner = ownerForTest(t, database, office.id);
const time = { now: "2026-11-24T10:00:00.000Z" };
const clock = () => time.now;
const { ask } = await apiForTest(t, database.apiUrl, { clock, requestsPerMinute: 1_000_000 });
const tools = toolsForTest(t, database, { smtpUrl: smtp.url, clock });
const { token } = office.people.coordinator;

const post = (path: string, body: object) => expectDone(ask(`POST /v1/${path}`, { token, body }));
const patch = (path: string, body: object) =>
  expectDone(ask(`PATCH /v1/${path}`, { token, body, headers: { "if-match": "*" } }));
const cutOff = (days: number) => ({ kind: "before-meeting", days });
const none = { kind: "none", reason: { de: "Tischvorlage genügt", en: "Tabled papers will do" } };

/** What an office does to a meeting, to the rule of its committee and to a paper that is written for it. */
type Act =
  | { readonly act: "move"; readonly on: string }
  | { readonly act: "call-off" | "hold" | "forbid" | "to-other" | "back" }
  | { readonly act: "rule"; readonly days: number }
  | { readonly act: "wait"; readonly seconds: number };

const acts: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    act: fc.constant("move" as const),
    on: fc.constantFrom("2027-06-10", "2027-06-17", "2027-06-24"),
  }),
  fc.record({ act: fc.constantFrom("call-off", "hold", "forbid", "to-other", "back" as const) }),
  fc.record({ act: fc.constant("rule" as const), days: fc.constantFrom(14, 21) }),
  fc.record({ act: fc.constant("wait" as const), seconds: fc.constantFrom(20, 61, 61) }),
);

const ruleWhileOff: Act[] = [{ act: "call-off" }, { act: "forbid" }, { act: "hold" }];
const ruleWhileElsewhere: Act[] = [
  ...[{ act: "to-other" } as const, { act: "forbid" } as const, { act: "back" } as const],
  { act: "rule", days: 14 },
];

async function begin(run: number) {
  const email = `autorin${run}@example.org`;
  const [author] = await owner.insertPeople([{ name: "Ava Autorin", email }]);
  const [strict, free] = await Promise.all(
    ["Ausschuss", "Runder Tisch"].map((name) =>
      post("committees", { name: `${name} ${run}`, kind: "council" }),
    ),
  );
  const rule = await post("deadline-rules", {
    ...{ ownerType: "committees", ownerId: strict.id, kind: "paper-cut-off", rule: cutOff(14) },
  });
  const meet = (committeeId: string) => post("meetings", { committeeId, takesPlaceOn: "2027-06-10" });
  const [meeting, other] = [await meet(strict.id), await meet(free.id)];
  const paper = await post("papers", { title: `Vorlage ${run}`, meetingId: meeting.id, authorId: author });
  time.now = new Date(Date.parse(time.now) + 61_000).toISOString();
  const turn = (act: Act) => {
    switch (act.act) {
      case "move":
        return patch(`meetings/${meeting.id}`, { takesPlaceOn: act.on });
      case "call-off":
        return patch(`meetings/${meeting.id}`, { state: "cancelled" });
      case "hold":
        return patch(`meetings/${meeting.id}`, { state: "planned" });
      case "forbid":
        return patch(`deadline-rules/${rule.id}`, { rule: none });
      case "rule":
        return patch(`deadline-rules/${rule.id}`, { rule: cutOff(act.days) });
      case "to-other":
        return patch(`papers/${paper.id}`, { meetingId: other.id });
      case "back":
        return patch(`papers/${paper.id}`, { meetingId: meeting.id });
      case "wait":
        time.now = new Date(Date.parse(time.now) + act.seconds * 1000).toISOString();
        return settle();
      default:
        return act satisfies never;
    }
  };
  async function settle() {
    await sweepAll(tools);
    await owner.makeMailsDue();
    await sendMails(tools);
  }
  const look = async () => {
    const [now] = await owner.query<{ cancelled: boolean; on: string; rule: object; days: number | null }>(
      `select m.state = 'cancelled' as cancelled, m.takes_place_on::text as on, r.rule, (r.rule->>'days')::int as days
       from papers p join meetings m on m.office_id = p.office_id and m.id = p.meeting_id
         left join deadline_rules r on r.office_id = m.office_id and r.owner_id = m.committee_id
       where p.id = $1`,
      [paper.id],
    );
    const rows = await owner.query<{ id: string; state: string; on: string; left: number | null }>(
      `select d.id, d.state, d.effective_on::text as on,
         extract(day from m.takes_place_on - d.effective_on::timestamp)::int as left
       from deadlines d left join meetings m on m.office_id = d.office_id and m.id = d.anchor_id
       where d.subject_id = $1`,
      [paper.id],
    );
    return { now, rows };
  };
  return { email, turn, look };
}

/** The calendar part of a mail about one deadline. */
function entryOf(mail: ReceivedMail) {
  const calendar = new ICAL.Component(ICAL.parse(String(mail.attachments[0]?.content)));
  const event = calendar.getFirstSubcomponent("vevent");
  return {
    method: calendar.getFirstPropertyValue("method"),
    uid: event?.getFirstPropertyValue("uid"),
    sequence: Number(event?.getFirstPropertyValue("sequence")),
  };
}

function expected(known: string | null, current: string | null): string {
  if (current === null) return `${formatDay(String(known), "de")} → entfällt`;
  const day = formatDayWithWeekday(current, "de");
  return known === null ? `gilt wieder: ${day}` : `${formatDay(known, "de")} → ${day}`;
}

t.test(
  "whatever the order of changes, people know in the end what is so, and were told each change once",
  async (t) => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(acts, { minLength: 2, maxLength: 12 }), async (sequence) => {
        run += 1;
        const { email, turn, look } = await begin(run);
        let known: string | null = "2027-05-27";
        let entry: { uid: unknown; sequence: number } = { uid: undefined, sequence: 0 };
        let read = smtp.mails.length;
        for (const act of [...sequence, { act: "wait", seconds: 61 } as const]) {
          await turn(act);
          const { now, rows } = await look();
          if (rows.length > 1) throw new Error("the duty is there twice");
          const [row] = rows;
          const isOwed = now?.cancelled === false && now.days !== null;
          if (row?.state !== (isOwed ? "open" : "cancelled"))
            throw new Error(`${row?.state}, owed: ${isOwed}`);
          if (isOwed && row.left !== now.days) throw new Error(`${row.left} days before, not ${now.days}`);
          if (act.act !== "wait") continue;
          const current: string | null = row.state === "open" ? row.on : null;
          const told = smtp.mails.slice(read).filter(({ envelopeTo }) => envelopeTo.includes(email));
          read = smtp.mails.length;
          // A minute after the last change at the latest; several short waits may make one.
          const isOver = act.seconds > 60 || told.length > 0;
          if (isOver && told.length !== (current === known ? 0 : 1)) {
            throw new Error(`${told.length} mails from ${known} to ${current}`);
          }
          for (const mail of told) {
            const text = (mail.text ?? "").replaceAll("\n", " ");
            if (!text.includes(expected(known, current)))
              throw new Error(`${expected(known, current)}: ${text}`);
            const { method, uid, sequence: higher } = entryOf(mail);
            if (method !== (current === null ? "CANCEL" : "REQUEST")) throw new Error(String(method));
            if (higher <= entry.sequence || (entry.uid ?? uid) !== uid) throw new Error(`${uid} ${higher}`);
            entry = { uid, sequence: higher };
          }
          if (isOver) known = current;
        }
      }),
      { numRuns: sized(20, 200), examples: [[ruleWhileOff], [ruleWhileElsewhere]] },
    );
    t.ok(smtp.mails.length > 10, "there was something to tell");
  },
);
