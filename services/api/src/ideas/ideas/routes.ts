import {
  assertTransition,
  ideaStateLabels,
  ideaTransitions,
  listTransitions,
  stateForbids,
} from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import type { Static } from "typebox";
import type { Deps, Session, Viewer } from "../../request/session.ts";
import { assertNamed } from "../../resources/named-people.ts";
import { nextNumber } from "../../resources/numbers.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import { updateRow } from "../../resources/rows.ts";
import { assertOwn } from "../../resources/visibility.ts";
import { createRoute, patchRoute, transitionRoute } from "../../resources/write-routes.ts";
import { changeOwner, type IdeaRow, ideas, statusOfIdea } from "./queries.ts";
import { IdeaCreate, IdeaPage, IdeaPatch, IdeaTransition, ideaSchemas } from "./schema.ts";

const status = (viewer: Viewer, row: IdeaRow) => ({ status: statusOfIdea(viewer, row) });

const complete = (viewer: Viewer, row: IdeaRow) => ({
  ...status(viewer, row),
  transitions: listTransitions(ideaTransitions, row.state, null, viewer.caller.roles),
});

/** Who hands an idea in leads it, for their own organisation, unless they say otherwise. */
async function prepare(session: Session, body: Static<typeof IdeaCreate>) {
  const { caller, scope } = session;
  await assertOwn(session, body);
  await assertNamed(session, { leadId: body.leadId });
  return {
    number: nextNumber(session, "ideas", ""),
    capturedOn: body.capturedOn ?? session.today,
    ...(scope === "own" && body.leadId === undefined ? { leadId: caller.personId } : {}),
    ...(scope === "own" && body.organisationId === undefined
      ? { organisationId: caller.organisationId }
      : {}),
  };
}

/** What was given up stays as it was until advice takes it up again. */
async function preparePatch(session: Session, before: IdeaRow, body: Static<typeof IdeaPatch>) {
  await assertOwn(session, body);
  await assertNamed(session, { leadId: body.leadId }, before);
  const isGivenUp = before.state === "rejected" || before.state === "merged";
  if (isGivenUp && session.scope === "own") {
    throw stateForbids(ideaStateLabels, {
      state: before.state,
      needed: ["captured", "in-advice", "parked"],
    });
  }
  return {};
}

export function ideaRoutes(app: FastifyInstance, deps: Deps): void {
  for (const schema of ideaSchemas) app.addSchema(schema);
  listRoute(app, deps, ideas, IdeaPage, { complete: status });
  readRoute(app, deps, ideas, { complete });
  createRoute(app, deps, ideas, {
    body: IdeaCreate,
    permission: "ideas.write",
    problems: ["person-erased", "person-without-role"],
    prepare,
    complete,
  });
  patchRoute(app, deps, ideas, {
    body: IdeaPatch,
    permission: "ideas.write",
    problems: ["state-forbids", "person-erased", "person-without-role"],
    prepare: preparePatch,
    after: async (session, { leadId: oldLeadId }, { id, leadId }) => {
      if (leadId !== oldLeadId) changeOwner(session, { id, leadId, oldLeadId });
    },
    complete,
  });
  transitionRoute(app, deps, ideas, {
    body: IdeaTransition,
    permission: "ideas.write",
    complete,
    move: async (session, before, step) => {
      assertTransition(ideaTransitions, { from: before.state, ...step }, null, session.caller.roles);
      return updateRow(session, ideas, before.id, { state: step.to, stateReason: step.reason ?? null });
    },
  });
}
