import { addDays } from "@zuwendo/domain";
import {
  messageIdOf,
  openTransport,
  type ReminderItem,
  type ReminderMailInput,
  renderReminderMail,
} from "@zuwendo/mail";
import fc from "fast-check";
import t from "tap";
import { smtpForTest } from "../support/smtp.ts";
import { daysIn, textOf, wordsMissingIn } from "./mail-parts.ts";

const today = "2026-10-16";

function itemDueIn(days: number, changes: Partial<ReminderItem> = {}): ReminderItem {
  const on = addDays(today, days);
  return {
    deadlineId: `d${days}`,
    kind: { de: "Verwendungsnachweis", en: "proof of use" },
    title: "Begegnungscafé",
    number: "RZ-2026-A-0007",
    isByHand: false,
    softOn: null,
    effectiveOn: on,
    endTime: "24:00",
    isOver: days < 0,
    explanation: null,
    note: null,
    standsInFor: null,
    why: {
      rule: { de: "7 Tage vorher", en: "7 days before" },
      role: { de: "Projektleitung", en: "project lead" },
      countedOn: null,
      timing: "on-time",
    },
    nextReminderOn: "2026-12-24",
    mayPutOff: days > 0,
    answerPath: `/answers/d${days}`,
    ...changes,
  };
}

function mailOf(items: readonly ReminderItem[], changes: Partial<ReminderMailInput> = {}) {
  return renderReminderMail({
    language: "de",
    recipientName: "Mia Sommer",
    officeName: "Stadt Beispielburg",
    officeEmail: null,
    publicUrl: "https://zuwendo.example",
    today,
    items,
    personPath: "/reminders/mia",
    unsubscribePath: null,
    ...changes,
  });
}

const spendingWindow: Partial<ReminderItem> = {
  kind: { de: "Verwendung der Mittel", en: "use of funds" },
  why: {
    rule: { de: "7 Tage vorher", en: "7 days before" },
    role: { de: "Projektleitung", en: "project lead" },
    countedOn: "2026-10-31",
    timing: "on-time",
  },
  effectiveOn: "2026-11-02",
  explanation: {
    de: "31.10.2026 ist ein Samstag und Feiertag (Reformationstag), daher Montag, 02.11.2026 (§ 31 Abs. 3 VwVfG).",
    en: "31 Oct 2026 is a Saturday and a public holiday (Reformation Day), therefore Monday, 2 Nov 2026 (§ 31 (3) VwVfG).",
  },
};

t.test("the subject names one deadline and counts several", async (t) => {
  const completion = { kind: { de: "Unterlagen nachreichen", en: "completion of documents" } };
  const cases: [number[], string, string][] = [
    [
      [14],
      "Frist in 14 Tagen (30.10.2026): Verwendungsnachweis RZ-2026-A-0007",
      "Deadline in 14 days (30 Oct 2026): proof of use RZ-2026-A-0007",
    ],
    [
      [1],
      "Frist morgen (17.10.2026): Verwendungsnachweis RZ-2026-A-0007",
      "Deadline tomorrow (17 Oct 2026): proof of use RZ-2026-A-0007",
    ],
    [
      [0],
      "Frist heute (16.10.2026): Verwendungsnachweis RZ-2026-A-0007",
      "Deadline today (16 Oct 2026): proof of use RZ-2026-A-0007",
    ],
    [
      [-1],
      "Überfällig (15.10.2026): Verwendungsnachweis RZ-2026-A-0007",
      "Overdue (15 Oct 2026): proof of use RZ-2026-A-0007",
    ],
    [[-3, -9], "Überfällig: Verwendungsnachweis (2)", "Overdue: proof of use (2)"],
    [[0, 1, 2], "1 Frist heute, 2 diese Woche", "1 deadline today, 2 this week"],
    [[0, 0], "2 Fristen heute", "2 deadlines today"],
    [[1, 3], "2 Fristen binnen 7 Tagen", "2 deadlines within 7 days"],
    [[8, 20], "2 Fristen, die nächste in 8 Tagen", "2 deadlines, the next in 8 days"],
    [
      [-2, 0, 7, 8],
      "1 Frist überfällig, 1 heute, 1 binnen 7 Tagen, 1 später",
      "1 deadline overdue, 1 today, 1 within 7 days, 1 later",
    ],
  ];
  for (const [days, de, en] of cases) {
    const items = days.map((each) => itemDueIn(each));
    t.equal(mailOf(items).subject, de);
    t.equal(mailOf(items, { language: "en" }).subject, en);
  }
  const mixed = [itemDueIn(-3), itemDueIn(-3, completion)];
  t.equal(mailOf(mixed).subject, "2 Fristen überfällig");
  t.equal(mailOf(mixed, { language: "en" }).subject, "2 deadlines overdue");
});

t.test("the days left are those of the day of sending", async (t) => {
  const cases: [number, string, string][] = [
    [
      -3,
      "Seit 3 Tagen überfällig, die Frist endete am Dienstag, 13.10.2026",
      "3 days overdue, the deadline was Tuesday, 13 Oct 2026",
    ],
    [
      -1,
      "Seit 1 Tag überfällig, die Frist endete am Donnerstag, 15.10.2026",
      "1 day overdue, the deadline was Thursday, 15 Oct 2026",
    ],
    [0, "Heute bis 24:00 Uhr (Freitag, 16.10.2026)", "Today until 24:00 (Friday, 16 Oct 2026)"],
    [1, "Bis Samstag, 17.10.2026 (morgen)", "By Saturday, 17 Oct 2026 (tomorrow)"],
    [14, "Bis Freitag, 30.10.2026 (in 14 Tagen)", "By Friday, 30 Oct 2026 (in 14 days)"],
  ];
  for (const [days, de, en] of cases) {
    t.ok(mailOf([itemDueIn(days)]).text.includes(`\n${de}\n`), de);
    t.ok(mailOf([itemDueIn(days)], { language: "en" }).text.includes(`\n${en}\n`), en);
  }
  const late = mailOf([itemDueIn(7, { isOver: true })], { today: addDays(today, 10) });
  t.match(late.text, /Seit 3 Tagen überfällig/);
  t.notMatch(late.text, /in 7 Tagen/);
});

t.test("one mail in full", async (t) => {
  const { text } = mailOf([itemDueIn(0, { ...spendingWindow, nextReminderOn: "2026-10-23" })]);
  t.equal(
    text,
    `Guten Tag Mia Sommer,

Ihre Frist, Stand 16.10.2026

Verwendung der Mittel
Bis Montag, 02.11.2026 (in 17 Tagen)
Projekt: Begegnungscafé (RZ-2026-A-0007)
31.10.2026 ist ein Samstag und Feiertag (Reformationstag), daher Montag,
02.11.2026 (§ 31 Abs. 3 VwVfG).
Warum: 7 Tage vorher (gezählt bis 31.10.2026), Rolle Projektleitung. Nächste
Mail: 23.10.2026.
Erledigt oder nicht Ihre Aufgabe? Hier antworten:
https://zuwendo.example/answers/d0

Alle Ihre Erinnerungen und Einstellungen:
https://zuwendo.example/reminders/mia

Es gilt der Bescheid oder Aufruf, nicht diese Mail. Die Frist läuft auch,
wenn eine Mail ausbleibt.
Stadt Beispielburg
`,
  );
});

t.test("an explanation comes where there is one, the last mail says so", async (t) => {
  const plain = mailOf([itemDueIn(5, { nextReminderOn: null, number: null })]);
  t.notMatch(plain.text, /null|gezählt/);
  t.match(plain.text, /\nBetreff: Begegnungscafé\n/, "no application, no project");
  t.match(plain.text, /Keine weitere Mail ist geplant\./);
  t.match(mailOf([itemDueIn(5, spendingWindow)], { language: "en" }).text, /Reformation Day/);
  t.match(
    mailOf([itemDueIn(5, { nextReminderOn: null })], { language: "en" }).text,
    /Why: 7 days before, role project lead\. No further email is planned\./,
  );
});

t.test("a digest arrives with both parts saying the same", async (t) => {
  const smtp = await smtpForTest(t);
  const transport = openTransport(smtp.url, { from: "frist@rathaus.example", log: { warn() {} } });
  t.teardown(() => transport.close());
  const items = [itemDueIn(20, spendingWindow), itemDueIn(3), itemDueIn(-3), itemDueIn(0, { number: null })];
  for (const language of ["de", "en"] as const) {
    const mail = mailOf(items, { language });
    await transport.send({
      ...mail,
      messageId: messageIdOf(language, "rathaus.example"),
      to: { name: "Mia Sommer", address: "mia@verein.example" },
      date: "2026-10-16T05:00:00.000Z",
    });
    const received = smtp.mails.at(-1);
    const [text, html] = [received?.text ?? "", String(received?.html)];
    t.equal(received?.subject, mail.subject);
    t.equal(text, mail.text);
    t.same(daysIn(text, language), daysIn(textOf(html), language));
    t.ok(daysIn(text, language).length > items.length);
    t.same(
      text.match(/https:\S+/g),
      [...html.matchAll(/href="([^"?]+)(?:\?answer=done)?"/g)].map(([, url]) => url),
      "in HTML each answer has a button, in text they share an address",
    );
    t.same(
      [...html.matchAll(/\?answer=([a-z-]+)"/g)].map(([, answer]) => answer),
      [-3, 0, 3, 20].flatMap((days) => (days > 0 ? ["done", "later", "not-mine"] : ["done", "not-mine"])),
    );
    t.same(
      wordsMissingIn(
        html,
        text.replaceAll("Einstellungen:", "Einstellungen").replaceAll("settings:", "settings"),
      ),
      [],
    );
    t.match(html, `<html lang="${language}">`);
    t.same([...html.matchAll(/<h(\d)/g)].map(([, level]) => level).join(""), "123232323");
    t.notMatch(html, /<(?:img|table|script|style|link)|url\(|[^-]color:#/);
    t.ok(text.split("\n").every((line) => line.length <= 76 || line.startsWith("https:")));
  }
  t.match(
    smtp.mails[0]?.text,
    /ÜBERFÄLLIG \(1\)[\s\S]+HEUTE \(1\)[\s\S]+BINNEN 7 TAGEN \(1\)[\s\S]+SPÄTER \(1\)/,
  );
  t.match(smtp.mails[0]?.html, /<h2[^>]*>Überfällig \(1\)<\/h2>/);
});

t.test("content cannot pose as markup, layout or another host", async (t) => {
  const { text, html, subject } = mailOf(
    [
      itemDueIn(1, {
        title: "<img src=x onerror=alert(1)>\n\nHEUTE (9)\n\u202eabc",
        number: "\"><script>alert('1')</script>",
        answerPath: "//evil.example/x",
      }),
    ],
    { recipientName: "{today} <b>&amp;", publicUrl: "https://zuwendo.example/base/" },
  );
  t.notMatch(html, /<img|<script|<b>/);
  t.match(
    html,
    "&lt;img src=x onerror=alert(1)&gt; HEUTE (9) abc (&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)",
  );
  t.match(html, "Guten Tag {today} &lt;b&gt;&amp;amp;,");
  t.match(html, 'href="https://zuwendo.example/base/evil.example/x?answer=done"');
  t.match(text, "\nProjekt: <img src=x onerror=alert(1)> HEUTE (9) abc\n(");
  t.equal(
    subject,
    "Frist morgen (17.10.2026): Verwendungsnachweis \"><script>alert('1')</script>",
    "a header is no markup",
  );
  for (const path of ["javascript:alert(1)", "\\\\evil.example", "https://evil.example"]) {
    t.match(mailOf([itemDueIn(1, { answerPath: path })]).html, 'href="https://zuwendo.example/');
  }
});

t.test("a mail without deadlines is refused", async (t) => {
  t.throws(() => mailOf([]), RangeError);
  t.throws(() => mailOf([itemDueIn(1)], { today: "2026-02-30" }), { code: "invalid-day" });
});

const someItems = fc
  .array(fc.record({ days: fc.integer({ min: -400, max: 400 }), title: fc.string({ unit: "grapheme" }) }), {
    minLength: 1,
    maxLength: 30,
  })
  .map((dues) =>
    dues.map(({ days, title }, index) =>
      itemDueIn(days, {
        title: `Titel§${title}`,
        number: `RZ-${index}`,
        answerPath: `/d/${index}/`,
        nextReminderOn: null,
      }),
    ),
  );

t.test(
  "property: every deadline is in both parts exactly once, in order, and none in the subject",
  async () => {
    fc.assert(
      fc.property(someItems, fc.constantFrom("de", "en"), (items, language) => {
        const { subject, text, html } = mailOf(items, { language, recipientName: "Mia§Sommer" });
        for (const part of [text, html]) {
          const order = [...part.matchAll(/https:\/\/zuwendo\.example\/d\/(\d+)\/(?:\?answer=done|\s)/g)].map(
            ([, index]) => Number(index),
          );
          if (order.length !== items.length || new Set(order).size !== items.length) return false;
          const days = order.map((index) => items[index]?.effectiveOn ?? "");
          if (days.join() !== days.toSorted().join()) return false;
        }
        if (html.match(/<article/g)?.length !== items.length) return false;
        if (JSON.stringify(daysIn(text, language)) !== JSON.stringify(daysIn(textOf(html), language)))
          return false;
        const counts = /^\d|\(\d+\)$/.test(subject)
          ? (subject.match(/\b\d+\b(?! (?:Tag|day))/g) ?? [])
          : ["1"];
        const counted = counts.reduce((sum, count) => sum + Number(count), 0);
        return counted === items.length && !subject.includes("§") && !subject.includes("\n");
      }),
      { numRuns: 300 },
    );
  },
);

t.test("the office's address for questions stands beside its name", (t) => {
  const { text, html } = mailOf([itemDueIn(1)], { officeEmail: "fragen@beispielburg.example" });
  t.match(text, "\nStadt Beispielburg, fragen@beispielburg.example\n");
  t.match(html, "fragen@beispielburg.example");
  t.end();
});

t.test("a step that goes out on another day than its own says so", (t) => {
  const { why } = itemDueIn(0);
  const flat = (changes: Partial<ReminderItem["why"]>, language: "de" | "en" = "de") =>
    mailOf([itemDueIn(0, { why: { ...why, ...changes } })], { language }).text.replaceAll("\n", " ");
  t.match(flat({}), "Warum: 7 Tage vorher, Rolle Projektleitung.");
  t.match(flat({ timing: "late" }), "Warum: 7 Tage vorher (nachgeholt), Rolle Projektleitung.");
  t.match(flat({ timing: "late" }, "en"), "Why: 7 days before (sent late), role project lead.");
  t.match(flat({ timing: "early" }), "Warum: 7 Tage vorher (vorgezogen), Rolle Projektleitung.");
  t.match(flat({ timing: "early" }, "en"), "Why: 7 days before (sent early), role project lead.");
  t.match(flat({ timing: "late", countedOn: "2026-10-15" }), "(nachgeholt, gezählt bis 15.10.2026)");
  t.end();
});

t.test("a recommended day is told as what it is on the day of sending", (t) => {
  const textOn = (softOn: string, language: "de" | "en" = "de") =>
    mailOf([itemDueIn(20, { softOn })], { language }).text;
  t.match(textOn("2026-10-20"), "\nMöglichst bis Dienstag, 20.10.2026.\n");
  t.match(textOn(today), "\nMöglichst heute.\n");
  t.match(textOn(today, "en"), "\nToday if possible.\n");
  t.match(textOn("2026-10-15"), "\nDer Soll-Termin am Donnerstag, 15.10.2026 ist vorbei.\n");
  t.end();
});

t.test("two mails of one day about deadlines of one kind can be told apart", async (t) => {
  const subjectOf = (number: string | null) => mailOf([itemDueIn(1, { number })]).subject;
  t.not(subjectOf("RZ-2026-A-0007"), subjectOf("RZ-2026-A-0008"));
  t.equal(subjectOf(null), "Frist morgen (17.10.2026): Verwendungsnachweis");
});

t.test("a deadline made by hand names the application beside its own title", async (t) => {
  const item = itemDueIn(5, { title: "Rechnung nachreichen", isByHand: true });
  t.match(mailOf([item]).text, "\nBetreff: Rechnung nachreichen (Antrag RZ-2026-A-0007)\n");
  t.match(
    mailOf([item], { language: "en" }).text,
    "\nSubject: Rechnung nachreichen (application RZ-2026-A-0007)\n",
  );
});
