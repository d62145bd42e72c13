import { eur, type Thing } from "./ask.ts";
import type { Story } from "./story.ts";

export interface Idea extends Thing {
  readonly number: string;
  readonly title: string;
  readonly state: string;
  readonly origin: string;
  readonly organisationId: string | null;
}

export interface EarlyIdeas {
  readonly cafe: Idea;
  readonly course: Idea;
  readonly schoolAssociation: Thing;
}

/** Six theme tables with findings and needs, and the two ideas that were written down ahead of their time. */
export async function tellTables(story: Story): Promise<EarlyIdeas> {
  const { narrator } = story;
  narrator.chapter("1. Six theme tables, and two ideas that came early");
  await story.example.play("example/themes");
  await showTables(story);
  return captureIdeas(story);
}

async function showTables({ ask, narrator }: Story): Promise<void> {
  interface Part {
    readonly themeId: string;
    readonly kind?: string;
  }
  const stored = await ask.list<Thing & { title: string; method: string }>(
    "auditor",
    "/v1/themes?sort=position",
  );
  const findings = await ask.list<Part>("auditor", "/v1/findings");
  const needs = await ask.list<Part>("auditor", "/v1/needs");
  const count = (parts: readonly Part[], themeId: string, kind?: string) =>
    parts.filter((part) => part.themeId === themeId && part.kind === kind).length;
  const kinds = ["offer", "expected-task", "statement"];
  const rows = stored.map(({ id, title, method }) => {
    const found = kinds.map((kind) => count(findings, id, kind));
    const isGuided = method === "guided-questions";
    const cells = [...found, count(needs, id)].map(String);
    return { isGuided, found, cells: [title, ...(isGuided ? cells : ["–", "–", String(found[2]), "–"])] };
  });
  narrator.table(
    ["Theme table", "offers", "expected", "statements", "needs"],
    rows.map(({ cells }) => cells),
  );
  narrator.expect(
    "six theme tables, the sixth worked discursively",
    rows.map(({ isGuided }) => isGuided).join() === "true,true,true,true,true,false",
  );
  narrator.expect(
    "five have offers and expected tasks, the discursive one has statements only",
    rows.every(({ isGuided, found: [offers = 0, expected = 0, statements = 0] }) =>
      isGuided ? offers > 0 && expected > 0 && statements === 0 : offers + expected === 0 && statements > 0,
    ),
  );
}

async function captureIdeas({ ask, narrator, office, example }: Story): Promise<EarlyIdeas> {
  const association = await ask.send("coordinator", "POST /v1/organisations", {
    name: "Kulturverein Seenland e. V.",
    kind: "association",
    isCharitable: true,
    areaKey: "01053100",
  });
  const schoolAssociation = await ask.send("coordinator", "POST /v1/organisations", {
    name: "Förderverein der Volkshochschule Seenstadt e. V.",
    kind: "association",
    isCharitable: true,
    areaKey: "01053100",
  });
  const lead = office.people.find(({ role }) => role === "project-lead");
  await ask.send("coordinator", `PATCH /v1/people/${lead?.id}`, { organisationId: association.id });
  const early = { origin: "theme-table", capturedOn: "2026-03-03", areaKey: "01053100" };
  const cafe = await ask.send<Idea>("project-lead", "POST /v1/ideas", {
    ...early,
    title: "Begegnungscafé",
    summary:
      "Ein offener Nachmittag in der Woche, an dem Alteingesessene und Zugezogene einander kennenlernen.",
    themeId: await example.idOf("themes/encounter"),
    needId: await example.idOf("needs/open-places"),
    topics: ["encounter", "participation"],
    measureKinds: ["encounter"],
    targetGroups: ["refugees", "general-public"],
    amount: eur(480_000),
    ownShare: eur(0),
    startsOn: "2026-09-01",
    endsOn: "2026-12-18",
  });
  const course = await ask.send<Idea>("coordinator", "POST /v1/ideas", {
    ...early,
    title: "Sprachkurs „Deutsch für den Alltag“",
    summary: "Zwei Abende in der Woche für alle, die auf einen Platz im Integrationskurs warten.",
    themeId: await example.idOf("themes/education"),
    needId: await example.idOf("needs/language-bridge"),
    organisationId: schoolAssociation.id,
    topics: ["language-learning", "education", "participation"],
    measureKinds: ["education-course"],
    targetGroups: ["refugees", "migrants"],
    amount: eur(560_000),
    ownShare: eur(60_000),
  });
  narrator.say(`\n${cafe.number} “${cafe.title}”, €4,800.00, encounter and participation, from table 1`);
  narrator.say(`${course.number} “${course.title}”, €5,600.00, from table 2`);
  narrator.expect(
    "both are kept as ideas, although the tables were to stop at needs",
    [cafe, course].every(({ state, origin }) => state === "captured" && origin === "theme-table"),
  );
  narrator.expect(
    "the café belongs to the organisation of the lead who handed it in",
    cafe.organisationId === association.id,
  );
  return { cafe, course, schoolAssociation };
}
