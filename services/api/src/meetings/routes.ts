import type { FastifyInstance } from "fastify";
import { listRoute, readRoute } from "../read-routes.ts";
import type { Surroundings } from "../session.ts";
import { createRoute, patchRoute } from "../write-routes.ts";
import { assertMovable, followMeeting, planInvitation } from "./duties.ts";
import { meetings } from "./queries.ts";
import { Meeting, MeetingCreate, MeetingPage, MeetingPatch } from "./schema.ts";

export function meetingRoutes(app: FastifyInstance, surroundings: Surroundings): void {
  app.addSchema(Meeting).addSchema(MeetingCreate).addSchema(MeetingPatch).addSchema(MeetingPage);
  listRoute(app, surroundings, meetings, MeetingPage);
  readRoute(app, surroundings, meetings);
  createRoute(app, surroundings, meetings, {
    body: MeetingCreate,
    permission: "meetings.write",
    after: planInvitation,
  });
  patchRoute(app, surroundings, meetings, {
    body: MeetingPatch,
    permission: "meetings.write",
    prepare: (_session, before, body) => {
      assertMovable(before, body);
      return {};
    },
    after: followMeeting,
  });
}
