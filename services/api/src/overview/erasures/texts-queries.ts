import type { Schema, Transaction } from "@zuwendo/db";
import { type RawBuilder, sql } from "kysely";

/** How many places are listed. */
const mostListed = 100;

interface Source {
  readonly table: keyof Schema;
  /** Address of the thing, `{id}` in it; the list where single ones have none. */
  readonly href: string;
  readonly columns: readonly string[];
  /** Whose id the address has, where it is not the row's own. */
  readonly id?: string;
}

/** Where people write freely. */
const sources: readonly Source[] = [
  { table: "ideas", href: "/v1/ideas/{id}", columns: ["title", "summary", "stateReason"] },
  {
    table: "applications",
    href: "/v1/applications/{id}",
    columns: ["title", "stateReason", "costs", "financing"],
  },
  {
    table: "matchDismissals",
    href: "/v1/ideas/{id}/matches",
    id: "ideaId",
    columns: ["reason"],
  },
  { table: "votes", href: "/v1/votes/{id}", columns: ["conditions"] },
  { table: "grants", href: "/v1/grants/{id}", columns: ["conditions"] },
  { table: "extensions", href: "/v1/extensions/{id}", columns: ["reason", "decisionReason"] },
  {
    table: "deadlines",
    href: "/v1/deadlines/{id}",
    columns: ["title", "stateReason", "anchorLabel", "rule"],
  },
  { table: "deadlineMoves", href: "/v1/deadlines/{id}", id: "deadlineId", columns: ["reason"] },
  { table: "deadlineRules", href: "/v1/deadline-rules/{id}", columns: ["rule"] },
  { table: "reminderPlans", href: "/v1/reminder-plans/{id}", columns: ["steps"] },
  { table: "papers", href: "/v1/papers/{id}", columns: ["title", "stateReason"] },
  { table: "ledgerEntries", href: "/v1/ledger-entries/{id}", columns: ["note"] },
  { table: "themes", href: "/v1/themes/{id}", columns: ["title"] },
  { table: "findings", href: "/v1/findings/{id}", columns: ["description"] },
  { table: "needs", href: "/v1/needs/{id}", columns: ["title", "description"] },
  { table: "organisations", href: "/v1/organisations/{id}", columns: ["name", "email"] },
  {
    table: "programmes",
    href: "/v1/programmes/{id}",
    columns: ["name", "funder", "ruleQuotes", "sourceUrl"],
  },
  { table: "funds", href: "/v1/funds/{id}", columns: ["name"] },
  { table: "calls", href: "/v1/calls/{id}", columns: ["title"] },
  { table: "committees", href: "/v1/committees/{id}", columns: ["name"] },
  { table: "meetings", href: "/v1/meetings/{id}", columns: ["place"] },
  { table: "tokens", href: "/v1/tokens/{id}", columns: ["name"] },
  { table: "calendarFeeds", href: "/v1/calendar-feeds/{id}", columns: ["name"] },
  { table: "suppressions", href: "/v1/suppressions", columns: ["detail"] },
  { table: "erasures", href: "/v1/erasures/{id}", columns: ["reason"] },
  { table: "auditLog", href: "/v1/audit-log?subjectId={id}", id: "subjectId", columns: ["changes"] },
  { table: "offices", href: "/v1/office", columns: ["name", "email"] },
];

/** Which rows of a table an erasure leaves, where it changes or deletes others by itself. */
const left: Partial<
  Record<keyof Schema, (personId: string, words: readonly string[]) => RawBuilder<boolean>>
> = {
  tokens: (personId) => sql`person_id <> ${personId}`,
  calendarFeeds: (personId) => sql`person_id <> ${personId}`,
  auditLog: (_, words) => sql`not changes::text ~ naming_pattern(${[...words]}::text[])`,
  suppressions: (_, words) => sql`email <> all (${[...words]}::text[])`,
};

/** The last words of names: whom a text calls by the surname alone it may mean somebody else, so that a person has to look. */
function surnamesOf(words: readonly string[]): string[] {
  return words.flatMap((word) => (word.includes("@") ? [] : word.split(/\s+/).slice(-1))).filter(isTelling);
}

const isTelling = (surname: string) => surname.length > 3;

/** Where the texts of the office name somebody by one of the words or the surname alone, but for what an erasure changes by itself. */
export async function listTextsNaming(
  tx: Transaction,
  personId: string,
  words: readonly string[],
): Promise<{ href: string; field: string }[]> {
  if (words.length === 0) return [];
  const wanted = [...words, ...surnamesOf(words)];
  const parts = sources.flatMap(({ table, href, id = "id", columns }, place) => {
    const isLeft = left[table]?.(personId, words) ?? sql`true`;
    return columns.map((column) => {
      const text = sql`${sql.ref(column)}::text`;
      return sql`
        select ${place}::int as place, replace(${href}::text, '{id}', ${sql.ref(id)}::text) as href, ${column}::text as field
        from ${sql.table(table)}, looked_for
        where case when ${text} like any (looked_for.likes) then ${text} ~ looked_for.pattern and ${isLeft} end`;
    });
  });
  return tx.run(sql`
    with looked_for as materialized (
      select naming_likes(${wanted}::text[]) as likes, naming_pattern(${wanted}::text[]) as pattern)
    select href, field from (${sql.join(parts, sql` union all `)}) found
    group by place, href, field order by place, href, field limit ${mostListed}`);
}
