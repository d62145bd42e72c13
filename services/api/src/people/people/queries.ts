import type { Resource } from "../../resources/resource.ts";
import { ownedThrough } from "../../resources/visibility.ts";
import { Person } from "./schema.ts";

export const people: Resource<typeof Person, "people"> = {
  name: "people",
  one: "a person",
  table: "people",
  shape: Person,
  filters: ["organisationId", "email", "language", "deputyId"],
  sorts: ["createdAt", "name"],
  hasWords: true,
  read: "people.read",
  own: ownedThrough({ person: "id" }),
};
