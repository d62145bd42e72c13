import { randomBytes } from "node:crypto";
import {
  byLanguage,
  DomainError,
  erasureEffects,
  erasureGrounds,
  erasureObstacles,
  erasurePlaces,
  erasureRemains,
  may,
  restrictionBy,
  restrictionText,
} from "@zuwendo/domain";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Static } from "typebox";
import { leadExemptions } from "../../deadlines/planning/name-queries.ts";
import { people } from "../../people/people/queries.ts";
import type { Person } from "../../people/people/schema.ts";
import { requireMatch } from "../../request/etag.ts";
import type { Answer, Deps, Session } from "../../request/session.ts";
import { readInOffice, writeInOffice } from "../../request/transaction.ts";
import { describe, keyParams } from "../../resources/describe.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import type { RowOf } from "../../resources/resource.ts";
import { getRow } from "../../resources/rows.ts";
import { created } from "../../resources/write-routes.ts";
import { countAllHoldings } from "../holdings/queries.ts";
import {
  countMailsOnTheirWay,
  countPlaces,
  countRemains,
  erasePerson,
  erasures,
  filesOf,
  findErasure,
  findKept,
  insertErasure,
  names,
  takeTime,
  wordsNaming,
} from "./queries.ts";
import { Erasure, ErasureCreate, ErasurePage, ErasurePreview } from "./schema.ts";
import { listTextsNaming } from "./texts-queries.ts";

type PersonRow = RowOf<typeof Person>;

async function obstaclesOf(session: Session, person: PersonRow, options: { readonly lock: boolean }) {
  return erasureObstacles({
    ...{ person, today: session.today, isCaller: person.id === session.caller.personId },
    holdings: await countAllHoldings(session, person.id),
    mailsOnTheirWay: await countMailsOnTheirWay(session, person.id, options),
  });
}

async function preview(session: Session, key: string) {
  const person = await getRow(session, people, key);
  takeTime(session);
  const done = person.erasedAt === null ? undefined : await findErasure(session, person.id);
  const files = await filesOf(session, person.id);
  const kept = done && (await findKept(session, person.id));
  const words = done ? Object.values(kept ?? {}) : await wordsNaming(session, person.id);
  const restriction = done
    ? { isRestricted: done.blankedAt === null, keptUntil: done.keptUntil }
    : restrictionBy(files, session.today);
  const counts = done?.changed ?? (await countPlaces(session, person.id));
  const remains = await countRemains(
    session,
    person.id,
    files.map(({ id }) => id),
  );
  return {
    personId: person.id,
    erasureId: done?.id ?? null,
    obstacles: done ? [] : await obstaclesOf(session, person, { lock: false }),
    places: erasurePlaces.map((place) => ({ place, count: counts[place] ?? 0, text: erasureEffects[place] })),
    remains: erasureRemains.map((what) => ({ what, count: remains[what], ground: erasureGrounds[what] })),
    ...restriction,
    keptText: restrictionText(restriction),
    // What is kept of somebody erased is not for everybody who reads this.
    words: done ? [] : words,
    textsNaming: await listTextsNaming(session, person.id, words),
  };
}

const namesThem = {
  de: "Der Grund bleibt im Löschprotokoll; bitte ohne Namen und Mailadresse der Person.",
  en: "The reason stays in the protocol; please write it without the person's name and email address.",
};

/** Somebody who bears the same already is one in sixteen million. */
async function begin(session: Session, erasure: Omit<Parameters<typeof insertErasure>[1], "pseudonym">) {
  for (let tries = 0; tries < 5; tries += 1) {
    const pseudonym = `Person ${randomBytes(3).toString("hex").toUpperCase()}`;
    const id = await insertErasure(session, { ...erasure, pseudonym });
    if (id !== undefined) return id;
  }
  throw new Error("no pseudonym is free");
}

/** Erases somebody whom nothing holds any more: the locked row keeps others from naming them meanwhile. */
async function erase(
  session: Session,
  request: FastifyRequest,
  key: string,
  reason: string,
): Promise<Answer> {
  const person = await getRow(session, people, key, { lock: true });
  if (person.erasedAt !== null) throw new DomainError("person-erased");
  requireMatch(request, person.version);
  const obstacles = await obstaclesOf(session, person, { lock: true });
  if (obstacles.length > 0) {
    const error = new DomainError("erasure-blocked");
    error.reasons = obstacles;
    throw error;
  }
  takeTime(session);
  const words = [...(await wordsNaming(session, person.id)), person.name, person.email];
  if (await names(session, reason, words)) {
    throw new DomainError("value-refused", byLanguage({ rule: namesThem }), "/reason");
  }
  const files = await filesOf(session, person.id);
  const restriction = restrictionBy(files, session.today);
  const applicationIds = files.map(({ id }) => id);
  const id = await begin(session, { personId: person.id, reason, applicationIds, ...restriction });
  const changes = await erasePerson(session, person.id);
  leadExemptions(session, [person.organisationId], session.today);
  const row = await getRow(session, erasures, id);
  session.audit({
    ...{ action: "erase", subjectType: people.name, subjectId: person.id, version: person.version + 1 },
    changes: { reason, pseudonym: row.pseudonym, keptUntil: row.keptUntil, changed: changes },
  });
  return created(erasures, row);
}

/** Name and address, while they are kept, for whoever may erase; that they were read is written down. */
async function loadKept(session: Session, row: RowOf<typeof Erasure>) {
  if (row.blankedAt !== null || !may(session.caller.roles, "erasures.write")) return {};
  session.audit({ action: "read", subjectType: erasures.name, subjectId: row.id, version: row.version });
  return { ...(await findKept(session, row.personId)) };
}

export function erasureRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(ErasureCreate).addSchema(Erasure).addSchema(ErasurePage).addSchema(ErasurePreview);
  listRoute(app, deps, erasures, ErasurePage);
  readRoute(app, deps, erasures, { load: loadKept });

  app.get<{ Params: { id: string } }>("/people/:id/erasure", {
    schema: describe({
      id: "previewErasure",
      permission: "erasures.read",
      tag: erasures.name,
      summary: "See what the erasure of a person changes",
      description:
        "Changes nothing. Afterwards it says what has been done. Reads through the whole audit log and all mails, which takes seconds in an office with a million entries.",
      params: keyParams,
      answer: ErasurePreview,
    }),
    handler: (request) =>
      readInOffice(deps, request, "erasures.read", (session) => preview(session, request.params.id)),
  });

  app.post<{ Params: { id: string } }>("/people/:id/erasure", {
    schema: describe({
      id: "createErasure",
      permission: "erasures.write",
      tag: erasures.name,
      summary: "Erase a person",
      description:
        "In one act, and for good: a pseudonym in place of name and address, also in the audit log and in mails; sums, votes, decisions and the ledger stay. Needs the ETag of the person.",
      params: keyParams,
      body: ErasureCreate,
      answer: Erasure,
      status: 201,
      needsMatch: true,
      isPost: true,
      problems: ["person-erased", "erasure-blocked"],
    }),
    handler: (request, reply) =>
      writeInOffice(deps, request, reply, "erasures.write", (session) =>
        erase(session, request, request.params.id, (request.body as Static<typeof ErasureCreate>).reason),
      ),
  });
}
