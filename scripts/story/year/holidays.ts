/** The public holidays of Schleswig-Holstein in the year that is told, from the wall calendar. */
export const holidays: readonly string[] = [
  "2026-01-01",
  "2026-04-03",
  "2026-04-06",
  "2026-05-01",
  "2026-05-14",
  "2026-05-25",
  "2026-10-03",
  "2026-10-31",
  "2026-12-25",
  "2026-12-26",
  "2027-01-01",
];
