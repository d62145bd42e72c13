import {
  type ApplicationState,
  applicationTransitions,
  assertHappened,
  assertTransition,
  byLanguage,
  DomainError,
  moneyText,
} from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import { planningProblems } from "../../deadlines/planning/problems.ts";
import { bookEntries } from "../../money/ledger-entries/booking.ts";
import type { Deps, Session } from "../../request/session.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import { getReferenced, updateRow } from "../../resources/rows.ts";
import { createRoute, patchRoute } from "../../resources/write-routes.ts";
import { applications, factsOf, findContext, fundYearOf, getSubject } from "../applications/queries.ts";
import { followAmendment, prepareAmendment } from "./amendment.ts";
import { planGrantDuties } from "./duties.ts";
import { getVoted, grants } from "./queries.ts";
import { Grant, GrantCreate, GrantPage, GrantPatch } from "./schema.ts";

type Row = Record<string, unknown>;

/** The lead office grants: the reservation becomes a commitment, never of more than the committee voted. */
async function prepare(session: Session, body: Row): Promise<Row> {
  const application = await getReferenced(session, applications, body, "applicationId", { lock: true });
  const context = await findContext(session, application.id);
  assertTransition(
    applicationTransitions,
    { from: application.state as ApplicationState, to: "granted", through: "grants" },
    factsOf(application, context, session.today),
    session.caller.roles,
  );
  const voted = await getVoted(session, application.id);
  const amountCents = (body.amount as { amountCents: number } | undefined)?.amountCents ?? voted.amountCents;
  if (amountCents > voted.amountCents) {
    throw new DomainError(
      "amount-over-cap",
      byLanguage({ amount: moneyText(amountCents), cap: moneyText(voted.amountCents) }),
      "/amount",
    );
  }
  const servedOn = String(body.servedOn ?? session.today);
  assertHappened(servedOn, { today: session.today, notBefore: voted.votedOn }, "/servedOn");
  const { fundYearId } = await bookEntries(
    session,
    fundYearOf(application),
    await getSubject(session, String(application.id)),
    [
      { kind: "reservation-release", amountCents: voted.amountCents, valueOn: servedOn },
      { kind: "commitment", amountCents, valueOn: servedOn },
    ],
    { commits: { reservedCents: voted.amountCents, amountCents } },
  );
  await updateRow(session, applications, application.id, { state: "granted", stateReason: null });
  return {
    fundYearId,
    amountCents,
    financingType: voted.financingType,
    servedOn,
    periodFrom: body.periodFrom ?? application.startsOn,
    periodTo: body.periodTo ?? application.endsOn,
  };
}

export function grantRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(Grant).addSchema(GrantCreate).addSchema(GrantPatch).addSchema(GrantPage);
  listRoute(app, deps, grants, GrantPage);
  readRoute(app, deps, grants);
  createRoute(app, deps, grants, {
    body: GrantCreate,
    permission: "grants.write",
    problems: [
      "already-exists",
      "transition-not-open",
      "state-forbids",
      "amount-over-cap",
      "fund-year-missing",
      "over-commitment",
      "ledger-below-zero",
      "day-in-future",
      "days-out-of-order",
      ...planningProblems,
    ],
    prepare,
    after: planGrantDuties,
  });
  patchRoute(app, deps, grants, {
    body: GrantPatch,
    permission: "grants.write",
    problems: ["state-forbids", "day-in-future", "days-out-of-order", ...planningProblems],
    prepare: prepareAmendment,
    after: followAmendment,
  });
}
