import { type RawBuilder, sql } from "kysely";
import type { Session } from "../request/session.ts";

/**
 * The next readable number of the office, kind and year as a column value: RZ-2026-0042, with a letter for
 * kinds other than ideas (RZ-2026-A-0042).
 */
export function nextNumber(
  session: Session,
  kind: "ideas" | "applications" | "papers",
  letter: string,
): RawBuilder<string> {
  const year = session.today.slice(0, 4);
  const prefix = [session.caller.officeShort, year, ...(letter === "" ? [] : [letter])].join("-");
  return sql`${`${prefix}-`}::text || next_number(${kind}, ${Number(year)}::int)`;
}
