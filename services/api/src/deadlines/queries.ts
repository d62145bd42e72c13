import type { Transaction } from "@zuwendo/db";
import type { DeadlineKind, Scope, SetPlan } from "@zuwendo/domain";
import { type RawBuilder, sql } from "kysely";
import { ofAgendaApplications, ofVisibleApplications } from "../applications/queries.ts";
import type { Caller } from "../caller.ts";
import type { Resource } from "../resource.ts";
import { Deadline } from "./schema.ts";

export const deadlines: Resource = {
  name: "deadlines",
  table: "deadlines",
  shape: Deadline,
  computed: ["transitions"],
  filters: ["state", "kind", "applicationId", "programmeId", "committeeId", "leadId", "subjectId", "isLate"],
  ranges: ["effectiveOn"],
  sorts: ["effectiveOn", "createdAt"],
  read: "deadlines.read",
  own: (caller) => anyOf(ownWays(caller, false)),
  ownToChange: (caller) => anyOf(ownWays(caller, true)),
  agenda: () => anyOf(agendaWays()),
};

/** Deadlines of applications that the caller may see, or change, and those the caller leads or owns. */
function ownWays(caller: Caller, isWriting: boolean): RawBuilder<boolean>[] {
  return [
    ofVisibleApplications({ caller, scope: "own", isWriting }),
    sql<boolean>`lead_id = ${caller.personId}`,
    sql<boolean>`owner_id = ${caller.personId}`,
  ];
}

/** Deadlines of applications that have reached a committee, and a committee's own. */
function agendaWays(): RawBuilder<boolean>[] {
  return [ofAgendaApplications(), sql<boolean>`committee_id is not null`];
}

function anyOf(ways: readonly RawBuilder<boolean>[]): RawBuilder<boolean> {
  return sql<boolean>`(${sql.join([...ways], sql` or `)})`;
}

/**
 * The same visibility as conditions of which one suffices, for statements that look each up in its own index, in the
 * order of days.
 */
export function waysToSeeDeadlines({
  caller,
  scope,
}: {
  caller: Caller;
  scope: Scope;
}): RawBuilder<boolean>[] {
  switch (scope) {
    case "all":
      return ["open", "met", "cancelled"].map((state) => sql<boolean>`state = ${state}`);
    case "own":
      return ownWays(caller, false);
    case "agenda":
      return agendaWays();
    default:
      return scope satisfies never;
  }
}

/** The office's reminder plans in force for some kinds. */
export function listPlansInForce(tx: Transaction, kinds: readonly DeadlineKind[]): Promise<SetPlan[]> {
  return tx.run<SetPlan>(sql`
    select programme_id, kind, steps, state, in_force_since from reminder_plans
    where kind = any(${[...kinds]}) and (state = 'active' or state = 'retired' and replan_after is not null)`);
}

/** The programme of an application; undefined when there is none with that id. */
export async function findProgrammeOf(tx: Transaction, applicationId: unknown): Promise<string | undefined> {
  const [found] = await tx.run<{ programmeId: string }>(
    sql`select programme_id from applications where id = ${applicationId}`,
  );
  return found?.programmeId;
}
