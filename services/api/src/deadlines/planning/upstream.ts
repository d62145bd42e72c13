import {
  budgetYearEnd,
  type DeadlineRule,
  eventLabels,
  isOpenEnded,
  type ProcedureAct,
  ruleInForce,
  type SetRule,
  type Text,
  yearOf,
} from "@zuwendo/domain";
import type { Session } from "../../request/session.ts";
import { planAgain, replanDeadlines } from "./change.ts";
import { type DeadlineDraft, plannedEnd, writeDeadlines } from "./draft.ts";
import { endDuties, endedByRule } from "./ending.ts";
import { findProgramme, listRules } from "./rule-queries.ts";
import { isCalledOff, lockOpen, type StoredDeadline } from "./stored-queries.ts";

const kind = "upstream-proof";
/** How far around this year the budget year may lie that a rule counts from. */
const yearsBack = 12;
const yearsAhead = 6;

/** Whether the duty comes back with every budget year. */
function recurs(rule: DeadlineRule): boolean {
  const { soft, hard } = rule as { soft?: DeadlineRule; hard?: DeadlineRule };
  return [rule, soft, hard].some((one) => one?.kind === "yearly" || one?.kind === "after-event");
}

interface OfProgramme {
  readonly id: string;
  readonly name: string;
  readonly procedureAct?: ProcedureAct | null;
}

/** Which budget year's proof, by the year and the day it would be due. */
type Wanted = (year: number, nominalOn: string) => boolean;

/** The programme's own duty by its rule: the first that is wanted, or its only one. */
function planOfProgramme(
  session: Session,
  set: SetRule,
  { id, name, procedureAct = null }: OfProgramme,
  isWanted: Wanted,
): DeadlineDraft | undefined {
  const plan: DeadlineDraft = {
    kind,
    ...{ rule: set.rule, strictness: set.strictness, rollPolicy: set.rollPolicy },
    ...{ land: set.land, isExtendable: set.isExtendable, procedureAct },
    ...{ subjectType: "programmes", subjectId: id, programmeId: id, applicationId: null },
    ...{ title: name, leadId: null },
  };
  if (!recurs(set.rule)) return plan;
  const event = "budget-year-end";
  const thisYear = yearOf(session.today);
  for (let year = thisYear - yearsBack; year <= thisYear + yearsAhead; year += 1) {
    const anchor = { type: "programmes", id, event, label: eventLabels[event], on: budgetYearEnd(year) };
    const planned = plannedEnd(session, { ...plan, anchor });
    if (!planned.none && isWanted(year, planned.nominalOn)) return { ...plan, anchor };
  }
  return undefined;
}

async function ruleOf(session: Session, programmeId: string): Promise<SetRule | undefined> {
  return ruleInForce(await listRules(session, { programmeId }, [kind]), kind);
}

/** A programme's rule of its upstream proof was set, changed or deleted: its open deadline follows, or the first is planned. */
export async function replanUpstream(session: Session, programmeId: string, reason: Text): Promise<void> {
  const open = await lockOpen(session, { subjectId: programmeId, kinds: [kind] });
  const set = await ruleOf(session, programmeId);
  if (set === undefined || isOpenEnded(set.rule)) {
    const ended = endedByRule(set?.rule);
    return endDuties(
      session,
      open.map(({ id }) => ({ id, ...ended })),
    );
  }
  const programme = { id: programmeId, name: "", ...(await findProgramme(session, programmeId)) };
  const next: Wanted = (_, nominalOn) => nominalOn >= session.today;
  if (open.length === 0) {
    if (await isCalledOff(session, programmeId, kind)) return;
    const plan = planOfProgramme(session, set, programme, next);
    if (plan !== undefined) await planAgain(session, [plan], reason);
    return;
  }
  const changes = open.flatMap((stored) => {
    // One that is overdue is still owed for its own year.
    const isOverdue = stored.anchorOn !== null && stored.effectiveOn < session.today;
    const ownYear = yearOf(stored.anchorOn ?? session.today);
    const plan = planOfProgramme(session, set, programme, isOverdue ? (year) => year === ownYear : next);
    return plan === undefined ? [] : [{ stored, plan: { ...plan, extendedTo: stored.extendedTo } }];
  });
  await replanDeadlines(session, changes, reason);
}

/** The proof of one year has been handed in: the next year's is planned, where the rule brings one every year. */
export async function planNextUpstream(
  session: Session,
  met: Pick<StoredDeadline, "kind" | "subjectType" | "anchorOn" | "programmeId" | "title">,
): Promise<void> {
  const { programmeId: id, anchorOn } = met;
  if (met.kind !== kind || met.subjectType !== "programmes" || anchorOn === null || id === null) return;
  const set = await ruleOf(session, id);
  if (set === undefined || isOpenEnded(set.rule) || !recurs(set.rule)) return;
  const metYear = yearOf(anchorOn);
  const programme = { id, ...(await findProgramme(session, id)), name: met.title };
  const plan = planOfProgramme(session, set, programme, (year) => year > metYear);
  if (plan !== undefined) await writeDeadlines(session, [plan]);
}
