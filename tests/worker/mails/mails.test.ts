import { isSigned, readLink } from "@zuwendo/links";
import t, { type Test } from "tap";
import { readCalendar } from "../../calendar/read-calendar.ts";
import { databaseForTest } from "../../support/database.ts";
import { type ReceivedMail, smtpForTest } from "../../support/smtp.ts";
import { friday, headerOf, mailedOffice } from "../mailed-office.ts";
import { readWithPython } from "./second-reader.ts";

const database = await databaseForTest(t);
const smtp = await smtpForTest(t);
const publicUrl = "https://zuwendo.example";
const words = "Straßenfest „Grüße“ & Café 🎈";

const kinds = ["digest", "statutory", "urgent", "urgentDuty", "movedOne", "movedMore", "standIn"] as const;
type MailKind = (typeof kinds)[number];

interface Wanted {
  readonly mail: MailKind;
  readonly language: "de" | "en";
  readonly name: string;
  readonly email: string;
  readonly titles: readonly string[];
  readonly isVoluntary: boolean;
  readonly isMoved: boolean;
}

const names = {
  de: "Jürgen Groß-Löwenstein 🎉",
  en: 'Zoë "Zo" O’Brien, M.A.',
} as const;

/** One person per kind of mail and language, to whom one such mail is owed. */
async function everyKindOfMail(t: Test) {
  const begun = await mailedOffice(t, { database, smtp }, { publicUrl });
  const { insertPerson, insertDuty, wish, move, owner } = begun;
  const wanted: Wanted[] = [];
  for (const language of ["de", "en"] as const) {
    const expect = async (
      mail: MailKind,
      duties: readonly Parameters<typeof insertDuty>[0][],
      isVoluntary: boolean,
      leadId?: string,
    ) => {
      const email = `${mail}-${language}@example.org`;
      const name = `${names[language]} ${mail}`;
      // Whoever stands in has to see the duty as well.
      const roles = [mail === "standIn" ? "auditor" : "project-lead"];
      const id = await insertPerson({ name, email, language, roles });
      const isMoved = mail.startsWith("moved");
      const titles: string[] = [];
      for (const [index, duty] of duties.entries()) {
        const title = `${words} ${language} ${mail} ${index}`;
        titles.push(title);
        const dutyId = await insertDuty({ ...duty, title, leadId: leadId ?? id });
        if (isMoved)
          await move(dutyId, duty.kind, "2026-12-18", { de: "Größe geändert", en: "Size changed" });
      }
      wanted.push({ mail, language, name, email, titles, isVoluntary, isMoved });
      return id;
    };
    const completion = { kind: "completion", nominalOn: "2026-10-23" } as const;
    const drawdown = { kind: "drawdown-request", nominalOn: "2026-10-23" } as const;
    await expect("digest", [completion, completion, drawdown], true);
    await expect("statutory", [completion, completion], false);
    await expect("urgent", [{ kind: "application-cut-off", nominalOn: "2026-10-19" }], true);
    await expect("urgentDuty", [{ kind: "granting-period-end", nominalOn: "2026-10-19" }], false);
    await expect("movedOne", [{ kind: "proof-of-use", nominalOn: "2026-12-11" }], false);
    await expect("movedMore", [drawdown, { kind: "proof-of-use", nominalOn: "2026-12-11" }], false);
    const away = await insertPerson({
      name: "Anna Äußerst",
      email: `away-${language}@example.org`,
      language,
    });
    const deputy = await expect("standIn", [completion], false, away);
    await wish(away, { deputyId: deputy, absentFrom: "2026-10-12", absentUntil: "2026-10-30" });
  }
  // The office and the lead office are told of some of these as well, in mails of their own.
  const everything = await begun.at(friday);
  const rows = await owner.query<{ id: string; email: string; subject: string; mail_secret: Buffer }>(
    `select m.id, p.email, m.subject, o.mail_secret from mails m
       join people p on p.office_id = m.office_id and p.id = m.recipient_id join offices o on o.id = m.office_id
     where m.office_id = $1`,
    [begun.office.id],
  );
  const mails = wanted.map((one) => {
    const [mail, ...others] = everything.filter(({ envelopeTo }) => envelopeTo.join() === one.email);
    if (mail === undefined || others.length > 0) throw new Error(`not one mail to ${one.email}`);
    const row = rows.find(({ email }) => email === one.email);
    if (row === undefined) throw new Error("a mail without a row");
    return { ...one, received: mail, row };
  });
  return { ...begun, mails, secret: rows[0]?.mail_secret ?? Buffer.alloc(0) };
}

const begun = await everyKindOfMail(t);
const { mails, owner, secret, office } = begun;
const second = readWithPython(mails.map(({ received }) => received));
if (second === undefined) t.comment("no python3 on the PATH: the mails are read by mailparser alone");

/** The addresses in a mail, from both parts. */
function urlsIn({ text = "", html }: ReceivedMail): string[] {
  const inHtml = [...String(html).matchAll(/href="([^"]+)"/g)].map(([, url = ""]) =>
    url.replaceAll("&amp;", "&"),
  );
  return [...(text.match(/https?:\S+/g) ?? []), ...inHtml];
}

/** The tokens of answers in a mail, each once. */
function answersIn(mail: ReceivedMail): string[] {
  const found = urlsIn(mail).map((url) => /\/answers\/([\w-]+)/.exec(url)?.[1]);
  return [...new Set(found.filter((token) => token !== undefined))];
}

t.test("the octets are those of the standards", async (t) => {
  for (const { received, email } of mails) {
    const lines = received.raw.split("\r\n");
    t.ok(
      lines.every((line) => line.length <= 998),
      `${email}: no line is longer than 998 octets`,
    );
    t.notMatch(received.raw.replaceAll("\r\n", ""), /[\r\n]/, `${email}: no bare CR or LF`);
    t.match(
      received.raw.slice(0, received.raw.indexOf("\r\n\r\n")),
      /^[\x20-\x7e\r\n\t]+$/,
      `${email}: ASCII in the header`,
    );
  }
});

t.test("the header says from whom, to whom, when and nothing else", async (t) => {
  for (const [index, { received, row, name, email, language, titles, mail }] of mails.entries()) {
    const python = second?.[index];
    t.equal(received.messageId, `<${row.id}@zuwendo.example>`);
    t.equal(received.date?.toISOString(), friday, "the moment it was worded for");
    t.same(received.from?.value, [{ name: "Amt A1", address: "zuwendo@zuwendo.example" }]);
    t.same(received.to, { ...received.to, value: [{ name, address: email }] }, `${email} reads ${name}`);
    t.equal(headerOf(received, "Auto-Submitted"), "auto-generated");
    const { subject = "" } = received;
    t.equal(subject, row.subject);
    t.match(subject, language === "de" ? /Frist/ : /[Dd]eadline/, email);
    for (const secretWord of [...titles, "Straßenfest", name, "Groß", "Zoë", "Äußerst", "RZ-"])
      t.notMatch(subject, secretWord, `${mail}: nothing personal in the subject`);
    if (python === undefined) continue;
    t.same(python.defects, [], `${email}: Python finds nothing to complain of`);
    t.equal(python.headers["message-id"], received.messageId);
    t.equal(new Date(python.headers.date ?? "").toISOString(), friday);
    t.same(python.to, [{ name, address: email }]);
    t.equal(python.headers.subject, subject);
    t.equal(python.headers["auto-submitted"], "auto-generated");
    t.equal(python.headers["list-unsubscribe"] ?? null, headerOf(received, "List-Unsubscribe"));
  }
});

t.test("both parts say everything, with every letter right", async (t) => {
  for (const [index, { received, titles, isMoved, name, email, mail, language }] of mails.entries()) {
    const [text, html] = [received.text ?? "", String(received.html)];
    const flat = text.replaceAll("\n", " ");
    for (const title of titles) {
      t.match(flat, title, `${email}: text`);
      t.match(html, title.replaceAll("&", "&amp;"), `${email}: HTML`);
      t.equal(flat.split(title).length, 2, `${email}: once`);
    }
    t.match(flat, name);
    t.notMatch(text + html, /\ufffd|Ã|undefined|null|NaN|\{\w+\}/, `${email}: nothing broken`);
    if (mail === "standIn")
      t.match(
        flat,
        language === "de" ? "Sie vertreten Anna Äußerst." : "You are standing in for Anna Äußerst.",
      );
    const python = second?.[index];
    if (python === undefined) continue;
    t.same(
      python.structure.filter((type) => !/^application|^multipart\/mixed/.test(type)),
      ["multipart/alternative", "text/plain", "text/html", ...(isMoved ? ["text/calendar"] : [])],
      email,
    );
    const inside = python.parts.filter(({ type }) => type.startsWith("text/"));
    t.ok(
      inside.every(({ charset }) => charset === "utf-8"),
      `${email}: UTF-8`,
    );
    t.equal(
      inside[0]?.text.replaceAll("\r\n", "\n").trim(),
      text.trim(),
      `${email}: both readers see the same text`,
    );
    t.equal(inside[1]?.text.replaceAll("\r\n", "\n").trim(), html.trim(), `${email}: and the same HTML`);
  }
});

t.test("every address is absolute and leads to this installation", async (t) => {
  for (const { received, email } of mails) {
    const urls = urlsIn(received);
    t.ok(urls.length > 0, email);
    t.same(
      urls.filter((url) => !url.startsWith(`${publicUrl}/`)),
      [],
      email,
    );
    t.ok(urls.every((url) => URL.canParse(url) && new URL(url).href === url));
  }
});

t.test("each answer leads to its own reminder", async (t) => {
  for (const { received, row, titles, isMoved, email } of mails) {
    const tokens = answersIn(received);
    t.equal(tokens.length, isMoved ? 0 : titles.length, email);
    for (const token of tokens) {
      const link = readLink(token);
      t.ok(link !== undefined && isSigned(secret, link), `${email}: signed by the office`);
      t.match(link, { purpose: "answer", officeId: office.id });
      const [reminder] = await owner.query<{ title: string; mailId: string; email: string }>(
        `select d.title, r.mail_id as "mailId", p.email from reminders r
           join deadlines d on d.office_id = r.office_id and d.id = r.deadline_id
           join people p on p.office_id = r.office_id and p.id = r.recipient_id
         where r.office_id = $1 and r.id = $2`,
        [office.id, link?.id],
      );
      t.match(reminder, { mailId: row.id, email }, "the very one");
      const entry = (received.text ?? "").split("\n\n").find((one) => one.includes(token)) ?? "";
      t.match(entry.replaceAll("\n", " "), reminder?.title ?? "?", "below the matter that it answers");
    }
  }
});

t.test("there is a way out of what is voluntary, and of nothing else", async (t) => {
  for (const { received, row, isVoluntary, email } of mails) {
    const list = headerOf(received, "List-Unsubscribe");
    const [, url, token = ""] =
      /^<(https:\/\/zuwendo\.example\/unsubscribe\/([\w-]+))>$/.exec(list ?? "") ?? [];
    t.equal(list !== null, isVoluntary, email);
    t.equal(
      headerOf(received, "List-Unsubscribe-Post"),
      isVoluntary ? "List-Unsubscribe=One-Click" : null,
      email,
    );
    t.equal(
      urlsIn(received).some((one) => one.includes("/unsubscribe/")),
      isVoluntary,
      email,
    );
    if (!isVoluntary) continue;
    const link = readLink(token);
    t.ok(link !== undefined && isSigned(secret, link));
    t.match(link, { purpose: "unsubscribe", id: row.id }, "of this very mail");
    t.ok(urlsIn(received).includes(url ?? ""), "the text has the same address");
  }
});

t.test("an attached calendar is the one of the database", async (t) => {
  for (const [index, { received, row, isMoved, titles, name, email }] of mails.entries()) {
    const parts = received.attachments.filter(({ contentType }) => /calendar|ics/.test(contentType));
    t.equal(parts.length > 0, isMoved, email);
    if (!isMoved) continue;
    const stored = await owner.query<{ uid: string; sequence: number; start: string; title: string }>(
      `select 'deadline-' || d.id || '@zuwendo.example' as uid, d.version - 1 as sequence, d.effective_on::text as start, d.title
       from mail_moves l join deadline_moves m on m.office_id = l.office_id and m.id = l.move_id
         join deadlines d on d.office_id = m.office_id and d.id = m.deadline_id
       where l.office_id = $1 and l.mail_id = $2 order by d.title`,
      [office.id, row.id],
    );
    t.equal(stored.length, titles.length);
    const texts = [
      ...parts.map(({ content }) => String(content)),
      ...(second?.[index]?.parts ?? [])
        .filter(({ type }) => type === "text/calendar")
        .map(({ text }) => text),
    ];
    for (const text of texts) {
      const { events, value } = readCalendar(text);
      t.equal(value("method"), titles.length === 1 ? "REQUEST" : "PUBLISH", email);
      t.same(
        events
          .map(({ uid, sequence, start, summary }) => ({
            uid,
            sequence,
            start,
            title: summary.replace(/^[^:]+: /, ""),
          }))
          .sort((a, b) => (a.title < b.title ? -1 : 1)),
        stored,
      );
      t.ok(events.every(({ isAllDay }) => isAllDay));
      if (titles.length === 1) {
        const [, attendee] = events[0]?.mailboxes ?? [];
        t.match(attendee, { role: "attendee", address: new RegExp(`mailto:${email}`, "i"), rsvp: "FALSE" });
        t.match(attendee?.name, name.replaceAll('"', "").slice(0, 3));
      }
    }
  }
});

t.test("a mail that is tried again is the same mail with the same links", async (t) => {
  const again = await everyKindOfMailRefused(t);
  t.equal(again.attempts.length, 3);
  for (const read of [
    ({ messageId }: ReceivedMail) => messageId,
    (mail: ReceivedMail) => urlsIn(mail).join(),
    (mail: ReceivedMail) => headerOf(mail, "List-Unsubscribe"),
  ])
    t.equal(new Set(again.attempts.map(read)).size, 1);
});

async function everyKindOfMailRefused(t: Test) {
  const { at, insertDuty, owner, office, lead } = await mailedOffice(t, { database, smtp }, { publicUrl });
  await insertDuty({ kind: "completion", nominalOn: "2026-10-23" });
  await insertDuty({ kind: "paper-cut-off", nominalOn: "2026-10-23" });
  await owner.query("update people set roles = '{}' where office_id = $1 and id <> $2", [office.id, lead.id]);
  const attempts: ReceivedMail[] = [];
  for (const behaviour of [
    { does: "refuse", at: "data", code: 451 },
    { does: "refuse", at: "data", code: 452 },
    { does: "accept" },
  ] as const) {
    await smtp.setBehaviour(behaviour);
    attempts.push(...(await at(friday)));
  }
  return { attempts };
}

t.test("a path in the public address stays in every link", async (t) => {
  const { at, insertDuty } = await mailedOffice(
    t,
    { database, smtp },
    { publicUrl: "https://rathaus.example/frist/" },
  );
  await insertDuty({ kind: "follow-up", nominalOn: "2026-10-16" });
  const [mail] = await at(friday);
  if (mail === undefined) throw new Error("no mail");
  t.ok(urlsIn(mail).every((url) => url.startsWith("https://rathaus.example/frist/")));
  t.match(headerOf(mail, "List-Unsubscribe"), /^<https:\/\/rathaus\.example\/frist\/unsubscribe\/[\w-]+>$/);
  t.match(mail.messageId, /@rathaus\.example>$/);
});
