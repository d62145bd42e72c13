import type { OfficeDraft } from "./office.ts";

/** The example office with one person per role: fictional names, the structure of a real case. */
export const exampleOffice: OfficeDraft = {
  name: "Koordinierungsstelle Seenstadt und Amt Seenland",
  short: "SL",
  land: "SH",
  language: "de",
  isExample: true,
  people: [
    { role: "coordinator", name: "Katrin Petersen", email: "katrin@seenstadt.example", language: "de" },
    { role: "project-lead", name: "Miriam Okafor", email: "miriam@kulturverein.example", language: "en" },
    { role: "lead-office", name: "Jens Thomsen", email: "jens@seenstadt.example", language: "de" },
    { role: "committee-member", name: "Aylin Demir", email: "aylin@buendnis.example", language: "de" },
    { role: "partner", name: "Henning Möller", email: "henning@amt-seenland.example", language: "de" },
    { role: "auditor", name: "Grace Whitfield", email: "grace@pruefung.example", language: "en" },
    { role: "admin", name: "Sam Taylor", email: "sam@seenstadt.example", language: "en" },
  ],
};

/** What `--empty` creates: an office of one's own with nothing but its first administrator. */
export const emptyOffice: OfficeDraft = {
  name: "My office",
  short: "ZW",
  land: "SH",
  language: "de",
  isExample: false,
  people: [{ role: "admin", name: "Administrator", email: "admin@zuwendo.example", language: "en" }],
};
