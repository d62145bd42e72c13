import {
  type ApplicationState,
  applicationTransitions,
  assertHappened,
  assertTransition,
  byLanguage,
  DomainError,
  moneyText,
  stateAfterVote,
  type VoteOutcome,
} from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import { bookEntries } from "../../money/ledger-entries/booking.ts";
import type { Deps, Session } from "../../request/session.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import { getReferenced, updateRow } from "../../resources/rows.ts";
import { createRoute } from "../../resources/write-routes.ts";
import { applications, factsOf, findContext, fundYearOf, getSubject } from "../applications/queries.ts";
import { votes } from "./queries.ts";
import { Vote, VoteCreate, VotePage } from "./schema.ts";

type Row = Record<string, unknown>;

/** A recommendation needs more votes in favour than against, where votes were counted. */
function assertMajority(body: Row): void {
  const { inFavour = 0, against = 0 } = body as { inFavour?: number; against?: number };
  if (inFavour + against > 0 && inFavour <= against) {
    throw new DomainError("vote-without-majority", { inFavour, against }, "/inFavour");
  }
}

/** A committee votes: the application moves on, and a positive vote reserves the money. */
async function prepare(session: Session, body: Row): Promise<Row> {
  const application = await getReferenced({ ...session, scope: "all" }, applications, body, "applicationId", {
    lock: true,
  });
  const context = await findContext(session, application.id);
  const outcome = body.outcome as VoteOutcome;
  const from = application.state as ApplicationState;
  const to = stateAfterVote(outcome);
  assertTransition(
    applicationTransitions,
    { from, to, through: "votes" },
    factsOf(application, context, session.today),
    session.caller.roles,
  );
  const votedOn = body.votedOn ?? context.ownMeetingOn;
  if (typeof votedOn !== "string") {
    throw new DomainError("state-forbids", { state: "cancelled", needed: "planned, held" }, "/votedOn");
  }
  const { today } = session;
  assertHappened(votedOn, { today, notBefore: context.ownMeetingOn ?? votedOn }, "/votedOn");
  if (to === "recommended") assertMajority(body);
  const requestedCents = Number(application.requestedCents);
  const amountCents =
    to === "recommended"
      ? ((body.amount as { amountCents: number } | undefined)?.amountCents ?? requestedCents)
      : 0;
  if (amountCents > requestedCents) {
    throw new DomainError(
      "amount-over-cap",
      byLanguage({ amount: moneyText(amountCents), cap: moneyText(requestedCents) }),
      "/amount",
    );
  }
  if (to === "recommended") {
    await bookEntries(session, fundYearOf(application), await getSubject(session, String(application.id)), [
      { kind: "reservation", amountCents, valueOn: votedOn },
    ]);
  }
  await updateRow(session, applications, application.id, { state: to, stateReason: null });
  return { meetingId: application.meetingId, amountCents, votedOn };
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
