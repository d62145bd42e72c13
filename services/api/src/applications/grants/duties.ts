import type { DeadlineKind, Text } from "@zuwendo/domain";
import { planAgain } from "../../deadlines/planning/change.ts";
import { type DutyGround, listDutyPlans, planDuties } from "../../deadlines/planning/duties.ts";
import { holdRules } from "../../deadlines/planning/rule-queries.ts";
import type { Session } from "../../request/session.ts";
import { getRow } from "../../resources/rows.ts";
import {
  type ApplicationRow,
  aboutApplication,
  applications,
  findContext,
  ownersOf,
} from "../applications/queries.ts";
import type { GrantRow } from "./queries.ts";

/** The last day of the budget year that a grant belongs to. */
export function yearEndOf(grant: GrantRow): string {
  return `${grant.periodFrom.slice(0, 4)}-12-31`;
}

/** Whether the project runs beyond its budget year, so that it owes an interim proof. */
export function crossesYearEnd(grant: GrantRow): boolean {
  return grant.periodTo > yearEndOf(grant);
}

async function groundOf(session: Session, grant: GrantRow, application: ApplicationRow): Promise<DutyGround> {
  // The programme's weeks are a rule as well: they are read once nobody is changing them.
  holdRules(session, "shared");
  const context = await findContext(session, application.id);
  const { id } = grant;
  const at = (on: string) => ({ type: "grants", id, on });
  return {
    ...{ owners: ownersOf(application), terms: context },
    events: {
      "service-of-notice": at(grant.servedOn),
      "project-start": at(grant.periodFrom),
      "project-end": at(grant.periodTo),
      "budget-year-end": at(yearEndOf(grant)),
    },
    about: { ...aboutApplication(application, context), subjectType: "grants", subjectId: id },
  };
}

/** The duties that a notice brings with it; an interim proof only where the project runs beyond the budget year. */
export async function planGrantDuties(session: Session, grant: GrantRow): Promise<void> {
  const kinds: DeadlineKind[] = ["objection", "granting-period-end", "drawdown-request", "proof-of-use"];
  const owed: DeadlineKind[] = crossesYearEnd(grant) ? [...kinds, "interim-proof"] : kinds;
  const application = await getRow(session, applications, grant.applicationId);
  await planDuties(session, owed, await groundOf(session, grant, application));
}

/** The interim proof of a project that has come to run beyond its budget year, unless its last proof is here already. */
export async function planInterimProof(session: Session, grant: GrantRow, reason: Text): Promise<void> {
  const application = await getRow(session, applications, grant.applicationId);
  if (application.state === "proof-submitted") return;
  const ground = await groundOf(session, grant, application);
  await planAgain(session, await listDutyPlans(session, ["interim-proof"], ground), reason);
}
