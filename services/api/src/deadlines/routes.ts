import { assertTransition, listTransitions, type Transition } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import { listRoute, readRoute } from "../read-routes.ts";
import { updateRow } from "../rows.ts";
import type { Surroundings, Viewer } from "../session.ts";
import { transitionRoute } from "../write-routes.ts";
import { deadlines } from "./queries.ts";
import { Deadline, DeadlinePage, DeadlineTransition } from "./schema.ts";

type DeadlineState = "open" | "met" | "cancelled";

/** What the office closes by hand; most duties are met by the step that they ask for. */
const transitions: readonly Transition<DeadlineState, null>[] = [
  { from: ["open"], to: "met", permission: "deadlines.write" },
  { from: ["open"], to: "cancelled", permission: "deadlines.write", isReasonRequired: true },
];

const complete = ({ caller }: Viewer, row: Record<string, unknown>) => ({
  transitions: listTransitions(transitions, row.state as DeadlineState, null, caller.roles),
});

export function deadlineRoutes(app: FastifyInstance, surroundings: Surroundings): void {
  app.addSchema(Deadline).addSchema(DeadlinePage).addSchema(DeadlineTransition);
  listRoute(app, surroundings, deadlines, DeadlinePage);
  readRoute(app, surroundings, deadlines, { complete });
  transitionRoute(app, surroundings, deadlines, {
    body: DeadlineTransition,
    permission: "deadlines.write",
    complete,
    move: (session, before, step) => {
      assertTransition(
        transitions,
        { from: before.state as DeadlineState, ...step },
        null,
        session.caller.roles,
      );
      return updateRow(session, deadlines, before.id, {
        state: step.to,
        closedAt: session.now,
        nextRemindAt: null,
      });
    },
  });
}
