import { assertTransition, listTransitions, type Reason, type Transition } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import { listRoute, readRoute } from "../read-routes.ts";
import { getRow } from "../rows.ts";
import type { Surroundings, Viewer } from "../session.ts";
import { transitionRoute } from "../write-routes.ts";
import { closeDeadlines } from "./planning.ts";
import { type ClosingState, deadlines } from "./queries.ts";
import { Deadline, DeadlinePage, DeadlineTransition } from "./schema.ts";

type DeadlineState = "open" | "met" | "cancelled";

/** A cut-off decides whether an application is late; only its submission or withdrawal closes it. */
const isNoCutOff = (kind: string): Reason | undefined =>
  kind === "application-cut-off"
    ? {
        code: "closed-by-submission",
        text: {
          de: "Die Antragsfrist endet mit der Einreichung oder der Rücknahme des Antrags.",
          en: "The cut-off is closed by submitting or withdrawing the application.",
        },
      }
    : undefined;

/** What the office closes by hand; most duties are met by the step that they ask for. */
const transitions: readonly Transition<DeadlineState, string>[] = [
  { from: ["open"], to: "met", permission: "deadlines.write", guards: [isNoCutOff] },
  {
    from: ["open"],
    to: "cancelled",
    permission: "deadlines.write",
    isReasonRequired: true,
    guards: [isNoCutOff],
  },
];

const complete = ({ caller }: Viewer, row: Record<string, unknown>) => ({
  transitions: listTransitions(transitions, row.state as DeadlineState, String(row.kind), caller.roles),
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
      const from = before.state as DeadlineState;
      const id = String(before.id);
      assertTransition(transitions, { from, ...step }, String(before.kind), session.caller.roles);
      closeDeadlines(session, { id }, step.to as ClosingState, { reason: step.reason });
      return getRow(session, deadlines, id);
    },
  });
}
