import type { Transaction } from "@zuwendo/db";
import type { DeadlineKind, ProcedureAct, RuleOwner, SetPlan, SetRule } from "@zuwendo/domain";
import { sql } from "kysely";

/** Whose rules may decide about a deadline. */
export interface RuleOwners {
  readonly paperId?: string | null;
  readonly applicationId?: string | null;
  readonly callId?: string | null;
  readonly fundId?: string | null;
  readonly programmeId?: string | null;
  readonly committeeId?: string | null;
}

/**
 * Waits for changes of deadline rules, or keeps others from them until the commit: whoever plans by the rules shares
 * the lock, whoever changes one has it alone, so that no deadline is planned by a rule that is being replaced.
 */
export function holdRules(tx: Transaction, how: "shared" | "alone"): void {
  const lock = how === "shared" ? "pg_advisory_xact_lock_shared" : "pg_advisory_xact_lock";
  tx.queue(sql`select ${sql.raw(lock)}(hashtextextended('deadline-rules ' || current_office()::text, 0))`);
}

/** The rules of some kinds that any of these owners has set. */
export function listRulesOf(
  tx: Transaction,
  ownerIds: readonly string[],
  kinds: readonly DeadlineKind[],
): Promise<(SetRule & { ownerId: string })[]> {
  return tx.run(sql`
    select owner_type, owner_id, kind, rule, strictness, roll_policy, land, is_extendable from deadline_rules
    where owner_id = any(${[...ownerIds]}::uuid[]) and kind = any(${[...kinds]})`);
}

/** The ids of those whose rules may decide, by what they are. */
export function ownerIdsOf(around: RuleOwners): Record<RuleOwner, string | null | undefined> {
  return {
    papers: around.paperId,
    applications: around.applicationId,
    calls: around.callId,
    funds: around.fundId,
    programmes: around.programmeId,
    committees: around.committeeId,
  };
}

/** The rules that the owners around a thing have set for some kinds. */
export async function listRules(
  tx: Transaction,
  around: RuleOwners,
  kinds: readonly DeadlineKind[],
): Promise<SetRule[]> {
  const owners = ownerIdsOf(around);
  const ids = Object.values(owners).filter((id) => id != null);
  if (ids.length === 0) return [];
  holdRules(tx, "shared");
  const rules = await listRulesOf(tx, ids, kinds);
  return rules.filter((rule) => owners[rule.ownerType] === rule.ownerId);
}

/** The office's reminder plans in force for some kinds. */
export function listPlansInForce(tx: Transaction, kinds: readonly DeadlineKind[]): Promise<SetPlan[]> {
  return tx.run<SetPlan>(sql`
    select programme_id, kind, steps, state, in_force_since from reminder_plans
    where kind = any(${[...kinds]}) and (state = 'active' or state = 'retired' and replan_after is not null)`);
}

/** The programme of an application; undefined when there is none with that id. */
export async function findProgrammeOf(tx: Transaction, applicationId: string): Promise<string | undefined> {
  const [found] = await tx.run<{ programmeId: string }>(
    sql`select programme_id from applications where id = ${applicationId}`,
  );
  return found?.programmeId;
}

/** What a programme is called, and the act that its funder works by; undefined when there is none with that id. */
export async function findProgramme(
  tx: Transaction,
  id: string,
): Promise<{ readonly name: string; readonly procedureAct: ProcedureAct | null } | undefined> {
  const [found] = await tx.run<{ name: string; procedureAct: ProcedureAct | null }>(
    sql`select name, procedure_act from programmes where id = ${id}`,
  );
  return found;
}
