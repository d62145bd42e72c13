import { sql } from "kysely";
import type { Resource } from "../../resources/resource.ts";
import { ofVisibleApplications } from "../../resources/visibility.ts";
import { Vote } from "./schema.ts";

export const votes: Resource<typeof Vote, "votes"> = {
  name: "votes",
  one: "a vote",
  table: "votes",
  shape: Vote,
  filters: ["applicationId", "meetingId", "outcome", "procedure"],
  ranges: ["votedOn"],
  sorts: ["createdAt"],
  read: "votes.read",
  own: (caller) => ofVisibleApplications({ caller, scope: "own" }),
  agenda: () => sql<boolean>`true`,
};
