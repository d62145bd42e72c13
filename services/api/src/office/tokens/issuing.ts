import { byLanguage, DomainError } from "@zuwendo/domain";
import type { Static } from "typebox";
import { mintToken } from "../../request/caller.ts";
import type { Session } from "../../request/session.ts";
import { insertRow } from "../../resources/rows.ts";
import { tokens } from "./queries.ts";
import type { TokenCreate } from "./schema.ts";

const defaultDays = 90;
const longestDays = 366;
const dayMs = 86_400_000;

const outOfReach = {
  de: `Ein Token gilt höchstens ${longestDays} Tage, von jetzt an.`,
  en: `A token is valid for at most ${longestDays} days from now.`,
};

/** When a new token ends: at most a year ahead, never in the past. */
function expiryOf(wanted: string | undefined, now: string): string {
  const start = Date.parse(now);
  const end = wanted === undefined ? start + defaultDays * dayMs : Date.parse(wanted);
  const isInReach = end > start && end <= start + longestDays * dayMs;
  if (!isInReach) throw new DomainError("value-refused", byLanguage({ rule: outOfReach }), "/expiresAt");
  return new Date(end).toISOString();
}

/** Makes the caller a token; the secret itself is nowhere but in what this returns. */
export async function issueToken(session: Session, body: Static<typeof TokenCreate>) {
  const { personId, officeId, enteredAt } = session.caller;
  const { token, hash } = mintToken(officeId);
  const row = await insertRow(session, tokens, body, {
    personId,
    hash,
    expiresAt: expiryOf(body.expiresAt, enteredAt),
  });
  const { expiresAt, name, scopes } = row;
  session.audit({
    ...{ action: "create", subjectType: "tokens", subjectId: row.id, version: 1 },
    changes: { personId, name, scopes, expiresAt },
  });
  return { row, token };
}
