import type { Resource } from "../../resources/resource.ts";
import { ownedThrough } from "../../resources/visibility.ts";
import { Idea } from "./schema.ts";

export const ideas: Resource = {
  name: "ideas",
  one: "an idea",
  table: "ideas",
  shape: Idea,
  computed: ["transitions"],
  filters: ["state", "themeId", "needId", "organisationId", "leadId", "origin", "applicantKind", "areaKey"],
  ranges: ["capturedOn", "startsOn"],
  sorts: ["createdAt", "title", "number"],
  search: "search",
  hasNumber: true,
  read: "ideas.read",
  own: ownedThrough({ organisation: "organisationId", person: "leadId" }),
};
