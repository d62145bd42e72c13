import type { ApplicantKind } from "@zuwendo/domain";
import { amtVillages, town } from "./places.ts";

export interface ExampleOrganisation {
  readonly key: string;
  readonly name: string;
  readonly kind: ApplicantKind;
  readonly isCharitable: boolean | null;
  readonly areaKey: string;
}

/** Who applies, and the two authorities that carry the partnership together. */
export const organisations: readonly ExampleOrganisation[] = [
  { key: "town", name: "Stadt Seenstadt", kind: "municipality", isCharitable: null, areaKey: town },
  { key: "amt", name: "Amt Seenland", kind: "municipality", isCharitable: null, areaKey: amtVillages[0] },
  {
    key: "kulturverein",
    name: "Kulturverein Seenland e. V.",
    kind: "association",
    isCharitable: true,
    areaKey: town,
  },
  {
    key: "willkommen",
    name: "Willkommenskultur Seenstadt e. V.",
    kind: "association",
    isCharitable: true,
    areaKey: town,
  },
  {
    key: "vhs",
    name: "Förderverein der Volkshochschule Seenstadt e. V.",
    kind: "association",
    isCharitable: true,
    areaKey: town,
  },
  {
    key: "sportverein",
    name: "TSV Seenstadt von 1894 e. V.",
    kind: "association",
    isCharitable: true,
    areaKey: town,
  },
  {
    key: "landfrauen",
    name: "LandFrauen Seenland e. V.",
    kind: "association",
    isCharitable: true,
    areaKey: amtVillages[1],
  },
  {
    key: "jugendring",
    name: "Jugendring Seenland e. V.",
    kind: "association",
    isCharitable: true,
    areaKey: amtVillages[0],
  },
  { key: "class-8b", name: "Klasse 8b der Schule am See", kind: "school", isCharitable: null, areaKey: town },
  {
    key: "parish",
    name: "Kirchengemeinde St. Marien am See",
    kind: "parish",
    isCharitable: true,
    areaKey: town,
  },
  {
    key: "fire-brigade",
    name: "Freiwillige Feuerwehr Seendorf",
    kind: "public-body",
    isCharitable: null,
    areaKey: amtVillages[0],
  },
  {
    key: "welfare",
    name: "Sozialwerk Seenland gGmbH",
    kind: "non-profit-company",
    isCharitable: true,
    areaKey: town,
  },
  { key: "daycare", name: "Kita Wellenreiter", kind: "daycare", isCharitable: true, areaKey: town },
  {
    key: "initiative",
    name: "Initiative Offener Garten",
    kind: "initiative",
    isCharitable: false,
    areaKey: amtVillages[1],
  },
];
