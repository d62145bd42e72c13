import { applicationTransitions, assertTransition, assertUnderCap } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import type { Static } from "typebox";
import { planningProblems } from "../../deadlines/planning/problems.ts";
import { reconcile } from "../../deadlines/planning/reconcile.ts";
import { bookEntries } from "../../money/ledger-entries/booking.ts";
import type { Deps, Session } from "../../request/session.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import type { ColumnValues } from "../../resources/resource.ts";
import { getReferenced, updateRow } from "../../resources/rows.ts";
import { createRoute, patchRoute } from "../../resources/write-routes.ts";
import { applications, factsOf, findContext, fundYearOf, getSubject } from "../applications/queries.ts";
import { followAmendment, grantDuties, prepareAmendment } from "./amendment.ts";
import { getVoted, grants } from "./queries.ts";
import { Grant, GrantCreate, GrantPage, GrantPatch, Service } from "./schema.ts";
import { readService } from "./service.ts";

/** The lead office grants: the reservation becomes a commitment, never of more than the committee voted. */
async function prepare(session: Session, body: Static<typeof GrantCreate>): Promise<ColumnValues<"grants">> {
  const application = await getReferenced(session, applications, body, "applicationId", { lock: true });
  const context = await findContext(session, application.id);
  assertTransition(
    applicationTransitions,
    { from: application.state, to: "granted", through: "grants" },
    factsOf(session, application, context),
    session.caller.roles,
  );
  const voted = await getVoted(session, application.id);
  const amountCents = body.amount?.amountCents ?? voted.amountCents;
  assertUnderCap(amountCents, voted.amountCents, "/amount");
  const { instrument = "notice", service = null } = body;
  const given = { instrument, service, servedOn: body.servedOn };
  const { servedOn, issuedOn } = readService(session, given, voted.votedOn);
  const valueOn = issuedOn < session.today ? issuedOn : session.today;
  const { fundYearId } = await bookEntries(
    session,
    fundYearOf(application),
    await getSubject(session, application.id),
    [
      ...(voted.amountCents === 0
        ? []
        : [{ kind: "reservation-release" as const, amountCents: voted.amountCents, valueOn }]),
      { kind: "commitment", amountCents, valueOn },
    ],
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

const granted = { de: "Der Antrag ist bewilligt", en: "The application has been granted" };

async function planGrantDuties(session: Session, applicationId: string): Promise<void> {
  await reconcile(session, { type: "applications", id: applicationId }, grantDuties, { reason: granted });
}

export function grantRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(Service).addSchema(Grant).addSchema(GrantCreate).addSchema(GrantPatch).addSchema(GrantPage);
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
      "value-refused",
      ...planningProblems,
    ],
    prepare,
    after: (session, { applicationId }) => planGrantDuties(session, applicationId),
  });
  patchRoute(app, deps, grants, {
    body: GrantPatch,
    permission: "grants.write",
    problems: ["state-forbids", "day-in-future", "days-out-of-order", "value-refused", ...planningProblems],
    prepare: prepareAmendment,
    after: followAmendment,
  });
}
