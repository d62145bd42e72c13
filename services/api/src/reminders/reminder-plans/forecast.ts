import { addDays, epochMs, ladderOf, type PlannedMail, plannedSteps, type SetPlan } from "@zuwendo/domain";
import { listPlansInForce } from "../../deadlines/planning/rule-queries.ts";
import type { Session } from "../../request/session.ts";
import { foresee } from "../reminders/preview.ts";
import { getSendRule } from "../reminders/queries.ts";
import { listGoverned } from "./queries.ts";

const forecastDays = 30;
const mostGoverned = 20_000;

/** A plan as it would be in force. */
export type ProposedPlan = Pick<SetPlan, "kind" | "programmeId" | "steps">;

export interface Forecast {
  readonly mails: number;
  readonly people: number;
  readonly reminders: number;
  readonly skipped: number;
  readonly byDay: readonly { readonly on: string; readonly mails: number }[];
}

/** What putting a plan in force now would send within 30 days, and what it would pass over as past. */
export async function forecastOf(session: Session, plan: ProposedPlan): Promise<Forecast> {
  const { kind, programmeId } = plan;
  const inForce = await listPlansInForce(session, [kind]);
  const proposed: SetPlan = { ...plan, state: "active", inForceSince: session.now };
  const plans = [
    ...inForce.filter((one) => one.programmeId !== programmeId || one.state === "retired"),
    proposed,
  ];
  const mails: PlannedMail[] = [];
  const last = addDays(session.today, forecastDays);
  for (let from = session.today; from <= last; ) {
    const foreseen = await foresee(session, { from, to: last }, { kinds: [kind], programmeId, plans });
    mails.push(...foreseen.mails);
    from = addDays(foreseen.until, 1);
  }
  const days = new Map<string, number>();
  for (const { on } of mails) days.set(on, (days.get(on) ?? 0) + 1);
  return {
    mails: mails.length,
    people: new Set(mails.map(({ recipientId }) => recipientId)).size,
    reminders: mails.reduce((sum, { items }) => sum + items.length, 0),
    skipped: await countSkipped(session, plan),
    byDay: [...days].map(([on, count]) => ({ on, mails: count })),
  };
}

/** Steps of open deadlines that lie before now: recorded as skipped, never sent. */
async function countSkipped(session: Session, plan: ProposedPlan): Promise<number> {
  const ladder = ladderOf(plan.steps);
  if (ladder.length === 0) return 0;
  const farthest = Math.max(...ladder.map(({ days }) => days), 0) * 2 + 30;
  const days = { from: addDays(session.today, -500), to: addDays(session.today, farthest) };
  const governed = await listGoverned(session, plan, days, mostGoverned);
  const rule = await getSendRule(session);
  return governed.reduce((sum, deadline) => {
    const steps = plannedSteps({ ...deadline, ...rule, kind: plan.kind, ladder });
    return sum + steps.filter(({ sendAt }) => epochMs(sendAt) <= epochMs(session.now)).length;
  }, 0);
}
