import {
  assertHappened,
  assertTransition,
  byLanguage,
  DomainError,
  deadlineStateLabels,
  extensionTransitions,
  forbidden,
  listTransitions,
  may,
  stateForbids,
} from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import type { Static } from "typebox";
import { closeTask, openTask } from "../../office/tasks/queries.ts";
import type { Deps, Session, Viewer } from "../../request/session.ts";
import { assertNamed } from "../../resources/named-people.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import type { ColumnValues, RowOf } from "../../resources/resource.ts";
import { getReferenced, getRow, updateRow } from "../../resources/rows.ts";
import { createRoute, transitionRoute } from "../../resources/write-routes.ts";
import { deadlines } from "../deadlines/queries.ts";
import { planningProblems } from "../planning/problems.ts";
import { lockOpen, type StoredDeadline } from "../planning/stored-queries.ts";
import { assertExtends, extend } from "./granting.ts";
import { extensions, hasOpenRequest } from "./queries.ts";
import { Extension, ExtensionCreate, ExtensionPage, ExtensionTransition } from "./schema.ts";

type Row = RowOf<typeof Extension>;

const complete = ({ caller }: Viewer, row: Row) => ({
  transitions: listTransitions(extensionTransitions, row.state, null, caller.roles),
});

async function lockExtended(session: Session, id: string): Promise<StoredDeadline> {
  const [stored] = await lockOpen(session, { id });
  if (stored !== undefined) return stored;
  const { state } = await getRow(session, deadlines, id);
  throw stateForbids(deadlineStateLabels, { state, needed: ["open"] });
}

const waiting = {
  de: "Für diese Frist wartet noch ein Verlängerungsantrag auf die Entscheidung. Bitte diese abwarten.",
  en: "A request to extend this deadline is still waiting for a decision. Please wait for it.",
};

/** A project lead asks for the own project and in the own name; the office asks for anybody and grants at once. */
async function prepare(
  session: Session,
  body: Static<typeof ExtensionCreate>,
): Promise<ColumnValues<"extensions">> {
  await getReferenced(session, deadlines, body, "deadlineId", { lock: true });
  const stored = await lockExtended(session, body.deadlineId);
  const { personId, roles } = session.caller;
  const askedById = body.askedById ?? personId;
  if (session.scope !== "all" && askedById !== personId) {
    throw forbidden("extensions.decide");
  }
  await assertNamed(session, { askedById });
  const askedOn = body.askedOn ?? session.today;
  assertHappened(askedOn, { today: session.today }, "/askedOn");
  const { newOn, reason } = body;
  assertExtends(session, stored, newOn);
  const asked = { askedById, askedOn, oldOn: stored.effectiveOn };
  if (!may(roles, "extensions.decide")) {
    if (await hasOpenRequest(session, stored.id)) {
      throw new DomainError("already-exists", byLanguage({ advice: waiting }), "/deadlineId");
    }
    return { ...asked, state: "requested" };
  }
  await extend(session, stored, { newOn, reason });
  return { ...asked, state: "granted", decidedById: personId, decidedAt: session.now };
}

/** A request is something for the office to look at. */
async function follow(session: Session, { id, state, deadlineId, askedById, newOn }: Row): Promise<void> {
  if (state !== "requested") return;
  const about = { subjectType: extensions.name, subjectId: id, personId: askedById };
  await openTask(session, { kind: "extension-request", ...about, detail: { deadlineId, newOn } });
}

async function decide(session: Session, before: Row, step: Static<typeof ExtensionTransition>): Promise<Row> {
  assertTransition(extensionTransitions, { from: before.state, ...step }, null, session.caller.roles);
  const task = { kind: "extension-request", subjectId: before.id } as const;
  closeTask(session, task, { reason: step.to, now: session.now });
  const decision = {
    state: step.to,
    decidedById: session.caller.personId,
    decidedAt: session.now,
    decisionReason: step.reason ?? null,
  };
  if (step.to === "refused") return updateRow(session, extensions, before.id, decision);
  const newOn = step.newOn ?? before.newOn;
  const stored = await lockExtended(session, before.deadlineId);
  await extend(session, stored, { newOn, reason: before.reason });
  return updateRow(session, extensions, before.id, { ...decision, oldOn: stored.effectiveOn, newOn });
}

export function extensionRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(Extension).addSchema(ExtensionCreate).addSchema(ExtensionTransition).addSchema(ExtensionPage);
  listRoute(app, deps, extensions, ExtensionPage);
  readRoute(app, deps, extensions, { complete });
  createRoute(app, deps, extensions, {
    body: ExtensionCreate,
    permission: "extensions.request",
    problems: [
      "person-erased",
      "person-without-role",
      "already-exists",
      "not-extendable",
      "state-forbids",
      "extension-not-later",
      "extension-beyond-meeting",
      "day-in-future",
      ...planningProblems,
    ],
    prepare,
    after: follow,
    complete,
  });
  transitionRoute(app, deps, extensions, {
    body: ExtensionTransition,
    permission: "extensions.decide",
    problems: [
      "not-extendable",
      "state-forbids",
      "extension-not-later",
      "extension-beyond-meeting",
      ...planningProblems,
    ],
    complete,
    move: decide,
  });
}
