import type { FastifyInstance } from "fastify";
import { planningProblems } from "../../deadlines/planning/problems.ts";
import type { Deps } from "../../request/session.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import { createRoute, patchRoute } from "../../resources/write-routes.ts";
import { assertMovable, followMeeting, planInvitation } from "./duties.ts";
import { meetings } from "./queries.ts";
import { Meeting, MeetingCreate, MeetingPage, MeetingPatch } from "./schema.ts";

export function meetingRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(Meeting).addSchema(MeetingCreate).addSchema(MeetingPatch).addSchema(MeetingPage);
  listRoute(app, deps, meetings, MeetingPage);
  readRoute(app, deps, meetings);
  createRoute(app, deps, meetings, {
    body: MeetingCreate,
    permission: "meetings.write",
    problems: planningProblems,
    after: planInvitation,
  });
  patchRoute(app, deps, meetings, {
    body: MeetingPatch,
    permission: "meetings.write",
    problems: ["state-forbids", "too-many-deadlines", ...planningProblems],
    prepare: async (session, before, body) => {
      await assertMovable(session, before, body);
      return {};
    },
    after: followMeeting,
  });
}
