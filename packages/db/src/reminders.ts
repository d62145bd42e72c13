import {
  type Around,
  agendaStates,
  type ConcernedApplication,
  type Concerning,
  type GivenAnswer,
  type Person,
  type SetPlan,
} from "@zuwendo/domain";
import { sql } from "kysely";
import type { Transaction } from "./transaction.ts";

/** A plan with the office it belongs to, for services that see more than one. */
export interface OfficePlan extends SetPlan {
  readonly officeId: string;
  /** While open deadlines are still being led over to this plan: those up to this id follow it already. */
  readonly replanAfter: string | null;
}

function officesOf(about: readonly { readonly officeId: string }[]): string[] {
  return [...new Set(about.map(({ officeId }) => officeId))];
}

/** The reminder plans in force in these offices, and those that have just been retired. */
export function findPlans(
  tx: Transaction,
  about: readonly { readonly officeId: string }[],
): Promise<OfficePlan[]> {
  return tx.run<OfficePlan>(sql`
    select office_id, programme_id, kind, steps, state, in_force_since, replan_after from reminder_plans
    where office_id = any(${officesOf(about)}::uuid[]) and (state = 'active' or state = 'retired' and replan_after is not null)`);
}

/**
 * Everybody these deadlines may concern (leads, owners, whoever stands in, the people of their offices), what says which of
 * them may see them, and their answers.
 */
export async function findAround(
  tx: Transaction,
  about: readonly Concerning[],
  now: string,
): Promise<Around> {
  const offices = officesOf(about);
  const ids = [...new Set(about.flatMap(({ leadId, ownerId }) => [leadId, ownerId]))].filter(
    (id) => id !== null,
  );
  const people = await tx.run<Person>(sql`
    select p.office_id, p.id, p.name, p.organisation_id, p.roles, p.roles_from, p.roles_until, p.deactivated_at,
      coalesce(f.muted_kinds, '{}') as muted_kinds, f.mail_at, f.deputy_id, f.absent_from, f.absent_until
    from people p
      left join preferences f on f.office_id = p.office_id and f.person_id = p.id
    where p.office_id = any(${offices}::uuid[]) and (p.id = any(${ids}::uuid[])
      or p.roles && array['coordinator', 'lead-office']
      or p.id in (select deputy_id from preferences where office_id = any(${offices}::uuid[])))`);
  const applicationIds = [...new Set(about.map(({ applicationId }) => applicationId))].filter(
    (id) => id !== null,
  );
  const applications = await tx.run<ConcernedApplication>(sql`
    select id, lead_id, organisation_id, partner_organisation_ids, state = any(${[...agendaStates]}) as is_on_agenda
    from applications where office_id = any(${offices}::uuid[]) and id = any(${applicationIds}::uuid[])`);
  const answers = await tx.run<GivenAnswer>(sql`
    select deadline_id, person_id, answer, quiet_until from reminder_answers
    where office_id = any(${offices}::uuid[]) and deadline_id = any(${about.map(({ id }) => id)}::uuid[])
      and quiet_until > ${now}`);
  return {
    people: new Map(people.map((person) => [person.id, person])),
    applications: new Map(applications.map((application) => [application.id, application])),
    answers,
  };
}
