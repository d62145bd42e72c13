import { transact } from "@zuwendo/db";
import { DomainError, type Language } from "@zuwendo/domain";
import { isSigned, type LinkPurpose, readLink } from "@zuwendo/links";
import type { FastifyRequest } from "fastify";
import { type Deps, openSession, type Session } from "../request/session.ts";
import { rememberLanguage } from "./error-page.ts";
import { enterByLink, findReader, type LinkedOffice, type Reader } from "./queries.ts";

/** Somebody who has followed a link of a mail. */
export interface Visit {
  readonly session: Session;
  readonly reader: Reader;
  readonly language: Language;
  readonly officeName: string;
  /** What the link is about. */
  readonly id: string;
}

/**
 * Runs `work` in one transaction inside the office that has signed the link, as the person it was mailed to; `not-found`
 * for every link that no office has signed. Nothing but a POST can write.
 */
export async function visit<Result>(
  deps: Deps,
  request: FastifyRequest,
  purpose: LinkPurpose,
  work: (visit: Visit) => Promise<Result>,
): Promise<Result> {
  const link = readLink((request.params as { token: string }).token);
  if (link === undefined || link.purpose !== purpose) throw new DomainError("not-found");
  const nudges: Parameters<Deps["nudge"]>[] = [];
  const opening = enterByLink(link.officeId, request.method === "POST");
  const result = await transact(deps.pool, opening, async (tx, [, , offices]) => {
    const office = offices?.[0] as LinkedOffice | undefined;
    if (office === undefined || !isSigned(office.mailSecret, link)) throw new DomainError("not-found");
    const reader = await findReader(tx, purpose, link.id);
    if (reader === undefined) throw new DomainError("not-found");
    rememberLanguage(request, reader.language);
    const { officeId, zone, land, procedureAct, sendFrom, sendWeekdays, enteredAt } = office;
    const caller = {
      ...{ officeId, officeShort: office.short, zone, land, procedureAct, sendFrom, sendWeekdays, enteredAt },
      tokenId: null,
      personId: reader.id,
      organisationId: reader.organisationId,
      roles: reader.roles,
      scopes: [],
      language: reader.language,
      isStale: false,
    };
    const session = openSession(deps, tx, { caller, scope: "own" }, nudges);
    return work({ session, reader, language: reader.language, officeName: office.name, id: link.id });
  });
  for (const nudge of nudges) deps.nudge(...nudge);
  return result;
}
