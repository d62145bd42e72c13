import { randomUUID } from "node:crypto";
import { messageIdOf, type OutgoingMail, openTransport, type TransportOptions } from "@zuwendo/mail";
import t, { type Test } from "tap";
import { type SmtpBehaviour, smtpForTest } from "../support/smtp.ts";

const mailId = "0198f2a0-7c3b-7000-8000-00000000000a";

const soon = { connectMs: 2_000, greetingMs: 2_000, silenceMs: 15_000, sendMs: 3_000 };

function transportForTest(
  t: Test,
  url: string,
  timeouts?: TransportOptions["timeouts"],
  returnPath?: string,
) {
  const warnings: object[] = [];
  const transport = openTransport(url, {
    from: "Zuwendo <frist@rathaus.example>",
    returnPath,
    log: { warn: (details) => warnings.push(details) },
    timeouts,
  });
  t.teardown(() => transport.close());
  return { transport, warnings };
}

function mailWith(changes: Partial<OutgoingMail> = {}): OutgoingMail {
  return {
    messageId: messageIdOf(randomUUID(), "rathaus.example"),
    to: { name: "Jörg Müller", address: "joerg@verein.example" },
    subject: "Überfällig: Verwendungsnachweis (1)",
    text: "Größe: 3 € – schöne Grüße\n.\nfrom here on\n",
    html: '<p lang="de">Größe: 3 € – schöne Grüße</p>',
    date: "2026-10-16T05:00:00.000Z",
    ...changes,
  };
}

t.test("a mail arrives as it was given", async (t) => {
  const smtp = await smtpForTest(t);
  const { transport } = transportForTest(t, smtp.url);
  const mail = mailWith({
    listUnsubscribe: ["https://zuwendo.example/unsubscribe?token=abc", "mailto:stop@rathaus.example"],
    inReplyTo: "<first@rathaus.example>",
  });
  const result = await transport.send(mail);
  t.equal(transport.isDelivering, true);
  t.match(result, { outcome: "accepted", response: /^250 / });
  const [received] = smtp.mails;
  t.match(received, {
    subject: mail.subject,
    html: mail.html,
    messageId: mail.messageId,
    inReplyTo: "<first@rathaus.example>",
    references: "<first@rathaus.example>",
    from: { text: '"Zuwendo" <frist@rathaus.example>' },
    to: { text: '"Jörg Müller" <joerg@verein.example>' },
    date: new Date("2026-10-16T05:00:00.000Z"),
    envelopeFrom: "frist@rathaus.example",
    envelopeTo: ["joerg@verein.example"],
    attachments: [],
  });
  t.equal(received?.text, mail.text);
  const header = (key: string) => received?.headerLines.find((line) => line.key === key)?.line;
  t.equal(header("auto-submitted"), "Auto-Submitted: auto-generated");
  t.equal(
    header("list-unsubscribe")?.replace(/\s+/g, " "),
    "List-Unsubscribe: <https://zuwendo.example/unsubscribe?token=abc>, <mailto:stop@rathaus.example>",
  );
  t.equal(header("list-unsubscribe-post"), "List-Unsubscribe-Post: List-Unsubscribe=One-Click");
  t.match(header("content-type"), /multipart\/alternative/);
  t.match(
    received?.raw,
    /Content-Type: text\/plain; charset=utf-8[\s\S]+Content-Type: text\/html; charset=utf-8/,
  );
  t.notMatch(received?.raw, /[^\s\x20-\x7e]/, "7-bit throughout");
});

t.test("a mail without addresses to unsubscribe has no such header", async (t) => {
  const smtp = await smtpForTest(t);
  const { transport } = transportForTest(t, smtp.url);
  await transport.send(mailWith());
  t.same(smtp.mails[0]?.headerLines.map(({ key }) => key).sort(), [
    "auto-submitted",
    "content-type",
    "date",
    "from",
    "message-id",
    "mime-version",
    "subject",
    "to",
  ]);
});

t.test("whoever writes stands before the address of the transport", async (t) => {
  const smtp = await smtpForTest(t);
  const { transport } = transportForTest(t, smtp.url);
  const evil = 'Stadt "Köln" <all@verein.example>\r\nBcc: all@verein.example';
  for (const senderName of ["Stadt Beispielburg", evil]) await transport.send(mailWith({ senderName }));
  t.same(
    smtp.mails.map(({ from, envelopeFrom, headers }) => [from?.value, envelopeFrom, headers.has("bcc")]),
    ["Stadt Beispielburg", evil.replace("\r\n", " ")].map((name) => [
      [{ name, address: "frist@rathaus.example" }],
      "frist@rathaus.example",
      false,
    ]),
  );
});

t.test("an answer goes to the office's own address where it has one", async (t) => {
  const smtp = await smtpForTest(t);
  const { transport } = transportForTest(t, smtp.url);
  const senderName = "Stadt Größenau";
  for (const replyTo of [undefined, "fragen@rathaus.example"])
    await transport.send(mailWith({ senderName, replyTo }));
  t.same(
    smtp.mails.map(({ replyTo, from }) => [replyTo?.value, from?.value[0]?.address]),
    [
      [undefined, "frist@rathaus.example"],
      [[{ name: senderName, address: "fragen@rathaus.example" }], "frist@rathaus.example"],
    ],
  );
});

t.test("no value can start a header or a recipient of its own", async (t) => {
  const smtp = await smtpForTest(t);
  const { transport } = transportForTest(t, smtp.url);
  const evil = "x\r\nBcc: all@verein.example\r\n\r\nbody";
  await transport.send(
    mailWith({
      subject: evil,
      to: { name: `${evil}" <all@verein.example>, "`, address: "joerg@verein.example" },
      listUnsubscribe: [`https://zuwendo.example/${evil}`],
    }),
  );
  const [received] = smtp.mails;
  t.notOk(received?.headers.has("bcc"));
  t.same(received?.envelopeTo, ["joerg@verein.example"]);
  t.equal(received?.subject, "x Bcc: all@verein.example body");

  const alike = "=?UTF-8?Q?Hallo=20du?=";
  await transport.send(mailWith({ to: { name: alike, address: "joerg@verein.example" } }));
  t.match(
    smtp.mails.at(-1)?.to,
    { value: [{ name: alike.replaceAll("=?", "= ?") }] },
    "is read as it is written",
  );
  for (const address of [
    evil,
    "",
    "nobody",
    "a@b.example, c@d.example",
    "a@b.example>\r\nRCPT TO:<c@d.example",
  ]) {
    const result = await transport.send(mailWith({ to: { name: "x", address } }));
    t.match(result, { outcome: "rejected", isPermanent: true, code: null }, JSON.stringify(address));
  }
  for (const changes of [
    { messageId: `<a@b>${evil}` },
    { inReplyTo: evil },
    { listUnsubscribe: ["no address"] },
  ]) {
    await t.rejects(transport.send(mailWith(changes)), TypeError);
  }
  t.equal(smtp.mails.length, 2);
});

t.test("a refusal of the mail is permanent or temporary by its code", async (t) => {
  const smtp = await smtpForTest(t);
  const { transport, warnings } = transportForTest(t, smtp.url);
  for (const at of ["rcpt", "data"] as const) {
    for (const code of [450, 451, 452, 550, 552, 554]) {
      await smtp.setBehaviour({ does: "refuse", at, code });
      const result = await transport.send(mailWith());
      const response = `${code} refused at ${at}`;
      t.match(result, { outcome: "rejected", isPermanent: code >= 500, code, response }, response);
    }
  }
  await smtp.setBehaviour({ does: "accept" });
  t.match(await transport.send(mailWith()), { outcome: "accepted" });
  t.same(warnings, []);
});

t.test("a refusal tells an address that nothing reaches from everything else", async (t) => {
  const smtp = await smtpForTest(t);
  const { transport } = transportForTest(t, smtp.url);
  for (const [at, code, reply, concerns] of [
    ["rcpt", 550, "5.1.1 no such user", "address"],
    ["rcpt", 550, "no such user", "address"],
    ["rcpt", 552, "5.2.2 mailbox full", "address"],
    ["rcpt", 554, "5.7.1 relay access denied", "content"],
    ["rcpt", 450, "4.1.1 greylisted", "content"],
    ["rcpt", 450, "5.1.1 says both", "content"],
    ["data", 550, "5.1.1 no such user", "address"],
    ["data", 550, "5.1.10 null MX", "address"],
    ["data", 550, "5.2.1 mailbox disabled", "address"],
    ["data", 552, "5.2.2 mailbox full", "content"],
    ["data", 554, "5.7.1 looks like spam", "content"],
    ["data", 550, "about 5.1.1", "content"],
    ["data", 451, "4.1.1 later", "content"],
  ] as const) {
    await smtp.setBehaviour({ does: "refuse", at, code, reply });
    const result = await transport.send(mailWith());
    t.match(
      result,
      { outcome: "rejected", isPermanent: code >= 500, code, concerns },
      `${at} ${code} ${reply}`,
    );
  }
  const unusable = await transport.send(mailWith({ to: { name: "x", address: "nobody" } }));
  t.match(unusable, { outcome: "rejected", concerns: "address" });
});

t.test("with a return path each mail has an envelope sender of its own", async (t) => {
  const smtp = await smtpForTest(t);
  const { transport } = transportForTest(t, smtp.url, undefined, "bounces@example.org");
  await transport.send(mailWith({ returnTag: mailId }));
  await transport.send(mailWith());
  t.match(smtp.mails, [
    {
      envelopeFrom: "bounces+0198f2a07c3b7000800000000000000a@example.org",
      envelopeTo: ["joerg@verein.example"],
      from: { text: '"Zuwendo" <frist@rathaus.example>' },
    },
    { envelopeFrom: "bounces@example.org", from: { text: '"Zuwendo" <frist@rathaus.example>' } },
  ]);
  for (const mail of smtp.mails) t.notMatch(mail.raw, /^(return-path|sender):/im, "no header tells of it");
  await t.rejects(transport.send(mailWith({ returnTag: "x@y>\r\nRCPT TO:<z@verein.example" })), TypeError);

  const plain = transportForTest(t, smtp.url).transport;
  await plain.send(mailWith({ returnTag: mailId }));
  t.equal(smtp.mails.at(-1)?.envelopeFrom, "frist@rathaus.example", "without one, the sender");
});

t.test("addresses to unsubscribe stand as RFC 2369 and RFC 8058 want them", async (t) => {
  const smtp = await smtpForTest(t);
  const { transport } = transportForTest(t, smtp.url);
  const token = "t".repeat(400);
  const headersFor = async (...listUnsubscribe: string[]) => {
    await transport.send(mailWith({ listUnsubscribe }));
    const lines = smtp.mails.at(-1)?.headerLines ?? [];
    const line = (key: string) => lines.find((one) => one.key === key)?.line;
    return { addresses: line("list-unsubscribe"), oneClick: line("list-unsubscribe-post") };
  };
  const both = await headersFor(
    `https://zuwendo.example/u/${token}?a=1,2`,
    "mailto:stop@rathaus.example?subject=x",
  );
  t.equal(
    both.addresses,
    `List-Unsubscribe: <https://zuwendo.example/u/${token}?a=1,2>,\r\n <mailto:stop@rathaus.example?subject=x>`,
    "folded between the addresses only, the first beside the name",
  );
  t.equal(both.oneClick, "List-Unsubscribe-Post: List-Unsubscribe=One-Click");
  t.equal((await headersFor("http://zuwendo.example/u/x")).oneClick, undefined, "one click needs https");
  t.equal((await headersFor("mailto:stop@rathaus.example")).oneClick, undefined, "and an address of the web");
  const odd = await headersFor(
    "mailto:a>, <https://evil.example/ b@rathaus.example",
    "https://zuwendo.example/ü ä",
  );
  t.equal(
    odd.addresses,
    "List-Unsubscribe: <mailto:a%3E,%20%3Chttps://evil.example/%20b@rathaus.example>,\r\n <https://zuwendo.example/%C3%BC%20%C3%A4>",
    "nothing ends an address early",
  );
  const tooLong = `https://zuwendo.example/${"x".repeat(900)}`;
  await t.rejects(
    transport.send(mailWith({ listUnsubscribe: [tooLong] })),
    TypeError,
    "no line above 998 octets",
  );
});

t.test("an invitation comes as an alternative and as a file", async (t) => {
  const smtp = await smtpForTest(t);
  const { transport } = transportForTest(t, smtp.url);
  for (const method of ["REQUEST", "CANCEL"] as const) {
    const text = `BEGIN:VCALENDAR\r\nMETHOD:${method}\r\nSUMMARY:Größe – ${"lang ".repeat(30)}\r\nEND:VCALENDAR\r\n`;
    const mail = mailWith({ invitation: { method, text } });
    await transport.send(mail);
    const received = smtp.mails.at(-1);
    t.match(received?.raw, `Content-Type: text/calendar; charset=utf-8; method=${method}\r\n`);
    t.match(
      received?.attachments.map(({ contentType, filename }) => `${contentType} ${filename}`),
      ["text/calendar", "application/ics invite.ics"],
    );
    for (const part of received?.attachments ?? []) {
      t.equal(part.content.toString("utf8").replace(/\r?\n/g, "\r\n"), text, part.contentType);
    }
    t.equal(received?.text, mail.text);
    t.equal(received?.html, mail.html);
    t.notMatch(received?.raw, /[^\s\x20-\x7e]/, "7-bit throughout");
    t.ok(
      received?.raw.split("\r\n").every((line) => line.length <= 998),
      "no line is too long",
    );
  }
  const count = smtp.mails.length;
  const request = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n";
  for (const invitation of [
    { method: "CANCEL", text: request },
    { method: "REQUEST", text: "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n" },
    { method: "REQUEST", text: request.replace("END:VCAL", "METHOD:CANCEL\r\nEND:VCAL") },
    { method: "REQUEST\r\nBcc: all@verein.example", text: request },
    { method: "REPLY", text: request.replace("REQUEST", "REPLY") },
  ]) {
    const wrong = { invitation: invitation as OutgoingMail["invitation"] };
    await t.rejects(transport.send(mailWith(wrong)), TypeError, JSON.stringify(invitation));
  }
  t.equal(smtp.mails.length, count);
});

t.test("the server's words are kept up to 500 characters", async (t) => {
  const reply = "no".repeat(400);
  const smtp = await smtpForTest(t, { does: "refuse", at: "rcpt", code: 550, reply });
  const { transport } = transportForTest(t, smtp.url);
  const result = await transport.send(mailWith());
  t.equal(result.outcome === "rejected" && result.response.length, 500);
});

t.test("what says nothing about the mail leaves it untried", async (t) => {
  const cases: SmtpBehaviour[] = [
    { does: "close" },
    { does: "mute" },
    { does: "hang" },
    { does: "trickle" },
    { does: "drop" },
    { does: "refuse", at: "rcpt", code: 421 },
    { does: "refuse", at: "data", code: 421 },
    { does: "refuse", at: "mail", code: 550 },
    { does: "refuse", at: "mail", code: 451 },
    { does: "refuse", at: "auth", code: 535 },
  ];
  t.jobs = cases.length;
  for (const behaviour of cases) {
    t.test(JSON.stringify(behaviour), { buffered: true }, async (t) => {
      const smtp = await smtpForTest(t, behaviour);
      const url = smtp.url.replace("//", "//office:secret@");
      const { transport, warnings } = transportForTest(t, url, soon);
      const mail = mailWith();
      const result = await transport.send(mail);
      t.match(result, { outcome: "unreachable", response: /./ });
      t.match(warnings, [{ messageId: mail.messageId }]);
      await smtp.setBehaviour({ does: "accept" });
      const next = mailWith();
      t.match(await transport.send(next), { outcome: "accepted" }, "the next mail goes out");
      t.match(smtp.mails.at(-1), { messageId: next.messageId });
    });
  }
});

t.test("silence inside DATA ends the attempt even before the overall limit", async (t) => {
  const smtp = await smtpForTest(t, { does: "hang" });
  const { transport } = transportForTest(t, smtp.url, { silenceMs: 200 });
  t.match(await transport.send(mailWith()), { outcome: "unreachable", response: /Timeout/ });
});

t.test("a full pool of hanging connections holds nobody for ever", async (t) => {
  const smtp = await smtpForTest(t, { does: "hang" });
  const { transport } = transportForTest(t, smtp.url, soon);
  const results = await Promise.all(Array.from({ length: 12 }, () => transport.send(mailWith())));
  t.ok(results.every(({ outcome }) => outcome === "unreachable"));
  await smtp.setBehaviour({ does: "accept" });
  t.match(await transport.send(mailWith()), { outcome: "accepted" });
});

t.test("a mail the server may have taken is not sent again", async (t) => {
  const smtp = await smtpForTest(t);
  const { transport } = transportForTest(t, smtp.url);
  const [first, second] = [mailWith(), mailWith()];
  t.match(await transport.send(first), { outcome: "accepted" });
  await smtp.setBehaviour({ does: "drop" });
  t.match(await transport.send(second), { outcome: "unreachable" });
  await smtp.setBehaviour({ does: "accept" });
  t.match(await transport.send(mailWith()), { outcome: "accepted" });
  t.equal(smtp.mails.filter(({ messageId }) => messageId === second.messageId).length, 1);
});

t.test("a server that restarts between two mails is found again", async (t) => {
  const smtp = await smtpForTest(t);
  const { transport } = transportForTest(t, smtp.url);
  t.match(await transport.send(mailWith()), { outcome: "accepted" });
  await smtp.setBehaviour({ does: "close" });
  await smtp.setBehaviour({ does: "accept" });
  t.match(await transport.send(mailWith()), { outcome: "accepted" });
  t.equal(smtp.mails.length, 2);
});

t.test("many mails share five connections and each arrives once", async (t) => {
  const smtp = await smtpForTest(t);
  const { transport } = transportForTest(t, smtp.url);
  const mails = Array.from({ length: 60 }, () => mailWith());
  const results = await Promise.all(mails.map((mail) => transport.send(mail)));
  t.ok(results.every(({ outcome }) => outcome === "accepted"));
  t.same(smtp.mails.map(({ messageId }) => messageId).sort(), mails.map(({ messageId }) => messageId).sort());
  t.ok(smtp.connectionCount() <= 5);
});

t.test("closing lets a mail under way end and takes no more", async (t) => {
  const smtp = await smtpForTest(t);
  const { transport } = transportForTest(t, smtp.url);
  await transport.send(mailWith());
  const sending = Array.from({ length: 20 }, () => transport.send(mailWith()));
  await transport.close();
  const outcomes = (await Promise.all(sending)).map(({ outcome }) => outcome);
  t.equal(smtp.mails.length, 1 + outcomes.filter((outcome) => outcome === "accepted").length);
  t.match(await transport.send(mailWith()), { outcome: "unreachable" });
});

t.test("without a server mails are captured", async (t) => {
  const transport = openTransport(undefined, { from: "frist@rathaus.example", log: { warn() {} } });
  t.equal(transport.isDelivering, false);
  t.same(await transport.send(mailWith()), { outcome: "captured" });
  await transport.close();
});

t.test("an unusable address of server or sender is refused at once", async (t) => {
  const log = { warn() {} };
  for (const url of ["", "localhost:25", "http://mail.example", "smtp:"]) {
    t.throws(() => openTransport(url, { from: "frist@rathaus.example", log }), TypeError, url);
  }
  for (const from of ["", "Zuwendo", "a@b.example\r\nBcc: c@d.example", "Z <a b@c.example>"]) {
    t.throws(() => openTransport("smtp://localhost", { from, log }), TypeError, JSON.stringify(from));
  }
  for (const returnPath of [
    "",
    "bounces",
    "Z <bounces@example.org>",
    "b@example.org\r\nRCPT TO:<x@y.example>",
  ]) {
    const options = { from: "frist@rathaus.example", returnPath, log };
    t.throws(() => openTransport("smtp://localhost", options), TypeError, JSON.stringify(returnPath));
  }
});

t.test("a Message-ID is made of the mail's id and the host", async (t) => {
  const id = "0198F2A0-7C3B-7000-8000-000000000001";
  t.equal(messageIdOf(id, "Zuwendo.Example"), "<0198f2a0-7c3b-7000-8000-000000000001@zuwendo.example>");
  t.equal(messageIdOf(id, "Zuwendo.Example"), messageIdOf(id.toLowerCase(), "zuwendo.example"));
  t.equal(messageIdOf("a", "[::1]"), "<a@[::1]>");
  for (const [mailId, host] of [
    ["a>b", "h"],
    ["", "h"],
    ["a", ""],
    ["a", "h:8080"],
    ["a", "h\r\nX: y"],
  ] as const) {
    t.throws(() => messageIdOf(mailId, host), TypeError);
  }
});
