import type { Resource } from "../../resources/resource.ts";
import { Fund } from "./schema.ts";

export const funds: Resource<typeof Fund, "funds"> = {
  name: "funds",
  one: "a fund",
  table: "funds",
  shape: Fund,
  filters: ["programmeId", "committeeId"],
  sorts: ["createdAt"],
  read: "funds.read",
};
