import type { DeadlineKind, Text } from "@zuwendo/domain";
import { isOpenEnded } from "@zuwendo/domain";
import type { Session } from "../../request/session.ts";
import {
  type ClosingState,
  correctDays,
  insertEndings,
  insertMoves,
  moveDeadlines,
  updateOpenDeadlines,
} from "./change-queries.ts";
import { type DeadlineDraft, kindsOf, plannedEnd, scheduler, writeDeadlines } from "./draft.ts";
import { listPlansInForce } from "./rule-queries.ts";
import {
  type DeadlineScope,
  lockAnchored,
  lockLastClosed,
  reopenEnded,
  reopenOfMeeting,
  type StoredDeadline,
} from "./stored-queries.ts";

/**
 * Closes the open deadlines that an event has met or made void, and with them their reminders, in this transaction.
 * `metOn` is the day that counts for being in time, where it is not the moment of the entry; `isLate` says it outright.
 * `because` lets the people concerned be told that a deadline is cancelled, where it is not their own doing. What is closed
 * by hand can be opened by hand.
 */
export function closeDeadlines(
  session: Session,
  scope: DeadlineScope,
  state: ClosingState,
  options: {
    metOn?: string;
    isLate?: boolean;
    reason?: string | undefined;
    because?: Text;
    byHand?: boolean;
  } = {},
): void {
  if (options.because !== undefined) insertEndings(session, scope, options.because, tellingOf(session));
  updateOpenDeadlines(session, scope, {
    state,
    now: session.now,
    metOn: options.metOn ?? null,
    isLate: options.isLate ?? null,
    reason: options.reason ?? null,
    byId: options.byHand === true ? session.caller.personId : null,
  });
}

/** The plan that a stored deadline was made from. */
export function planOf(stored: StoredDeadline): DeadlineDraft {
  const { anchorType, anchorId, anchorEvent, anchorLabel, anchorOn, ...rest } = stored;
  return {
    ...rest,
    ...(anchorType === null || anchorId === null || anchorLabel === null || anchorOn === null
      ? {}
      : {
          anchor: {
            type: anchorType,
            id: anchorId,
            event: anchorEvent ?? "",
            label: anchorLabel,
            on: anchorOn,
          },
        }),
  };
}

/** What a duty is told apart by. */
export function keyOf({
  subjectId,
  kind,
  budgetYear = null,
}: {
  readonly subjectId: string;
  readonly kind: DeadlineKind;
  readonly budgetYear?: number | null;
}): string {
  return `${subjectId} ${kind} ${budgetYear}`;
}

const debounceMs = 60_000;

/** A change of days is told a minute later, unless it has been undone by then. */
function tellingOf({ now }: Session) {
  return { now, dueAt: new Date(Date.parse(now) + debounceMs).toISOString() };
}

/**
 * Recomputes open deadlines from changed plans: raises the version of those that move, plans their reminders anew, and
 * lets the people concerned be told a minute later, unless the day has moved back by then. Those that are back, having
 * been closed, are planned anew in any case; people know them as cancelled, unless nobody was told.
 */
export async function replanDeadlines(
  session: Session,
  changes: readonly { readonly stored: StoredDeadline; readonly plan: DeadlineDraft }[],
  reason: Text,
  { areBack = false, wereTold = areBack }: { readonly areBack?: boolean; readonly wereTold?: boolean } = {},
): Promise<void> {
  if (changes.length === 0) return;
  const plansInForce = await listPlansInForce(session, kindsOf(changes.map(({ plan }) => plan)));
  const schedule = scheduler(session, plansInForce);
  const rows = changes.flatMap(({ stored, plan }) => {
    const columns = schedule(plan);
    return columns === undefined ? [] : [{ id: stored.id, stored, ...columns }];
  });
  if (rows.length === 0) return;
  moveDeadlines(
    session,
    rows.map(({ stored, ...columns }) => ({ ...columns, moves: areBack || hasMoved(stored, columns, true) })),
  );
  const moved = rows.filter(({ stored, ...columns }) => areBack || hasMoved(stored, columns));
  insertMoves(
    session,
    moved.map(({ stored }) => ({
      deadlineId: stored.id,
      oldOn: wereTold ? null : stored.effectiveOn,
      oldEndsAt: wereTold ? null : stored.endsAt,
      reason,
    })),
    tellingOf(session),
  );
  session.nudge("sweep-reminders", {});
}

/** Whether the end is another; with `alsoInside`, whether any of the days is that reminders count to. */
function hasMoved(
  stored: StoredDeadline,
  columns: Pick<StoredDeadline, "nominalOn" | "softOn" | "effectiveOn" | "endsAt">,
  alsoInside = false,
): boolean {
  const ends =
    stored.effectiveOn !== columns.effectiveOn || Date.parse(stored.endsAt) !== Date.parse(columns.endsAt);
  return ends || (alsoInside && (stored.nominalOn !== columns.nominalOn || stored.softOn !== columns.softOn));
}

/** Deadlines that count from an event, with their plans from another day of it. */
function countedFrom(stored: readonly StoredDeadline[], on: string) {
  return stored.map((deadline) => {
    const { anchorEvent, extendedTo } = deadline;
    // What leads up to a meeting cannot reach beyond it.
    const isPast = anchorEvent === "meeting" && extendedTo !== null && extendedTo > on;
    const plan = planOf({ ...deadline, anchorOn: on, extendedTo: isPast ? null : extendedTo });
    return { stored: deadline, plan };
  });
}

/** An anchor has moved: everything open that counts from it moves along. */
export async function moveAnchor(
  session: Session,
  anchor: { readonly id: string; readonly event: string; readonly on: string },
  reason: Text,
): Promise<void> {
  const stored = await lockAnchored(session, anchor.id, anchor.event);
  await replanDeadlines(session, countedFrom(stored, anchor.on), reason);
}

/**
 * Plans duties of which some may have been there before: what those concerned know as cancelled comes back under its id
 * and with its extension, the rest is new.
 */
export async function planAgain(
  session: Session,
  plans: readonly DeadlineDraft[],
  reason: Text,
): Promise<void> {
  const dated = plans.filter(({ rule }) => !isOpenEnded(rule));
  if (dated.length === 0) return;
  const duties = dated.map(({ subjectId, kind, budgetYear = null, title, leadId, committeeId = null }) => {
    return { subjectId, kind, budgetYear, title, leadId, committeeId };
  });
  const back = new Map((await reopenEnded(session, duties)).map((stored) => [keyOf(stored), stored]));
  const changes = dated.flatMap((plan) => {
    const stored = back.get(keyOf(plan));
    if (stored === undefined) return [];
    // An extension was granted for one meeting, not for every other.
    const extendedTo = stored.anchorId === (plan.anchor?.id ?? null) ? stored.extendedTo : null;
    return [{ stored, plan: { ...plan, extendedTo } }];
  });
  await replanDeadlines(session, changes, reason, { areBack: true });
  await writeDeadlines(
    session,
    dated.filter((plan) => !back.has(keyOf(plan))),
  );
}

/** A meeting is held after all: what ended with it is back, from the day that it counted from to the meeting's day now. */
export async function resumeMeeting(
  session: Session,
  meetingId: string,
  { on, reason }: { readonly on: string; readonly reason: Text },
): Promise<void> {
  const stored = await reopenOfMeeting(session, meetingId);
  await replanDeadlines(session, countedFrom(stored, on), reason, { areBack: true });
}

/**
 * What a closed deadline counted from, or the day it was met on, was recorded wrongly: its days and whether it was met
 * in time are reckoned anew. Nobody is told, as nobody has anything left to do.
 */
export async function correctClosed(
  session: Session,
  about: { readonly subjectId: string; readonly kind: DeadlineKind },
  { anchorOn, metOn }: { readonly anchorOn: string; readonly metOn: string | null },
): Promise<void> {
  const stored = await lockLastClosed(session, about);
  if (stored !== undefined) correctAnchor(session, stored, { anchorOn, metOn });
}

/** Events whose day is a fact, so that another day corrects a mistake; that of a project is agreed, and moves. */
const recorded: readonly string[] = ["payment", "service-of-notice"];

/** Reckons a closed, locked deadline from another day of its event. */
export function correctAnchor(
  session: Session,
  stored: StoredDeadline,
  { anchorOn, metOn }: { readonly anchorOn: string; readonly metOn: string | null },
): void {
  const planned = plannedEnd(session, planOf({ ...stored, anchorOn }));
  const mayBecomeLate = stored.anchorEvent !== null && recorded.includes(stored.anchorEvent);
  if (!planned.none) correctDays(session, stored.id, { ...planned, anchorOn, metOn, mayBecomeLate });
}
