import { assertHappened, byLanguage, DomainError, moneyText } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import { getSubject } from "../applications/queries.ts";
import { planDeadlines } from "../deadlines/planning.ts";
import { bookEntries } from "../ledger-entries/booking.ts";
import { listRoute, readRoute } from "../read-routes.ts";
import type { Session, Surroundings } from "../session.ts";
import { createRoute } from "../write-routes.ts";
import { addDisbursed, disbursements, getSpender, lockGrant } from "./queries.ts";
import { Disbursement, DisbursementCreate, DisbursementPage } from "./schema.ts";

type Row = Record<string, unknown>;

async function prepare(session: Session, body: Row): Promise<Row> {
  const paidOn = String(body.paidOn);
  const grant = await lockGrant(session, body.grantId);
  assertHappened(paidOn, { today: session.today, notBefore: grant.servedOn }, "/paidOn");
  const { amountCents } = body.amount as { amountCents: number };
  if (amountCents > grant.undisbursedCents) {
    throw new DomainError(
      "amount-over-cap",
      byLanguage({ amount: moneyText(amountCents), cap: moneyText(grant.undisbursedCents) }),
      "/amount",
    );
  }
  await bookEntries(session, { id: grant.fundYearId }, await getSubject(session, grant.applicationId), [
    { kind: "disbursement", amountCents, valueOn: paidOn },
  ]);
  addDisbursed(session, grant.id, amountCents);
  return { applicationId: grant.applicationId };
}

/** Paid money must be spent within the programme's window (alsbaldige Verwendung), counted from the payment. */
async function planSpendingWindow(session: Session, disbursement: Row): Promise<void> {
  const application = await getSpender(session, disbursement.applicationId);
  const on = String(disbursement.paidOn);
  planDeadlines(session, [
    {
      kind: "spending-window",
      rule: { kind: "after-event", amount: application.spendingWindowWeeks, unit: "weeks" },
      anchor: {
        type: "disbursements",
        id: String(disbursement.id),
        label: { de: "Auszahlung", en: "Payment" },
        on,
      },
      subjectType: "disbursements",
      subjectId: String(disbursement.id),
      applicationId: String(disbursement.applicationId),
      title: application.title,
      leadId: application.leadId,
    },
  ]);
}

export function disbursementRoutes(app: FastifyInstance, surroundings: Surroundings): void {
  app.addSchema(Disbursement).addSchema(DisbursementCreate).addSchema(DisbursementPage);
  listRoute(app, surroundings, disbursements, DisbursementPage);
  readRoute(app, surroundings, disbursements);
  createRoute(app, surroundings, disbursements, {
    body: DisbursementCreate,
    permission: "disbursements.write",
    prepare,
    after: planSpendingWindow,
  });
}
