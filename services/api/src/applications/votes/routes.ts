import {
  applicationTransitions,
  assertHappened,
  assertMajority,
  assertProcedure,
  assertTransition,
  localDay,
  meetingStateLabels,
  stateAfterVote,
  stateForbids,
  votedCents,
} from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import type { Static } from "typebox";
import { closeDeadlines } from "../../deadlines/planning/change.ts";
import { bookEntries } from "../../money/ledger-entries/booking.ts";
import { asOffice, type Deps, type Session } from "../../request/session.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import type { ColumnValues } from "../../resources/resource.ts";
import { getReferenced, updateRow } from "../../resources/rows.ts";
import { createRoute } from "../../resources/write-routes.ts";
import {
  type ApplicationContext,
  type ApplicationRow,
  applications,
  factsOf,
  findContext,
  fundYearOf,
  getSubject,
} from "../applications/queries.ts";
import { votes } from "./queries.ts";
import { Vote, VoteCreate, VotePage } from "./schema.ts";

/** A decision is recorded: the application moves on, and a positive one reserves the money. */
async function prepare(session: Session, body: Static<typeof VoteCreate>): Promise<ColumnValues<"votes">> {
  const application = await getReferenced(asOffice(session), applications, body, "applicationId", {
    lock: true,
  });
  const context = await findContext(session, application.id);
  const { outcome, procedure = "meeting" } = body;
  const to = stateAfterVote(outcome);
  const isPostponed = to === "formally-checked";
  assertProcedure(procedure, application, context.fastLaneMaxCents);
  assertTransition(
    applicationTransitions,
    { from: application.state, to, through: "votes", ...(isPostponed && { reason: outcome }) },
    factsOf(session, application, context),
    session.caller.roles,
  );
  const meeting = procedure === "meeting" ? meetingOf(application, context) : undefined;
  const { today } = session;
  const votedOn = body.votedOn ?? meeting?.on ?? today;
  assertHappened(votedOn, { today, notBefore: meeting?.on ?? receivedOn(session, application) }, "/votedOn");
  assertMajority(outcome, body);
  const amountCents = votedCents(outcome, application.requestedCents, body.amount?.amountCents);
  if (to === "recommended") {
    await bookEntries(session, fundYearOf(application), await getSubject(session, application.id), [
      { kind: "reservation", amountCents, valueOn: votedOn },
    ]);
  }
  // What was postponed waits for another meeting.
  const columns = { state: to, stateReason: null, ...(isPostponed && { meetingId: null }) };
  await updateRow(session, applications, application.id, columns);
  if (!isPostponed) {
    const kinds = ["fast-lane-answer"] as const;
    closeDeadlines(session, { applicationId: application.id, kinds }, "met", { metOn: votedOn });
  }
  return { meetingId: meeting?.id ?? null, amountCents, votedOn };
}

/** The meeting that an application is on the agenda of; `state-forbids` where it was called off. */
function meetingOf({ meetingId: id }: ApplicationRow, { ownMeetingOn: on }: ApplicationContext) {
  if (id !== null && on !== null) return { id, on };
  const needed = ["planned", "held"] as const;
  throw stateForbids(meetingStateLabels, { state: "cancelled", needed }, "/votedOn");
}

function receivedOn({ caller }: Session, { receivedAt, createdAt }: ApplicationRow): string {
  return localDay(receivedAt ?? createdAt, caller.zone);
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
      "vote-amount-missing",
      "fast-lane-missing",
      "fund-year-missing",
      "over-commitment",
      "day-in-future",
      "days-out-of-order",
    ],
    prepare,
  });
}
