import { type Test, test } from "tap";
import { apiForTest } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { insertOffice } from "../../support/office.ts";
import { expectDone, insertApplication, insertProgramme } from "../../support/project.ts";

async function setUp(t: Test) {
  const database = await databaseForTest(t);
  const { ask } = await apiForTest(t, database.apiUrl);
  const [office, other] = [
    await insertOffice(database.ownerUrl),
    await insertOffice(database.ownerUrl, "OTH"),
  ];
  const of = ({ people }: typeof office) => {
    const { token } = people.coordinator;
    return {
      post: (path: string, body: object) => expectDone(ask(`POST /v1/${path}`, { token, body })),
      patch: (path: string, body: object) =>
        expectDone(ask(`PATCH /v1/${path}`, { token, body, headers: { "if-match": "*" } })),
      found: async (path: string, q: string) => {
        const { items } = await expectDone(
          ask(`GET /v1/${path}?q=${encodeURIComponent(q)}&limit=200`, { token }),
        );
        return items.map((item: { title?: string; name?: string }) => item.title ?? item.name).sort();
      },
    };
  };
  return { ask, office, here: of(office), there: of(other) };
}

test("words are found as people write them", async (t) => {
  const { here, there } = await setUp(t);
  const titles = [
    "Jugendbegegnungsstätte am Markt",
    "Kita-Fest",
    "Häuser der Nachbarn",
    "Lesung mit Ümit Özdemir",
  ];
  for (const title of titles) await here.post("ideas", { title });
  for (const title of titles) await there.post("ideas", { title: `${title} anderswo` });
  for (const [q, expected] of [
    ["Begegnung", [titles[0]]],
    ["begegnungsstaette", [titles[0]]],
    ["Kitafest", [titles[1]]],
    ["Kita-Fest", [titles[1]]],
    ["kita fest", [titles[1]]],
    ["Haus", [titles[2]]],
    ["Haeuser", [titles[2]]],
    ["Nachbarn Häuser", [titles[2]]],
    ["oezdemir", [titles[3]]],
    ["Ozdemir", [titles[3]]],
    ["Umit", [titles[3]]],
    ["Lesumg", [titles[3]]],
    ["Jugendbegegnugsstätte", [titles[0]]],
    ["Häuser am Markt", []],
    ["Schwimmbad", []],
    ["%", []],
    ["_", []],
    ["' or true --", []],
    ["der die das", []],
  ] as const) {
    t.same(await here.found("ideas", q), expected, q);
  }
});

test("everything that has a name is found, and follows its changes", async (t) => {
  const { ask, office, here } = await setUp(t);
  const { programme, call } = await insertProgramme(ask, office, { year: 2026, meetingOn: "2027-09-10" });
  const period = { startsOn: "2027-09-15", endsOn: "2027-12-31", title: "Begegnungscafé" };
  const application = await insertApplication(ask, office, { callId: call.id, cost: 1200, ...period });
  const organisation = await here.post("organisations", {
    name: "Förderverein Grünes Band e. V.",
    kind: "association",
  });
  const person = await here.post("people", { name: "Jörg Weißmüller", email: "jw@gruenes-band.example" });
  t.same(await here.found("applications", application.number), ["Begegnungscafé"], "a readable number");
  t.same(await here.found("applications", "café"), ["Begegnungscafé"]);
  t.same(await here.found("programmes", "demokratien"), [programme.name]);
  t.same(await here.found("calls", "runde"), [call.title]);
  t.same(await here.found("organisations", "foerderverein gruenes"), [organisation.name]);
  t.same(await here.found("people", "Joerg Weissmueller"), [person.name]);
  t.same(await here.found("people", "Weismüler"), [person.name], "a typing error");
  t.same(await here.found("people", "jw@gruenes-band.example"), [person.name]);
  await here.patch(`people/${person.id}`, { name: "Jörg Ahlers" });
  t.same(await here.found("people", "Weißmüller"), []);
  t.same(await here.found("people", "Ahlers"), ["Jörg Ahlers"]);
});

test("whoever applies finds partners by name, and nothing else of them", async (t) => {
  const { ask, office, here, there } = await setUp(t);
  const body = { kind: "association", email: "post@jugendring.example" };
  const { id } = await here.post("organisations", { ...body, name: "Jugendring Seenland" });
  await there.post("organisations", { ...body, name: "Jugendring anderswo" });
  const { token } = office.people["project-lead"];
  const path = "GET /v1/partner-organisations?q=seenland%20jugend";
  const { items } = await expectDone(ask(path, { token }));
  t.same(items, [{ id, name: "Jugendring Seenland", kind: "association" }]);
  t.same(
    (await ask(`GET /v1/organisations/${id}`, { token })).status,
    404,
    "its address stays with the office",
  );
  t.equal((await ask(path, { token: office.people["committee-member"].token })).status, 403);
});

test("names are sorted as German has it, page by page", async (t) => {
  const { ask, office, here } = await setUp(t);
  const names = ["Zebra", "Ähre", "Apfel", "äpfel", "Ofen", "Öse", "Zoo", "über", "Uhr"];
  for (const name of names) await here.post("organisations", { name, kind: "association" });
  const { token } = office.people.coordinator;
  for (const [sort, direction] of [
    ["name", 1],
    ["-name", -1],
  ] as const) {
    const listed: string[] = [];
    let cursor = "";
    do {
      const page = await expectDone(ask(`GET /v1/organisations?sort=${sort}&limit=2${cursor}`, { token }));
      listed.push(...page.items.map(({ name }: { name: string }) => name));
      cursor = page.nextCursor === null ? "" : `&cursor=${page.nextCursor}`;
    } while (cursor !== "");
    const { compare } = new Intl.Collator("de");
    t.same(
      listed,
      [...listed].sort((one, other) => direction * compare(one, other)),
      sort,
    );
    t.same(listed.filter((name) => names.includes(name)).length, names.length);
  }
});
