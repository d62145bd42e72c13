import type { Resource, RowOf } from "../../resources/resource.ts";
import { Meeting } from "./schema.ts";

export type MeetingRow = RowOf<typeof Meeting>;

export const meetings: Resource<typeof Meeting, "meetings"> = {
  name: "meetings",
  one: "a meeting",
  table: "meetings",
  shape: Meeting,
  filters: ["committeeId", "state"],
  ranges: ["takesPlaceOn"],
  sorts: ["takesPlaceOn", "createdAt"],
  read: "meetings.read",
};
