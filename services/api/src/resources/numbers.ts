import { compile, runOnce, type Schema } from "@zuwendo/db";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { type RawBuilder, sql } from "kysely";
import { enter, readCredentials } from "../request/caller.ts";
import type { Deps, Session } from "../request/session.ts";

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

/** What bodies and filters refer to things by that may have a number. */
const references = ["ideaId", "applicationId", "paperId", "subjectId"];
const readableNumber = /^[A-Z0-9]{1,6}-\d{4}-(?:([A-Z])-)?\d{1,10}$/;
const tableByLetter: Readonly<Record<string, keyof Schema>> = { "": "ideas", A: "applications", P: "papers" };
/** An id that nothing has: an unknown number is then refused as an unknown id is. */
const nothing = "00000000-0000-7000-8000-000000000000";

/** Takes a readable number wherever a scope's bodies and filters refer to a thing by its id, and puts the id in its place. */
export function resolveNumbers(app: FastifyInstance, { pool }: Pick<Deps, "pool">): void {
  app.addHook("preValidation", async (request) => {
    for (const values of [request.body, request.query]) {
      for (const name of references) {
        const written = readText(values, name)?.split(",") ?? [];
        if (!written.some((text) => readableNumber.test(text))) continue;
        const ids = await Promise.all(written.map((text) => findId(pool, request, text)));
        Object.assign(values as object, { [name]: ids.join(",") });
      }
    }
  });
}

/** The id of the thing with that number in the caller's office; a text that is no number stays as it is. */
async function findId(pool: Deps["pool"], request: FastifyRequest, text: string): Promise<string> {
  const [number, letter = ""] = readableNumber.exec(text) ?? [];
  const table = tableByLetter[letter];
  const credentials = readCredentials(request.headers.authorization);
  if (number === undefined || table === undefined || credentials === undefined) return text;
  const byNumber = compile(sql<{ id: string }>`select id from ${sql.table(table)} where number = ${number}`);
  const [, [row] = []] = await runOnce(pool, [enter(credentials), byNumber]);
  return row === undefined ? nothing : String(row.id);
}

function readText(values: unknown, name: string): string | undefined {
  const value = typeof values === "object" && values !== null ? Reflect.get(values, name) : undefined;
  return typeof value === "string" ? value : undefined;
}
