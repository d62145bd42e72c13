import type { Resource, RowOf } from "../../resources/resource.ts";
import { ownedThrough } from "../../resources/visibility.ts";
import { Idea } from "./schema.ts";

export type IdeaRow = RowOf<typeof Idea>;

export const ideas: Resource<typeof Idea, "ideas"> = {
  name: "ideas",
  one: "an idea",
  table: "ideas",
  shape: Idea,
  filters: [
    "state",
    "themeId",
    "needId",
    "organisationId",
    "leadId",
    "origin",
    "applicantKind",
    "areaKey",
    "hasApplication",
  ],
  ranges: ["capturedOn", "startsOn"],
  sorts: ["createdAt", "title", "number", "organisationName", "leadName", "stateSince"],
  search: "search",
  hasNumber: true,
  read: "ideas.read",
  own: ownedThrough({ organisation: "organisationId", person: "leadId" }),
};
