import {
  assertHappened,
  type BaseRate,
  DomainError,
  eventLabels,
  knownBaseRates,
  movedText,
  proposeInterest,
} from "@zuwendo/domain";
import type { Static } from "typebox";
import { closeDeadlines, correctClosed } from "../../deadlines/planning/change.ts";
import { reconcile } from "../../deadlines/planning/reconcile.ts";
import { rebookEntry } from "../../money/ledger-entries/booking.ts";
import { closeTask } from "../../office/tasks/queries.ts";
import type { Session } from "../../request/session.ts";
import type { ColumnValues } from "../../resources/resource.ts";
import {
  type DisbursementRow,
  findWindowEnd,
  insertInterestTask,
  isByContract,
  listBaseRates,
  lockGrant,
} from "./queries.ts";
import type { DisbursementPatch } from "./schema.ts";

/** Checks the days of a payment as its creation does and, where it was paid on another day, books it anew. */
export async function prepareCorrection(
  session: Session,
  before: DisbursementRow,
  body: Static<typeof DisbursementPatch>,
): Promise<ColumnValues<"disbursements">> {
  if (body.usedOn === null && before.usedOn !== null) throw new DomainError("use-is-recorded");
  const { today } = session;
  const paidOn = body.paidOn ?? before.paidOn;
  const usedOn = body.usedOn ?? before.usedOn;
  const grant = await lockGrant(session, before.grantId);
  if (paidOn !== before.paidOn) assertHappened(paidOn, { today, notBefore: grant.issuedOn }, "/paidOn");
  const pointer = body.usedOn === undefined ? "/paidOn" : "/usedOn";
  if (usedOn !== null) assertHappened(usedOn, { today, notBefore: paidOn }, pointer);
  if (paidOn !== before.paidOn) {
    const { applicationId, fundYearId } = grant;
    const [amountCents, valueOn] = [before.amountCents, before.paidOn];
    await rebookEntry(
      session,
      { fundYearId, applicationId, kind: "disbursement", amountCents, valueOn },
      { valueOn: paidOn, note: movedText(eventLabels.payment, valueOn, paidOn).de },
    );
  }
  return {};
}

/** The window follows the payment, and is met by the day on which the money had been spent. */
export async function followCorrection(
  session: Session,
  before: DisbursementRow,
  { id, applicationId, paidOn, usedOn }: DisbursementRow,
): Promise<void> {
  const isMoved = before.paidOn !== paidOn;
  if (!isMoved && before.usedOn === usedOn) return;
  await correctClosed(
    session,
    { subjectId: id, kind: "spending-window" },
    { anchorOn: paidOn, metOn: usedOn },
  );
  if (isMoved) {
    const reason = movedText(eventLabels.payment, before.paidOn, paidOn);
    await reconcile(session, { type: "applications", id: applicationId }, ["spending-window"], { reason });
  }
  if (usedOn === null) return;
  closeDeadlines(session, { subjectId: id, kinds: ["spending-window"] }, "met", { metOn: usedOn });
  const windowEndsOn = await findWindowEnd(session, id);
  if (windowEndsOn !== undefined && usedOn > windowEndsOn) {
    insertInterestTask(session, id, { windowEndsOn, usedOn });
  } else {
    const task = { kind: "interest-proposal", subjectId: id } as const;
    closeTask(session, task, { reason: "used-in-time", now: session.now });
  }
}

/** What the office has recorded counts before what the program knows. */
function mergeRates(recorded: readonly BaseRate[]): BaseRate[] {
  const known = knownBaseRates.filter(
    ({ validFrom }) => !recorded.some((rate) => rate.validFrom === validFrom),
  );
  return [...known, ...recorded].sort((a, b) => a.validFrom.localeCompare(b.validFrom));
}

/** What late use could cost; null when in time, not used yet, or where no window was set. */
export async function loadInterest(
  session: Session,
  row: DisbursementRow,
): Promise<{ interest: object | null }> {
  const { usedOn } = row;
  if (usedOn === null) return { interest: null };
  const windowEndsOn = await findWindowEnd(session, row.id);
  if (windowEndsOn === undefined || usedOn <= windowEndsOn) return { interest: null };
  const { amountCents, ...rest } = proposeInterest({
    amountCents: row.amountCents,
    paidOn: row.paidOn,
    usedOn,
    baseRates: mergeRates(await listBaseRates(session)),
    procedureAct: (await isByContract(session, row.grantId)) ? null : session.caller.procedureAct,
  });
  return { interest: { ...rest, amount: { amountCents, currency: "EUR" } } };
}
