import { test } from "tap";
import { dutiesForTest, grantedProject } from "../../support/duties.ts";
import { euros } from "../../support/project.ts";

interface Event {
  readonly id: string;
  readonly kind: string;
  readonly text: { de: string };
  readonly personName: string | null;
  readonly changes: readonly object[];
}

test("a history says who did what, with the old and the new value, newest first", async (t) => {
  const setting = await dutiesForTest(t);
  const { done, as } = setting;
  const { grant, applicationId } = await grantedProject(setting);
  const disbursement = { grantId: grant.id, amount: euros(600), paidOn: "2026-09-10" };
  await done("lead-office", "POST /v1/disbursements", disbursement);
  const { items } = await done("coordinator", `GET /v1/applications/${applicationId}/history?limit=200`);
  const told = items.map(({ text, personName }: Event) => `${personName ?? "–"}: ${text.de}`);
  for (const sentence of [
    "Paula Projekt: Antrag angelegt",
    "Paula Projekt: Antrag: eingereicht",
    "Konrad Koordination: Antrag: formal geprüft",
    "Konrad Koordination: Votum: empfohlen",
    "Lea Amt: Auszahlung: 600,00\u00a0€",
  ]) {
    t.ok(told.includes(sentence), `${sentence} in ${told.join(" | ")}`);
  }
  const times = items.map(({ at }: { at: string }) => at);
  t.same(times, times.toSorted().toReversed(), "newest first");
  t.equal(new Set(items.map(({ id }: Event) => id)).size, items.length, "each once");

  const paged: Event[] = [];
  let cursor = "";
  do {
    const page = await done("coordinator", `GET /v1/applications/${applicationId}/history?limit=3${cursor}`);
    paged.push(...page.items);
    cursor = page.nextCursor === null ? "" : `&cursor=${page.nextCursor}`;
  } while (cursor !== "");
  t.same(paged, items, "pages come to the whole");

  const money = await done("coordinator", `GET /v1/applications/${applicationId}/history?kind=money`);
  t.ok(money.items.every(({ kind }: Event) => kind === "money") && money.items.length >= 3);
  const own = await done("project-lead", `GET /v1/applications/${applicationId}/history`);
  t.ok(own.items.length > 0, "whoever applied sees the steps so far");
  t.equal((await as("partner", `GET /v1/applications/${applicationId}/history`)).status, 404);
  t.equal((await as("coordinator", `GET /v1/applications/${applicationId}/history?cursor=x`)).status, 400);

  const { fundId } = await done("coordinator", `GET /v1/applications/${applicationId}`);
  const fund = await done("coordinator", `GET /v1/funds/${fundId}/history`);
  t.ok(
    fund.items.some(({ text }: Event) => text.de === "Mittelzuweisung: 60.000,00\u00a0€"),
    fund.items.map(({ text }: Event) => text.de).join(" | "),
  );
  const { number } = await done("coordinator", `GET /v1/applications/${applicationId}`);
  t.ok(
    fund.items.some(
      ({ text }: Event) => text.de === `Auszahlung: 600,00\u00a0€ – Begegnungscafé (${number})`,
    ),
    "the fund's money says which project it is for",
  );
  t.equal((await as("project-lead", `GET /v1/funds/${fundId}/history`)).status, 403);
});

test("what became of a deadline names it", async (t) => {
  const setting = await dutiesForTest(t);
  const { done, office } = setting;
  const { applicationId } = await grantedProject(setting);
  const { items } = await done(
    "coordinator",
    `GET /v1/deadlines?applicationId=${applicationId}&kind=proof-of-use`,
  );
  const path = `/v1/deadlines/${items[0].id}`;
  const extension = { deadlineId: items[0].id, newOn: "2027-04-30", reason: "Belege fehlen" };
  await done("coordinator", "POST /v1/extensions", extension);
  await done("coordinator", `POST ${path}/transitions`, { to: "met" });
  await done("coordinator", `POST ${path}/transitions`, { to: "open" });
  await done("coordinator", "POST /v1/deadlines", {
    ...{ kind: "follow-up", title: "Presse anrufen", leadId: office.people.coordinator.id, applicationId },
    rule: { kind: "fixed", on: "2026-12-01" },
  });
  const history = await done("coordinator", `GET /v1/applications/${applicationId}/history`);
  const told: string[] = history.items.map(({ text }: Event) => text.de);
  for (const sentence of [
    "Frist „Verwendungsnachweis“ erfüllt",
    "Frist „Verwendungsnachweis“ wieder geöffnet",
    "Frist „Presse anrufen“ angelegt",
    "Verlängerung der Frist „Verwendungsnachweis“ angelegt",
  ]) {
    t.ok(told.includes(sentence), `${sentence} in ${told.join(" | ")}`);
  }
});

test("a reason alone changes nothing and leaves no trace", async (t) => {
  const setting = await dutiesForTest(t);
  const { done } = setting;
  const { applicationId } = await grantedProject(setting);
  const path = `/v1/applications/${applicationId}`;
  const read = async () => {
    const [{ version }, { items }] = [
      await done("coordinator", `GET ${path}`),
      await done("coordinator", `GET ${path}/history`),
    ];
    return { version, events: items.length };
  };
  const before = await read();
  const answer = await done("coordinator", `PATCH ${path}`, { reason: "Nur so" });
  t.equal(answer.version, before.version);
  t.same(await read(), before);
});

test("a change names its fields, days, money and people in words", async (t) => {
  const { done, office, turnTo } = await dutiesForTest(t);
  const idea = await done("coordinator", "POST /v1/ideas", {
    title: "Erzählcafé",
    startsOn: "2027-02-01",
    leadId: office.people["project-lead"].id,
    topics: ["encounter"],
  });
  turnTo("2026-08-21T10:00:00.000Z");
  await done("coordinator", `PATCH /v1/ideas/${idea.number}`, {
    startsOn: "2027-03-01",
    amount: euros(480),
    leadId: office.people.coordinator.id,
    topics: ["encounter", "culture"],
    summary: null,
  });
  const { items } = await done("project-lead", `GET /v1/ideas/${idea.id}/history`).catch(() => ({
    items: [],
  }));
  t.same(items, [], "who leads it no more sees it no more");
  const history = await done("coordinator", `GET /v1/ideas/${idea.number}/history`);
  t.equal(history.items.length, 2);
  t.match(history.items[0], {
    kind: "changed",
    personName: "Konrad Koordination",
    text: { de: "Projektidee geändert" },
  });
  const changes = Object.fromEntries(
    history.items[0].changes.map(({ field, before, after }: Record<string, { de: string } | null>) => [
      field,
      [before?.de ?? null, after?.de ?? null],
    ]),
  );
  t.same(changes, {
    startsOn: ["01.02.2027", "01.03.2027"],
    amount: [null, "480,00\u00a0€"],
    leadId: ["Paula Projekt", "Konrad Koordination"],
    topics: ["Begegnung", "Begegnung und Kultur"],
    summary: [null, null],
  });
});
