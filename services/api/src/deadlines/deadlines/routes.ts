import { assertTransition, listTransitions, type Reason, type Transition } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import { v7 as newId } from "uuid";
import { requireMatch } from "../../request/etag.ts";
import type { Deps, Session, Viewer } from "../../request/session.ts";
import { writeInOffice } from "../../request/transaction.ts";
import { describe, keyParams } from "../../resources/describe.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import { present } from "../../resources/resource.ts";
import { getRow } from "../../resources/rows.ts";
import { created, transitionRoute } from "../../resources/write-routes.ts";
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

type Row = Record<string, unknown>;
type DeadlineState = "open" | "met" | "cancelled";

/** What the steps of a deadline depend on. */
interface Facts {
  readonly kind: string;
  /** Whether somebody has closed it, and not the step that it asks for. */
  readonly isClosedByHand: boolean;
}

const factsOf = (row: Row): Facts => ({ kind: String(row.kind), isClosedByHand: row.closedById !== null });

/** A cut-off decides whether an application is late; only its submission or withdrawal closes it. */
const isNoCutOff = ({ kind }: Facts): Reason | undefined =>
  kind === "application-cut-off"
    ? {
        code: "closed-by-submission",
        text: {
          de: "Die Antragsfrist endet mit der Einreichung oder der Rücknahme des Antrags.",
          en: "The cut-off is closed by submitting or withdrawing the application.",
        },
      }
    : undefined;

const wasClosedByHand = ({ isClosedByHand }: Facts): Reason | undefined =>
  isClosedByHand
    ? undefined
    : {
        code: "closed-with-its-cause",
        text: {
          de: "Diese Frist wurde mit ihrem Anlass geschlossen und kommt nur mit ihm wieder.",
          en: "This deadline was closed with its cause and comes back only with it.",
        },
      };

/** What the office closes by hand, and opens again; most duties are met by the step that they ask for. */
const transitions: readonly Transition<DeadlineState, Facts>[] = [
  { from: ["open"], to: "met", permission: "deadlines.write", guards: [isNoCutOff] },
  {
    from: ["open"],
    to: "cancelled",
    permission: "deadlines.write",
    isReasonRequired: true,
    guards: [isNoCutOff],
  },
  { from: ["met", "cancelled"], to: "open", permission: "deadlines.write", guards: [wasClosedByHand] },
];

const complete = ({ caller }: Viewer, row: Row) => ({
  transitions: listTransitions(transitions, row.state as DeadlineState, factsOf(row), caller.roles),
});

/** Closes a deadline by hand; whoever is concerned learns that it is cancelled, in the office's own words. */
async function close(session: Session, before: Row, { to, reason }: { to: string; reason?: string }) {
  const isTold = to === "cancelled" && reason !== undefined;
  closeDeadlines(session, { id: String(before.id) }, to as ClosingState, {
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
      problems: ["rule-without-effect", ...planningProblems],
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
        const body = request.body as Row;
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
      problems: ["deadline-follows-rule", "state-forbids", "rule-without-effect", ...planningProblems],
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

export function deadlineRoutes(app: FastifyInstance, deps: Deps): void {
  app
    .addSchema(Deadline)
    .addSchema(DeadlineCreate)
    .addSchema(DeadlinePatch)
    .addSchema(DeadlinePage)
    .addSchema(DeadlineTransition);
  listRoute(app, deps, deadlines, DeadlinePage);
  readRoute(app, deps, deadlines, { complete });
  addCreation(app, deps);
  addChange(app, deps);
  transitionRoute(app, deps, deadlines, {
    body: DeadlineTransition,
    permission: "deadlines.write",
    problems: ["already-exists", ...planningProblems],
    complete,
    move: async (session, before, step) => {
      const from = before.state as DeadlineState;
      const id = String(before.id);
      if (step.to === "open") holdRules(session, "shared");
      assertTransition(transitions, { from, ...step }, factsOf(before), session.caller.roles);
      await (step.to === "open" ? reopen(session, before) : close(session, before, step));
      return getRow(session, deadlines, id);
    },
  });
}
