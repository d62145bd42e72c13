import type { ApplicantKind, MeasureKind, TargetGroup, Topic } from "@zuwendo/domain";
import { amtVillages, district, town } from "./places.ts";

export interface ExampleIdea {
  readonly key: string;
  readonly title: string;
  readonly summary: string;
  readonly origin: "theme-table" | "survey" | "form" | "advice";
  readonly theme: string;
  readonly need?: string;
  readonly organisation?: string;
  /** A key of people.ts; ideas with an application take it from there. */
  readonly lead?: string;
  readonly applicantKind?: ApplicantKind;
  readonly topics: readonly Topic[];
  readonly measureKinds: readonly MeasureKind[];
  readonly targetGroups: readonly TargetGroup[];
  readonly areaKey?: string;
  readonly amountCents: number | null;
  readonly ownShareCents?: number;
  /** Days from today on which it starts and ends; ideas with an application take these from there. */
  readonly days?: readonly [number, number];
  /** Where it went, if it did not stay captured. */
  readonly state?: { readonly to: "in-advice" | "parked" | "merged" | "rejected"; readonly reason?: string };
}

/** Ideas that the tables wrote down although they were to stop at needs; none of them has been lost. */
export const earlyIdeas: readonly ExampleIdea[] = [
  {
    key: "cafe",
    title: "Begegnungscafé",
    summary:
      "Ein offener Nachmittag in der Woche, an dem Alteingesessene und Zugezogene einander kennenlernen.",
    origin: "theme-table",
    theme: "encounter",
    need: "open-places",
    organisation: "kulturverein",
    topics: ["encounter", "participation"],
    measureKinds: ["encounter"],
    targetGroups: ["refugees", "general-public"],
    areaKey: town,
    amountCents: 480_000,
    ownShareCents: 0,
  },
  {
    key: "language-course",
    title: "Sprachkurs „Deutsch für den Alltag“",
    summary: "Zwei Abende in der Woche für alle, die auf einen Platz im Integrationskurs warten.",
    origin: "theme-table",
    theme: "education",
    need: "language-bridge",
    organisation: "vhs",
    lead: "samir",
    topics: ["language-learning", "education", "participation"],
    measureKinds: ["education-course"],
    targetGroups: ["refugees", "migrants"],
    areaKey: town,
    amountCents: 560_000,
    ownShareCents: 60_000,
  },
  {
    key: "parent-guides",
    title: "Elternlotsen",
    summary: "Mehrsprachige Eltern begleiten andere zum ersten Elternabend.",
    origin: "theme-table",
    theme: "education",
    need: "parents",
    organisation: "daycare",
    topics: ["participation", "education", "volunteering"],
    measureKinds: ["training", "advice"],
    targetGroups: ["parents", "migrants"],
    areaKey: town,
    amountCents: 320_000,
    ownShareCents: 32_000,
    days: [90, 330],
    state: { to: "in-advice" },
  },
  {
    key: "job-mentors",
    title: "Ausbildungspaten",
    summary: "Menschen im Ruhestand begleiten junge Leute durch die ersten Monate der Ausbildung.",
    origin: "theme-table",
    theme: "work",
    need: "mentors",
    topics: ["labour-market", "volunteering"],
    measureKinds: ["advice", "training"],
    targetGroups: ["job-seekers", "young-people"],
    areaKey: district,
    amountCents: 1_450_000,
    ownShareCents: 145_000,
  },
  {
    key: "recognition-guide",
    title: "Wegweiser Anerkennung",
    summary: "Ein Faltblatt und eine Sprechstunde zur Anerkennung von Abschlüssen.",
    origin: "theme-table",
    theme: "work",
    need: "recognition",
    topics: ["labour-market", "migration-advice"],
    measureKinds: ["publication", "advice"],
    targetGroups: ["job-seekers", "migrants"],
    amountCents: null,
    state: { to: "parked", reason: "Das Jobcenter prüft, ob es den Wegweiser selbst herausgibt." },
  },
  {
    key: "offer-map",
    title: "Karte aller Angebote",
    summary: "Eine gepflegte Übersicht im Netz und als Plakat, wer was wann anbietet.",
    origin: "theme-table",
    theme: "networks",
    need: "overview",
    organisation: "town",
    topics: ["networking", "volunteering"],
    measureKinds: ["publication", "networking"],
    targetGroups: ["general-public", "volunteers"],
    areaKey: town,
    amountCents: 950_000,
    ownShareCents: 190_000,
    days: [100, 400],
    state: { to: "in-advice" },
  },
  {
    key: "volunteer-school",
    title: "Ehrenamtswerkstatt",
    summary: "Vier Wochenenden zu Asylrecht, Abgrenzung und Moderation.",
    origin: "theme-table",
    theme: "volunteering",
    need: "training",
    organisation: "willkommen",
    lead: "birte",
    topics: ["volunteering", "participation"],
    measureKinds: ["training", "workshop"],
    targetGroups: ["volunteers"],
    areaKey: town,
    amountCents: 240_000,
    ownShareCents: 24_000,
    days: [60, 250],
  },
  {
    key: "fire-brigade-day",
    title: "Blaulicht trifft Nachbarschaft",
    summary: "Die Feuerwehr stellt sich Zugewanderten vor und sucht Nachwuchs.",
    origin: "theme-table",
    theme: "volunteering",
    need: "new-volunteers",
    organisation: "fire-brigade",
    topics: ["volunteering", "encounter"],
    measureKinds: ["event"],
    targetGroups: ["young-people", "migrants"],
    areaKey: amtVillages[0],
    amountCents: 45_000,
    ownShareCents: 0,
    days: [40, 41],
  },
  {
    key: "kitchen",
    title: "Kochabende der Kulturen",
    summary: "Zusammen kochen, zusammen essen; geht im Begegnungscafé auf.",
    origin: "theme-table",
    theme: "encounter",
    need: "open-places",
    topics: ["encounter", "culture"],
    measureKinds: ["encounter"],
    targetGroups: ["general-public"],
    amountCents: 90_000,
    state: { to: "merged", reason: "Wird ein fester Abend im Begegnungscafé." },
  },
  {
    key: "trip",
    title: "Ferienfahrt an die Ostsee",
    summary: "Eine Woche Erholung für Familien aus der Unterkunft.",
    origin: "survey",
    theme: "encounter",
    topics: ["children-and-youth"],
    measureKinds: ["recreation"],
    targetGroups: ["children", "parents"],
    areaKey: town,
    amountCents: 700_000,
    state: { to: "rejected", reason: "Reine Erholung ist in keinem der geprüften Programme förderfähig." },
  },
  {
    key: "youth-budget",
    title: "Jugend entscheidet",
    summary: "Jugendliche verteilen ein eigenes Budget in einer Versammlung.",
    origin: "theme-table",
    theme: "participation",
    organisation: "jugendring",
    lead: "mika",
    topics: ["youth-participation", "democracy"],
    measureKinds: ["event", "workshop"],
    targetGroups: ["young-people"],
    areaKey: amtVillages[0],
    amountCents: 180_000,
    ownShareCents: 0,
    days: [75, 200],
  },
  {
    key: "twinning",
    title: "Bürgertreffen mit der Partnerstadt",
    summary: "Hundert Menschen aus zwei Ländern sprechen eine Woche lang über Zusammenleben.",
    origin: "form",
    theme: "participation",
    organisation: "town",
    topics: ["european-citizenship", "democracy", "encounter"],
    measureKinds: ["event", "encounter"],
    targetGroups: ["general-public"],
    areaKey: town,
    amountCents: 2_800_000,
    ownShareCents: 0,
    days: [330, 338],
    state: { to: "in-advice" },
  },
];
