import { type DeadlineKind, isReceivedLate } from "@zuwendo/domain";
import type { Session } from "../../request/session.ts";
import { plannedEnd } from "./draft.ts";
import type { DutyScope } from "./facts-queries.ts";
import { listOwed, type Owed, planOfDuty } from "./owed.ts";
import { listLastOf, listReceived, setLateness } from "./receipt-queries.ts";

/** Kinds of duties by whose last day something comes in that is judged by it. */
const judgedKinds = ["paper-cut-off", "drawdown-request"] as const satisfies readonly DeadlineKind[];
const receivedTables = ["papers", "paymentRequests"] as const;

/**
 * The first instant too late of each duty by its rule and extension, by what owes it; null where there is no last day. What came
 * in after the day is late also where its duty arose later and was due at once.
 */
async function endsOf(session: Session, owed: readonly Owed[]): Promise<Map<string, string | null>> {
  const judged = owed.filter(
    ({ duty: { kind, state } }) => judgedKinds.some((one) => one === kind) && typeof state === "string",
  );
  if (judged.length === 0) return new Map();
  const ids = judged.map(({ facts: { subjectId } }) => subjectId);
  const lasts = new Map((await listLastOf(session, ids, judgedKinds)).map((one) => [one.subjectId, one]));
  return new Map(
    judged.map((each) => {
      const { subjectId } = each.facts;
      const last = lasts.get(subjectId);
      const plan = last?.isCalledOff === true ? undefined : planOfDuty(each);
      const planned =
        plan && plannedEnd(session, { ...plan, extendedTo: last?.extendedTo ?? null, arisenOn: null });
      return [subjectId, planned === undefined || planned.none ? null : planned.endsAt];
    }),
  );
}

/** Judges anew what has come in by the last days of these duties. */
export async function judgeReceipts(session: Session, owed: readonly Owed[]): Promise<void> {
  const ends = await endsOf(session, owed);
  if (ends.size === 0) return;
  const judged = (await listReceived(session, [...ends.keys()])).flatMap((each) => {
    const isLate = isReceivedLate(each, ends.get(each.subjectId) ?? null);
    return isLate === each.isLate ? [] : [{ ...each, isLate }];
  });
  for (const table of receivedTables) {
    const some = judged.filter((each) => each.table === table).map(({ id, isLate }) => ({ id, isLate }));
    if (some.length > 0) setLateness(session, table, some);
  }
}

/** A meeting takes place on another day: the papers that were handed in for it are judged anew. */
export async function judgePapers(session: Session, meetingId: string): Promise<void> {
  await judgeReceipts(
    session,
    await listOwed(session, { type: "meetings", id: meetingId }, ["paper-cut-off"]),
  );
}

/** The first instant that is too late for a duty of a thing in a scope; null where there is no last day. */
export async function endOfDuty(
  session: Session,
  scope: DutyScope,
  { kind, subjectId }: { readonly kind: (typeof judgedKinds)[number]; readonly subjectId: string },
): Promise<string | null> {
  const ends = await endsOf(session, await listOwed(session, scope, [kind]));
  return ends.get(subjectId) ?? null;
}
