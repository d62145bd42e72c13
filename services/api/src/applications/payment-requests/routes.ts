import { assertHappened, assertUnderCap, byLanguage, DomainError, isReceivedLate } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import type { Static } from "typebox";
import { closeDeadlines } from "../../deadlines/planning/change.ts";
import { planningProblems } from "../../deadlines/planning/problems.ts";
import { endOfDuty } from "../../deadlines/planning/receipts.ts";
import type { Deps, Session } from "../../request/session.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import { getReferenced } from "../../resources/rows.ts";
import { createRoute } from "../../resources/write-routes.ts";
import { lockPayableGrant } from "../disbursements/queries.ts";
import { grants } from "../grants/queries.ts";
import { paymentRequests } from "./queries.ts";
import { PaymentRequest, PaymentRequestCreate, PaymentRequestPage } from "./schema.ts";

/** A request gets its receipt stamp and meets its deadline. Too late is kept and flagged, never refused. */
async function prepare(session: Session, body: Static<typeof PaymentRequestCreate>) {
  await getReferenced(session, grants, body, "grantId");
  const { applicationId, undisbursedCents, issuedOn } = await lockPayableGrant(session, body.grantId);
  const { amountCents } = body.amount;
  if (amountCents === 0) {
    const rule = { de: "Der Betrag muss über 0 liegen.", en: "The amount must be above 0." };
    throw new DomainError("value-refused", byLanguage({ rule }), "/amount");
  }
  assertUnderCap(amountCents, undisbursedCents, "/amount");
  const requestedOn = body.requestedOn ?? session.today;
  assertHappened(requestedOn, { today: session.today, notBefore: issuedOn }, "/requestedOn");
  const duty = { kind: "drawdown-request", subjectId: body.grantId } as const;
  const inTimeUntil = await endOfDuty(session, { type: "applications", id: applicationId }, duty);
  closeDeadlines(session, { subjectId: duty.subjectId, kinds: [duty.kind] }, "met");
  const receivedAt = session.now;
  const isLate = isReceivedLate({ receivedAt, inTimeUntil }, inTimeUntil);
  return { applicationId, requestedOn, receivedAt, inTimeUntil, isLate };
}

export function paymentRequestRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(PaymentRequest).addSchema(PaymentRequestCreate).addSchema(PaymentRequestPage);
  listRoute(app, deps, paymentRequests, PaymentRequestPage);
  readRoute(app, deps, paymentRequests);
  createRoute(app, deps, paymentRequests, {
    body: PaymentRequestCreate,
    permission: "payment-requests.write",
    problems: ["state-forbids", "amount-over-cap", "day-in-future", "days-out-of-order", ...planningProblems],
    prepare,
  });
}
