import { assertTransition, listTransitions, type Reason, type Transition } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import { v7 as newId } from "uuid";
import { planNextUpstream } from "../deadline-rules/upstream.ts";
import { describe, keyParams } from "../describe.ts";
import { requireMatch } from "../etag.ts";
import { writeInOffice } from "../office.ts";
import { listRoute, readRoute } from "../read-routes.ts";
import { present } from "../resource.ts";
import { getRow } from "../rows.ts";
import type { Surroundings, Viewer } from "../session.ts";
import { created, transitionRoute } from "../write-routes.ts";
import { changeByHand, planByHand } from "./by-hand.ts";
import type { ClosingState } from "./change-queries.ts";
import { closeDeadlines } from "./changing.ts";
import { planDeadlines } from "./planning.ts";
import { deadlines } from "./queries.ts";
import { Deadline, DeadlineCreate, DeadlinePage, DeadlinePatch, DeadlineTransition } from "./schema.ts";

type Row = Record<string, unknown>;
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

const complete = ({ caller }: Viewer, row: Row) => ({
  transitions: listTransitions(transitions, row.state as DeadlineState, String(row.kind), caller.roles),
});

function addCreation(app: FastifyInstance, surroundings: Surroundings): void {
  app.post(`/${deadlines.name}`, {
    schema: describe({
      tag: deadlines.name,
      summary: "Create a deadline that no rule brings about",
      body: DeadlineCreate,
      answer: Deadline,
      status: 201,
      isPost: true,
    }),
    handler: (request, reply) =>
      writeInOffice(surroundings, request, reply, "deadlines.write", async (session) => {
        const body = request.body as Row;
        const id = newId();
        await planDeadlines(session, [await planByHand(session, id, body)]);
        const about = { subjectType: deadlines.name, subjectId: id };
        session.audit({ action: "create", ...about, version: 1, changes: body });
        const row = await getRow(session, deadlines, id);
        return created(deadlines, row, complete(session, row));
      }),
  });
}

function addChange(app: FastifyInstance, surroundings: Surroundings): void {
  app.patch<{ Params: { id: string } }>(`/${deadlines.name}/:id`, {
    schema: describe({
      tag: deadlines.name,
      summary: "Change whose a deadline is and, where it was made by hand, how it is reckoned",
      params: keyParams,
      body: DeadlinePatch,
      answer: Deadline,
      needsMatch: true,
    }),
    handler: (request, reply) =>
      writeInOffice(surroundings, request, reply, "deadlines.write", async (session) => {
        const body = request.body as Row;
        const before = await getRow(session, deadlines, request.params.id, { lock: true });
        requireMatch(request, Number(before.version));
        await changeByHand(session, before, body);
        const row = await getRow(session, deadlines, String(before.id));
        const version = Number(row.version);
        const about = { subjectType: deadlines.name, subjectId: String(row.id) };
        session.audit({ action: "change", ...about, version, changes: body });
        return { body: { ...present(deadlines, row), ...complete(session, row) }, version };
      }),
  });
}

export function deadlineRoutes(app: FastifyInstance, surroundings: Surroundings): void {
  app
    .addSchema(Deadline)
    .addSchema(DeadlineCreate)
    .addSchema(DeadlinePatch)
    .addSchema(DeadlinePage)
    .addSchema(DeadlineTransition);
  listRoute(app, surroundings, deadlines, DeadlinePage);
  readRoute(app, surroundings, deadlines, { complete });
  addCreation(app, surroundings);
  addChange(app, surroundings);
  transitionRoute(app, surroundings, deadlines, {
    body: DeadlineTransition,
    permission: "deadlines.write",
    complete,
    move: async (session, before, step) => {
      const from = before.state as DeadlineState;
      const id = String(before.id);
      assertTransition(transitions, { from, ...step }, String(before.kind), session.caller.roles);
      const { reason } = step;
      const isTold = step.to === "cancelled" && reason !== undefined;
      closeDeadlines(session, { id }, step.to as ClosingState, {
        reason,
        // In the office's own words, whatever their language.
        ...(isTold ? { because: { de: reason, en: reason } } : {}),
      });
      if (step.to === "met") await planNextUpstream(session, before);
      return getRow(session, deadlines, id);
    },
  });
}
