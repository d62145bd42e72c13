import {
  assertTransition,
  type DeadlineFacts,
  deadlineTransitions,
  isOverdue,
  listTransitions,
} from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import type { Static } from "typebox";
import { v7 as newId } from "uuid";
import { requireMatch } from "../../request/etag.ts";
import type { Deps, Session, Viewer } from "../../request/session.ts";
import { writeInOffice } from "../../request/transaction.ts";
import { describe, keyParams } from "../../resources/describe.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import type { RowOf } from "../../resources/resource.ts";
import { getRow } from "../../resources/rows.ts";
import { changed, created, transitionRoute } from "../../resources/write-routes.ts";
import { closeDeadlines } from "../planning/change.ts";
import type { ClosingState } from "../planning/change-queries.ts";
import { writeDeadlines } from "../planning/draft.ts";
import { planningProblems } from "../planning/problems.ts";
import { holdRules } from "../planning/rule-queries.ts";
import { planNextUpstream } from "../planning/upstream.ts";
import { changeByHand, planByHand } from "./by-hand.ts";
import { deadlines } from "./queries.ts";
import { reopen } from "./reopen.ts";
import { Deadline, DeadlineCreate, DeadlinePage, DeadlinePatch, DeadlineTransition } from "./schema.ts";

type Row = RowOf<typeof Deadline>;

const factsOf = ({ kind, closedById }: Row): DeadlineFacts => ({ kind, isClosedByHand: closedById !== null });

const complete = ({ caller, now }: Viewer, row: Row) => ({
  isOverdue: isOverdue(row, now),
  transitions: listTransitions(deadlineTransitions, row.state, factsOf(row), caller.roles),
});

/** Closes a deadline by hand; whoever is concerned learns that it is cancelled, in the office's own words. */
async function close(session: Session, before: Row, to: ClosingState, reason: string | undefined) {
  const isTold = to === "cancelled" && reason !== undefined;
  closeDeadlines(session, { id: before.id }, to, {
    reason,
    byHand: true,
    ...(isTold ? { because: { de: reason, en: reason } } : {}),
  });
  if (to === "met") await planNextUpstream(session, before);
}

function addCreation(app: FastifyInstance, deps: Deps): void {
  app.post(`/${deadlines.name}`, {
    schema: describe({
      id: "createDeadline",
      problems: ["rule-without-effect", "person-erased", "person-without-role", ...planningProblems],
      permission: "deadlines.write",
      tag: deadlines.name,
      summary: "Create a deadline that no rule brings about",
      body: DeadlineCreate,
      answer: Deadline,
      status: 201,
      isPost: true,
    }),
    handler: (request, reply) =>
      writeInOffice(deps, request, reply, "deadlines.write", async (session) => {
        const body = request.body as Static<typeof DeadlineCreate>;
        const id = newId();
        await writeDeadlines(session, [await planByHand(session, id, body)]);
        const about = { subjectType: deadlines.name, subjectId: id };
        session.audit({ action: "create", ...about, version: 1, changes: body });
        const row = await getRow(session, deadlines, id);
        return created(deadlines, row, complete(session, row));
      }),
  });
}

function addChange(app: FastifyInstance, deps: Deps): void {
  app.patch<{ Params: { id: string } }>(`/${deadlines.name}/:id`, {
    schema: describe({
      id: "changeDeadline",
      problems: [
        "deadline-follows-rule",
        "state-forbids",
        "rule-without-effect",
        "person-erased",
        "person-without-role",
        ...planningProblems,
      ],
      permission: "deadlines.write",
      tag: deadlines.name,
      summary: "Change whose a deadline is and, where it was made by hand, how it is reckoned",
      params: keyParams,
      body: DeadlinePatch,
      answer: Deadline,
      needsMatch: true,
    }),
    handler: (request, reply) =>
      writeInOffice(deps, request, reply, "deadlines.write", async (session) => {
        const body = request.body as Static<typeof DeadlinePatch>;
        const before = await getRow(session, deadlines, request.params.id, { lock: true });
        requireMatch(request, before.version);
        await changeByHand(session, before, body);
        const row = await getRow(session, deadlines, before.id);
        return changed(session, deadlines, row, {
          action: "change",
          changes: body,
          more: complete(session, row),
        });
      }),
  });
}

export function deadlineRoutes(app: FastifyInstance, deps: Deps): void {
  app
    .addSchema(Deadline)
    .addSchema(DeadlineCreate)
    .addSchema(DeadlinePatch)
    .addSchema(DeadlinePage)
    .addSchema(DeadlineTransition);
  listRoute(app, deps, deadlines, DeadlinePage, {
    complete: ({ now }, row) => ({ isOverdue: isOverdue(row, now) }),
  });
  readRoute(app, deps, deadlines, { complete, dependsOnNow: true });
  addCreation(app, deps);
  addChange(app, deps);
  transitionRoute(app, deps, deadlines, {
    body: DeadlineTransition,
    permission: "deadlines.write",
    problems: ["already-exists", ...planningProblems],
    complete,
    move: async (session, before, step) => {
      if (step.to === "open") holdRules(session, "shared");
      assertTransition(
        deadlineTransitions,
        { from: before.state, ...step },
        factsOf(before),
        session.caller.roles,
      );
      await (step.to === "open" ? reopen(session, before) : close(session, before, step.to, step.reason));
      return getRow(session, deadlines, before.id);
    },
  });
}
