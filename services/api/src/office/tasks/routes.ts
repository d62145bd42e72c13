import { assertTransition, listTransitions, taskTransitions } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import type { Deps, Session } from "../../request/session.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import type { RowOf } from "../../resources/resource.ts";
import { updateRow } from "../../resources/rows.ts";
import { transitionRoute } from "../../resources/write-routes.ts";
import { findOpenTask, tasks } from "./queries.ts";
import { Task, TaskPage, TaskTransition } from "./schema.ts";

type Row = RowOf<typeof Task>;

async function factsOf(session: Session, row: Row) {
  const twin = row.state === "open" ? null : await findOpenTask(session, row.kind, row.subjectId);
  return { hasOpenTwin: twin !== null };
}

const load = async (session: Session, row: Row) => ({
  transitions: listTransitions(taskTransitions, row.state, await factsOf(session, row), session.caller.roles),
});

export function taskRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(Task).addSchema(TaskPage).addSchema(TaskTransition);
  listRoute(app, deps, tasks, TaskPage);
  readRoute(app, deps, tasks, { load });
  transitionRoute(app, deps, tasks, {
    body: TaskTransition,
    permission: "tasks.write",
    complete: load,
    move: async (session, before, step) => {
      assertTransition(
        taskTransitions,
        { from: before.state, ...step },
        await factsOf(session, before),
        session.caller.roles,
      );
      return updateRow(session, tasks, before.id, {
        state: step.to,
        stateReason: step.reason ?? null,
        closedAt: step.to === "done" ? session.now : null,
      });
    },
  });
}
