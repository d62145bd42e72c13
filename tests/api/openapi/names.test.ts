import { test } from "tap";
import { renderOpenApi } from "../../../scripts/openapi.ts";
import { apiForTest } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { insertOffice } from "../../support/office.ts";

/** Ids that no person reads, or that have their own words beside them. */
const withoutName = new Set([
  "id",
  // A title beside it says what it is about, or its words are put together from several things.
  "subjectId",
  "anchorId",
  // Technical: what it belongs to stands beside it with its name.
  "grantId",
  "mailId",
  "tokenId",
  "reversesId",
  "planId",
  "replacesId",
  "messageId",
  "reminderId",
]);

test("every id in a list has a name beside it", async (t) => {
  const { components } = JSON.parse(await renderOpenApi());
  const pages = Object.keys(components.schemas).filter((name) => name.endsWith("Page"));
  const bare = pages.flatMap((page) => {
    const item: string = components.schemas[page].properties.items.items.$ref;
    const { properties } = components.schemas[item.slice(item.lastIndexOf("/") + 1)];
    const names = Object.keys(properties);
    return names
      .filter((name) => /Ids?$/.test(name) && !withoutName.has(name))
      .filter(
        (id) =>
          !names.some((name) =>
            new RegExp(`^${id.replace(/Ids?$/, "")}(Names?|Title|On|Description)$`).test(name),
          ),
      )
      .map((id) => `${page}: ${id}`);
  });
  t.ok(pages.length > 25, `${pages.length} lists`);
  t.same(bare, []);
});

test("names come with every answer; a new name makes a new ETag and no conflict", async (t) => {
  const database = await databaseForTest(t);
  const office = await insertOffice(database.ownerUrl);
  const { ask } = await apiForTest(t, database.apiUrl);
  const { "project-lead": lead, coordinator } = office.people;
  const names = { organisationName: "Kulturverein", leadName: "Paula Projekt", themeTitle: null };
  const created = await ask("POST /v1/ideas", { token: lead.token, body: { title: "Erzählcafé" } });
  t.match(created.body, names);
  const path = `/v1/ideas/${created.body.id}`;
  const [listed] = (await ask("GET /v1/ideas", { token: coordinator.token })).body.items;
  t.match(listed, names);
  const csv = await ask("GET /v1/ideas", { token: coordinator.token, headers: { accept: "text/csv" } });
  const [head = "", first = ""] = csv.text.split("\r\n");
  t.match(head, /organisationId,organisationName,leadId,leadName/);
  t.match(first, /,Kulturverein,/);

  const tag = created.headers.get("etag") ?? "";
  const again = () => ask(`GET ${path}`, { token: lead.token, headers: { "if-none-match": tag } });
  t.equal((await again()).status, 304);
  const organisation = `/v1/organisations/${office.organisationId}`;
  const renamed = await ask(`PATCH ${organisation}`, {
    token: coordinator.token,
    body: { name: "Kulturverein Seenland" },
    headers: { "if-match": "*" },
  });
  t.equal(renamed.status, 200, renamed.text);
  t.match(await again(), { status: 200, body: { organisationName: "Kulturverein Seenland", version: 1 } });
  const changed = await ask(`PATCH ${path}`, {
    token: lead.token,
    body: { title: "Erzählcafé am Markt" },
    headers: { "if-match": tag },
  });
  t.match(changed, { status: 200, body: { organisationName: "Kulturverein Seenland", version: 2 } });
});
