import type { Resource } from "../../resources/resource.ts";
import { ownedThrough } from "../../resources/visibility.ts";
import { Mail } from "./schema.ts";

export const mails: Resource<typeof Mail, "mails"> = {
  name: "mails",
  one: "a mail",
  table: "mails",
  shape: Mail,
  filters: ["recipientId", "kind", "state"],
  ranges: ["forOn"],
  sorts: ["createdAt"],
  read: "mails.read",
  own: ownedThrough({ person: "recipientId" }),
};
