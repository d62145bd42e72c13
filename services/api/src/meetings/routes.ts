import type { FastifyInstance } from "fastify";
import { moveMeeting } from "../calls/closing.ts";
import { listRoute, readRoute } from "../read-routes.ts";
import type { Resource } from "../resource.ts";
import type { Surroundings } from "../session.ts";
import { createRoute, patchRoute } from "../write-routes.ts";
import { Meeting, MeetingCreate, MeetingPage, MeetingPatch } from "./schema.ts";

const meetings: Resource = {
  name: "meetings",
  table: "meetings",
  shape: Meeting,
  filters: ["committeeId", "state"],
  ranges: ["takesPlaceOn"],
  sorts: ["takesPlaceOn", "createdAt"],
  read: "meetings.read",
};

export function meetingRoutes(app: FastifyInstance, surroundings: Surroundings): void {
  app.addSchema(Meeting).addSchema(MeetingCreate).addSchema(MeetingPatch).addSchema(MeetingPage);
  listRoute(app, surroundings, meetings, MeetingPage);
  readRoute(app, surroundings, meetings);
  createRoute(app, surroundings, meetings, { body: MeetingCreate, permission: "meetings.write" });
  patchRoute(app, surroundings, meetings, {
    body: MeetingPatch,
    permission: "meetings.write",
    after: async (session, before, row) => {
      if (before.takesPlaceOn !== row.takesPlaceOn) {
        const days = { from: String(before.takesPlaceOn), to: String(row.takesPlaceOn) };
        await moveMeeting(session, String(row.id), days);
      }
    },
  });
}
