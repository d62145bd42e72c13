import type { Language } from "@zuwendo/domain";

export interface ExamplePerson {
  readonly key: string;
  readonly name: string;
  readonly organisation: string;
  readonly language: Language;
}

/** More project leads; the people with the other roles come with the office. Nobody here exists. */
export const people: readonly ExamplePerson[] = [
  { key: "birte", name: "Birte Thormählen", organisation: "willkommen", language: "de" },
  { key: "samir", name: "Samir Haddadin", organisation: "vhs", language: "en" },
  { key: "ole", name: "Ole Jepsen-Witt", organisation: "sportverein", language: "de" },
  { key: "greta", name: "Greta Lohmeyer", organisation: "landfrauen", language: "de" },
  { key: "mika", name: "Mika Sörensen", organisation: "jugendring", language: "de" },
  { key: "henrike", name: "Henrike Paulsen-Roth", organisation: "parish", language: "de" },
  { key: "jette", name: "Jette Brodersen", organisation: "class-8b", language: "de" },
  { key: "anouk", name: "Anouk Delvaux", organisation: "welfare", language: "en" },
];
