import type { Resource } from "../../resources/resource.ts";
import { Call } from "./schema.ts";

export const calls: Resource<typeof Call, "calls"> = {
  name: "calls",
  one: "a call",
  table: "calls",
  shape: Call,
  filters: ["programmeId", "fundId", "meetingId"],
  ranges: ["closesOn"],
  sorts: ["createdAt"],
  read: "calls.read",
};
