import type { OfficeDraft } from "../../services/standalone/src/office.ts";

/** The people of the story; none of them exists. The lead office reads English, everybody else German. */
export const storyOffice: OfficeDraft = {
  name: "Koordinierungsstelle Seenstadt und Amt Seenland",
  short: "SEE",
  land: "SH",
  language: "de",
  isExample: false,
  people: [
    { role: "project-lead", name: "Mira Sandkamp", email: "mira@kulturverein.example", language: "de" },
    { role: "coordinator", name: "Jonas Brandtmann", email: "jonas@seenstadt.example", language: "de" },
    { role: "lead-office", name: "Helen Marshfield", email: "helen@seenstadt.example", language: "en" },
    { role: "committee-member", name: "Tomke Ahrens", email: "tomke@buendnis.example", language: "de" },
    { role: "partner", name: "Per Lindequist", email: "per@amt-seenland.example", language: "de" },
    { role: "auditor", name: "Vera Kontor", email: "vera@pruefung.example", language: "de" },
    { role: "admin", name: "Ada Nordmann", email: "ada@seenstadt.example", language: "en" },
  ],
};
