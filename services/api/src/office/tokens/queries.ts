import type { Resource } from "../../resources/resource.ts";
import { ownedThrough } from "../../resources/visibility.ts";
import { Token } from "./schema.ts";

export const tokens: Resource<typeof Token, "tokens"> = {
  name: "tokens",
  one: "a token",
  table: "tokens",
  shape: Token,
  filters: ["personId", "isRevoked"],
  sorts: ["createdAt"],
  read: "tokens.read",
  own: ownedThrough({ person: "personId" }),
};
