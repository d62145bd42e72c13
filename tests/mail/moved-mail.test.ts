import {
  type MovedItem,
  type MovedMailInput,
  messageIdOf,
  openTransport,
  renderMovedMail,
} from "@zuwendo/mail";
import t from "tap";
import { smtpForTest } from "../support/smtp.ts";
import { daysIn, textOf, wordsMissingIn } from "./mail-parts.ts";

const cutOff: MovedItem = {
  kindLabel: { de: "Antragsschluss", en: "application cut-off" },
  title: "Sprachtreff & Café",
  number: "RZ-2026-A-0009",
  isByHand: false,
  before: { on: "2026-10-19", time: "24:00" },
  after: { on: "2026-11-05", days: 20, time: "24:00", isOver: false },
  standsInFor: null,
  reason: {
    de: "Die Sitzung des Begleitausschusses ist jetzt am 19.11.2026.",
    en: "The committee now meets on 19 Nov 2026.",
  },
  explanation: {
    de: "Sitzung am 19.11.2026 − 14 Tage = Donnerstag, 05.11.2026.",
    en: "Meeting on 19 Nov 2026 − 14 days = Thursday, 5 Nov 2026.",
  },
};

function mailOf(items: readonly MovedItem[], changes: Partial<MovedMailInput> = {}) {
  return renderMovedMail({
    language: "de",
    recipientName: "Mia Sommer",
    officeName: "Stadt Beispielburg",
    officeEmail: null,
    publicUrl: "https://zuwendo.example",
    items,
    personPath: "/reminders/mia",
    ...changes,
  });
}

t.test("one moved deadline in full", async (t) => {
  const { subject, text } = mailOf([cutOff]);
  t.equal(subject, "Frist verschoben auf 05.11.2026: Antragsschluss RZ-2026-A-0009");
  t.equal(
    text,
    `Guten Tag Mia Sommer,

Eine Frist hat sich geändert

Antragsschluss
19.10.2026 → Donnerstag, 05.11.2026 (in 20 Tagen)
Grund: Die Sitzung des Begleitausschusses ist jetzt am 19.11.2026.
Projekt: Sprachtreff & Café (RZ-2026-A-0009)
Sitzung am 19.11.2026 − 14 Tage = Donnerstag, 05.11.2026.

Alle Ihre Erinnerungen und Einstellungen:
https://zuwendo.example/reminders/mia

Die Erinnerungen richten sich nach dem neuen Tag. Im Anhang: der neue
Kalendereintrag.
Es gilt der Bescheid oder Aufruf, nicht diese Mail. Die Frist läuft auch,
wenn eine Mail ausbleibt.
Stadt Beispielburg
`,
  );
});

t.test("several moved deadlines arrive with both parts saying the same", async (t) => {
  const smtp = await smtpForTest(t);
  const transport = openTransport(smtp.url, { from: "frist@rathaus.example", log: { warn() {} } });
  t.teardown(() => transport.close());
  const items = [
    cutOff,
    { ...cutOff, number: null, after: { on: "2026-10-17", days: 1, time: "24:00", isOver: false } },
  ];
  const subjects = { de: "2 Fristen verschoben", en: "2 deadlines moved" };
  for (const language of ["de", "en"] as const) {
    await transport.send({
      ...mailOf(items, { language }),
      messageId: messageIdOf(language, "rathaus.example"),
      to: { name: "Mia Sommer", address: "mia@verein.example" },
      date: "2026-10-16T05:00:00.000Z",
    });
    const received = smtp.mails.at(-1);
    const [text, html] = [received?.text ?? "", String(received?.html)];
    t.equal(received?.subject, subjects[language]);
    t.same(daysIn(text, language), daysIn(textOf(html), language));
    const words = text.replace("Einstellungen:", "Einstellungen").replace("settings:", "settings");
    t.same(wordsMissingIn(html, words), []);
    t.match(html, 'href="https://zuwendo.example/reminders/mia"');
    t.match(html, "Sprachtreff &amp; Café");
  }
  t.match(smtp.mails[1]?.text, "19 Oct 2026 → Saturday, 17 Oct 2026 (tomorrow)\nReason: The committee now");
});

t.test("an empty explanation leaves no gap, no item is refused", async (t) => {
  const { text, html } = mailOf([{ ...cutOff, explanation: { de: "", en: "" } }]);
  t.match(text, "(RZ-2026-A-0009)\n\nAlle");
  t.notMatch(html, /<p[^>]*><\/p>/);
  t.throws(() => mailOf([]), RangeError);
});

t.test("a day that is over is not promised a reminder", async (t) => {
  const over = { ...cutOff, after: { on: "2026-10-12", days: -4, time: "24:00", isOver: true } };
  const { text } = mailOf([over]);
  t.match(text, "seit 4 Tagen überfällig");
  t.match(text, /^Im Anhang: der neue Kalendereintrag\.$/m);
  t.notMatch(text, "Die Erinnerungen");
  t.match(mailOf([over, cutOff], { language: "en" }).text, "Reminders follow the new days. Attached:");
});

t.test("a deputy is told whose day it is", async (t) => {
  const items = [cutOff, { ...cutOff, standsInFor: "Kim Berg" }];
  t.same(mailOf(items).text.match(/Sie vertreten .*/g), ["Sie vertreten Kim Berg."]);
  t.same(mailOf(items, { language: "en" }).text.match(/You are standing in for .*/g), [
    "You are standing in for Kim Berg.",
  ]);
});

t.test("where only the clock time has moved, both times are named", async (t) => {
  const sameDay = { on: "2026-10-16", days: 0 };
  const noon = { ...cutOff, before: { ...sameDay, time: "12:00" } };
  const ahead = mailOf([{ ...noon, after: { ...sameDay, time: "17:00", isOver: false } }]).text;
  t.match(ahead, "16.10.2026, 12:00 Uhr → Freitag, 16.10.2026, 17:00 Uhr (heute bis 17:00 Uhr)");
  const over = { ...noon, after: { ...sameDay, time: "09:00", isOver: true } };
  t.match(
    mailOf([over], { language: "en" }).text,
    "16 Oct 2026, 12:00 → Friday, 16 Oct 2026, 09:00 (ended today at 09:00)",
  );
});

t.test("a deadline that is cancelled and one that is back say so, in subject and text", async (t) => {
  const ended = { ...cutOff, after: null };
  const back = { ...cutOff, before: null };
  const cases = [
    ["de", [ended], "Frist entfällt (19.10.2026): Antragsschluss RZ-2026-A-0009", "19.10.2026 → entfällt\n"],
    [
      "en",
      [ended],
      "Deadline cancelled (19 Oct 2026): application cut-off RZ-2026-A-0009",
      "19 Oct 2026 → cancelled\n",
    ],
    [
      "de",
      [back],
      "Frist gilt wieder (05.11.2026): Antragsschluss RZ-2026-A-0009",
      "gilt wieder: Donnerstag, 05.11.2026 (in 20 Tagen)\n",
    ],
    [
      "en",
      [back],
      "Deadline applies again (5 Nov 2026): application cut-off RZ-2026-A-0009",
      "applies again: Thursday, 5 Nov 2026 (in 20 days)",
    ],
    ["de", [ended, ended], "2 Fristen entfallen", "Im Anhang: die Absagen für Ihren Kalender."],
    ["en", [back, back], "2 deadlines apply again", "applies again"],
    ["de", [ended, cutOff], "2 Fristen geändert", "19.10.2026 → Donnerstag"],
  ] as const;
  for (const [language, items, subject, words] of cases) {
    const mail = mailOf(items, { language });
    t.equal(mail.subject, subject);
    t.match(mail.text, words);
    t.match(mail.text, language === "de" ? "Grund: Die Sitzung" : "Reason: The committee");
  }
  const { text } = mailOf([ended]);
  t.match(text, "\nEine Frist entfällt\n");
  t.match(text, "Im Anhang: die Absage für Ihren Kalender.");
  t.notMatch(text, "Die Erinnerungen", "nobody is reminded of what is gone");
  t.notMatch(text, "− 14 Tage", "nor told how its day was reckoned");
  t.notMatch(text, "Die Frist läuft", "nor that it runs on");
  t.match(mailOf([ended, cutOff]).text, "Die Frist läuft");
});

t.test("a deadline made by hand names the application beside its own title", async (t) => {
  const item = { ...cutOff, title: "Rechnung nachreichen", isByHand: true };
  t.match(mailOf([item]).text, "\nBetreff: Rechnung nachreichen (Antrag RZ-2026-A-0009)\n");
  t.match(
    mailOf([item], { language: "en" }).text,
    "\nSubject: Rechnung nachreichen (application RZ-2026-A-0009)\n",
  );
});
