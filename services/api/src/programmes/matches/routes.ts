import { match, rankMatches } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import { ideas } from "../../ideas/ideas/queries.ts";
import { asOffice, type Deps, type Session } from "../../request/session.ts";
import { readInOffice, writeInOffice } from "../../request/transaction.ts";
import { describe, keyParams } from "../../resources/describe.ts";
import { getRow } from "../../resources/rows.ts";
import { Id } from "../../resources/schema.ts";
import { calls } from "../calls/queries.ts";
import { deleteDismissal, findMatchIdea, listOpenCalls, saveDismissal } from "./queries.ts";
import { Match, MatchDismissal, MatchList } from "./schema.ts";

const dismissalParams = Type.Object({ ...keyParams.properties, callId: Id });

async function listMatches(session: Session, ideaId: string) {
  const idea = await findMatchIdea(session, ideaId);
  const { land, zone } = session.caller;
  const place = { land, zone };
  const calls = await listOpenCalls(session, ideaId, session.today, idea.startsOn, place);
  const ranked = rankMatches(
    calls.map(({ programme, call, ...facts }) => ({
      ...facts,
      ...match(idea, programme, call, session.today),
      name: facts.programmeName,
    })),
  );
  return ranked.map(({ name: _, ...shown }) => shown);
}

/** The idea and the call of a match that the caller may decide on; calls are open to everybody. */
async function getMatched(session: Session, params: { id: string; callId: string }) {
  const idea = await getRow(session, ideas, params.id);
  const call = await getRow(asOffice(session), calls, params.callId);
  return { idea, callId: call.id };
}

export function matchRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(Match).addSchema(MatchList).addSchema(MatchDismissal);

  app.get<{ Params: { id: string } }>("/ideas/:id/matches", {
    schema: describe({
      id: "listMatches",
      problems: ["year-out-of-range"],
      permission: "matches.read",
      tag: "matches",
      summary: "Hold an idea against every open call",
      description: "Worked out when it is read, so that it always follows the rules as they stand.",
      params: keyParams,
      answer: MatchList,
    }),
    handler: (request) =>
      readInOffice(deps, request, "matches.read", async (session) => {
        const idea = await getRow(session, ideas, request.params.id);
        return { items: await listMatches(session, idea.id) };
      }),
  });

  app.put<{ Params: { id: string; callId: string } }>("/ideas/:id/matches/:callId/dismissal", {
    schema: describe({
      id: "setDismissal",
      permission: "matches.dismiss",
      tag: "matches",
      summary: "Dismiss a match, with a reason that is remembered",
      params: dismissalParams,
      body: MatchDismissal,
      answer: MatchDismissal,
    }),
    handler: (request, reply) =>
      writeInOffice(deps, request, reply, "matches.dismiss", async (session) => {
        const { reason } = request.body as { reason: string };
        const { idea, callId } = await getMatched(session, request.params);
        saveDismissal(session, { ideaId: idea.id, callId, reason, personId: session.caller.personId });
        session.audit({
          action: "dismiss-match",
          subjectType: "ideas",
          subjectId: idea.id,
          changes: { callId, reason },
        });
        return { body: { reason } };
      }),
  });

  app.delete<{ Params: { id: string; callId: string } }>("/ideas/:id/matches/:callId/dismissal", {
    schema: describe({
      id: "deleteDismissal",
      problems: ["year-out-of-range"],
      permission: "matches.dismiss",
      tag: "matches",
      summary: "Take a dismissed match up again",
      params: dismissalParams,
      answer: MatchList,
    }),
    handler: (request, reply) =>
      writeInOffice(deps, request, reply, "matches.dismiss", async (session) => {
        const { idea, callId } = await getMatched(session, request.params);
        deleteDismissal(session, { ideaId: idea.id, callId });
        session.audit({
          action: "restore-match",
          subjectType: "ideas",
          subjectId: idea.id,
          changes: { callId },
        });
        return { body: { items: await listMatches(session, idea.id) } };
      }),
  });
}
