import type { Scope } from "@zuwendo/domain";
import { type RawBuilder, sql } from "kysely";
import type { Caller } from "../../request/caller.ts";
import type { Resource } from "../../resources/resource.ts";
import { anyOf, ofAgendaApplications, ofVisibleApplications } from "../../resources/visibility.ts";
import { Deadline } from "./schema.ts";

export const deadlines: Resource<typeof Deadline, "deadlines"> = {
  name: "deadlines",
  one: "a deadline",
  table: "deadlines",
  shape: Deadline,
  filters: [
    "state",
    "kind",
    "applicationId",
    "programmeId",
    "committeeId",
    "leadId",
    "ownerId",
    "subjectId",
    "isLate",
  ],
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
