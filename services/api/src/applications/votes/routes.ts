import {
  applicationTransitions,
  assertHappened,
  assertMajority,
  assertTransition,
  assertUnderCap,
  meetingStateLabels,
  stateAfterVote,
  stateForbids,
} from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import type { Static } from "typebox";
import { bookEntries } from "../../money/ledger-entries/booking.ts";
import type { Deps, Session } from "../../request/session.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import type { ColumnValues } from "../../resources/resource.ts";
import { getReferenced, updateRow } from "../../resources/rows.ts";
import { createRoute } from "../../resources/write-routes.ts";
import { applications, factsOf, findContext, fundYearOf, getSubject } from "../applications/queries.ts";
import { votes } from "./queries.ts";
import { Vote, VoteCreate, VotePage } from "./schema.ts";

/** A committee votes: the application moves on, and a positive vote reserves the money. */
async function prepare(session: Session, body: Static<typeof VoteCreate>): Promise<ColumnValues<"votes">> {
  const application = await getReferenced({ ...session, scope: "all" }, applications, body, "applicationId", {
    lock: true,
  });
  const context = await findContext(session, application.id);
  const to = stateAfterVote(body.outcome);
  assertTransition(
    applicationTransitions,
    { from: application.state, to, through: "votes" },
    factsOf(session, application, context),
    session.caller.roles,
  );
  const { today } = session;
  const { meetingId } = application;
  const { ownMeetingOn } = context;
  if (meetingId === null || ownMeetingOn === null) {
    const needed = ["planned", "held"] as const;
    throw stateForbids(meetingStateLabels, { state: "cancelled", needed }, "/votedOn");
  }
  const votedOn = body.votedOn ?? ownMeetingOn;
  assertHappened(votedOn, { today, notBefore: ownMeetingOn }, "/votedOn");
  assertMajority(body.outcome, body);
  const { requestedCents } = application;
  const amountCents = to === "recommended" ? (body.amount?.amountCents ?? requestedCents) : 0;
  assertUnderCap(amountCents, requestedCents, "/amount");
  if (to === "recommended") {
    await bookEntries(session, fundYearOf(application), await getSubject(session, application.id), [
      { kind: "reservation", amountCents, valueOn: votedOn },
    ]);
  }
  await updateRow(session, applications, application.id, { state: to, stateReason: null });
  return { meetingId, amountCents, votedOn };
}

export function voteRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(Vote).addSchema(VoteCreate).addSchema(VotePage);

  listRoute(app, deps, votes, VotePage);
  readRoute(app, deps, votes);
  createRoute(app, deps, votes, {
    body: VoteCreate,
    permission: "votes.write",
    problems: [
      "transition-not-open",
      "state-forbids",
      "vote-without-majority",
      "amount-over-cap",
      "fund-year-missing",
      "over-commitment",
      "day-in-future",
      "days-out-of-order",
    ],
    prepare,
  });
}
