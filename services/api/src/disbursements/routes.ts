import { assertHappened, byLanguage, DomainError, moneyText } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import { sql } from "kysely";
import { getSubject, ofVisibleApplications } from "../applications/queries.ts";
import { planDeadlines } from "../deadlines/planning.ts";
import { bookEntries } from "../ledger-entries/booking.ts";
import type { Session, Surroundings } from "../office.ts";
import type { Resource } from "../resource.ts";
import { createRoute, listRoute, readRoute } from "../routes.ts";
import { Disbursement, DisbursementCreate, DisbursementPage } from "./schema.ts";

type Row = Record<string, unknown>;

const disbursements: Resource = {
  name: "disbursements",
  table: "disbursements",
  shape: Disbursement,
  filters: ["grantId", "applicationId"],
  ranges: ["paidOn"],
  sorts: ["createdAt"],
  read: "disbursements.read",
  own: (caller) => ofVisibleApplications({ caller, scope: "own" }),
};

interface PayableGrant {
  readonly id: string;
  readonly applicationId: string;
  readonly fundYearId: string;
  readonly undisbursedCents: number;
  readonly servedOn: string;
  readonly state: string;
}

const payableStates = ["granted", "running", "proof-due", "proof-submitted"];

/** Locks a grant that money can be paid on. Throws `reference-unknown`, `state-forbids`. */
async function lockGrant(session: Session, grantId: unknown): Promise<PayableGrant> {
  const [grant] = await session.run<PayableGrant>(sql`
    select g.id, g.application_id, g.fund_year_id, g.amount_cents - g.disbursed_cents as undisbursed_cents, g.served_on, a.state
    from grants g join applications a on a.id = g.application_id
    where g.id = ${grantId} for update of g`);
  if (grant === undefined) throw new DomainError("reference-unknown", { field: "grantId" }, "/grantId");
  if (!payableStates.includes(grant.state)) {
    throw new DomainError("state-forbids", { state: grant.state, needed: payableStates.join(", ") });
  }
  return grant;
}

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
  session.later(sql`
    update grants set disbursed_cents = disbursed_cents + ${amountCents}, version = version + 1, updated_at = now()
    where id = ${grant.id}`);
  return { applicationId: grant.applicationId };
}

/** Paid money must be spent within the programme's window (alsbaldige Verwendung), counted from the payment. */
async function planSpendingWindow(session: Session, disbursement: Row): Promise<void> {
  const [application] = await session.run<{ title: string; leadId: string; spendingWindowWeeks: number }>(sql`
    select a.title, a.lead_id, p.spending_window_weeks
    from applications a join programmes p on p.id = a.programme_id where a.id = ${disbursement.applicationId}`);
  if (application === undefined) throw new DomainError("not-found");
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
