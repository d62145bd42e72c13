import { assertHappened, assertUnderCap } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import type { Static } from "typebox";
import { planningProblems } from "../../deadlines/planning/problems.ts";
import { reconcile } from "../../deadlines/planning/reconcile.ts";
import { bookEntries } from "../../money/ledger-entries/booking.ts";
import type { Deps, Session } from "../../request/session.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import { createRoute, patchRoute } from "../../resources/write-routes.ts";
import { getSubject } from "../applications/queries.ts";
import { followCorrection, loadInterest, prepareCorrection } from "./correction.ts";
import { addDisbursed, type DisbursementRow, disbursements, lockPayableGrant } from "./queries.ts";
import { Disbursement, DisbursementCreate, DisbursementPage, DisbursementPatch, Interest } from "./schema.ts";

async function prepare(session: Session, body: Static<typeof DisbursementCreate>) {
  const { paidOn } = body;
  const grant = await lockPayableGrant(session, body.grantId);
  assertHappened(paidOn, { today: session.today, notBefore: grant.issuedOn }, "/paidOn");
  const { amountCents } = body.amount;
  assertUnderCap(amountCents, grant.undisbursedCents, "/amount");
  await bookEntries(session, { id: grant.fundYearId }, await getSubject(session, grant.applicationId), [
    { kind: "disbursement", amountCents, valueOn: paidOn },
  ]);
  addDisbursed(session, grant.id, amountCents);
  return { applicationId: grant.applicationId };
}

const paid = { de: "Es wurde ausgezahlt", en: "Money was paid" };

/** The money is to be spent in its window; once all of a grant is paid, nothing is left to be asked for. */
async function followPayment(session: Session, { applicationId }: DisbursementRow): Promise<void> {
  const kinds = ["spending-window", "drawdown-request"] as const;
  await reconcile(session, { type: "applications", id: applicationId }, kinds, { reason: paid });
}

export function disbursementRoutes(app: FastifyInstance, deps: Deps): void {
  app
    .addSchema(Interest)
    .addSchema(Disbursement)
    .addSchema(DisbursementCreate)
    .addSchema(DisbursementPatch)
    .addSchema(DisbursementPage);
  listRoute(app, deps, disbursements, DisbursementPage);
  readRoute(app, deps, disbursements, { load: loadInterest });
  createRoute(app, deps, disbursements, {
    body: DisbursementCreate,
    permission: "disbursements.write",
    problems: [
      "state-forbids",
      "amount-over-cap",
      "day-in-future",
      "days-out-of-order",
      "fund-year-missing",
      "ledger-below-zero",
      ...planningProblems,
    ],
    prepare,
    after: followPayment,
    load: loadInterest,
  });
  patchRoute(app, deps, disbursements, {
    body: DisbursementPatch,
    permission: "disbursements.write",
    problems: ["use-is-recorded", "day-in-future", "days-out-of-order", ...planningProblems],
    prepare: prepareCorrection,
    after: followCorrection,
    complete: loadInterest,
  });
}
