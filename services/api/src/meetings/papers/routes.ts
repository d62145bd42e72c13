import {
  assertTransition,
  isReceivedLate,
  listTransitions,
  type PaperState,
  paperStateLabels,
  paperTransitions,
  stateForbids,
} from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import type { Static } from "typebox";
import { closeDeadlines } from "../../deadlines/planning/change.ts";
import { planningProblems } from "../../deadlines/planning/problems.ts";
import { endOfDuty } from "../../deadlines/planning/receipts.ts";
import { holdRules } from "../../deadlines/planning/rule-queries.ts";
import type { Deps, Session, Viewer } from "../../request/session.ts";
import { assertNamed } from "../../resources/named-people.ts";
import { nextNumber } from "../../resources/numbers.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import type { Resource, RowOf } from "../../resources/resource.ts";
import { updateRow } from "../../resources/rows.ts";
import { createRoute, patchRoute, transitionRoute } from "../../resources/write-routes.ts";
import { followPaper, judgeForMeeting, planCutOff } from "./duties.ts";
import { Paper, PaperCreate, PaperPage, PaperPatch, PaperTransition, paperSchemas } from "./schema.ts";

type Row = RowOf<typeof Paper>;

const papers: Resource<typeof Paper, "papers"> = {
  name: "papers",
  one: "a paper",
  table: "papers",
  shape: Paper,
  filters: ["state", "meetingId", "authorId", "isLate"],
  sorts: ["createdAt", "number"],
  hasNumber: true,
  read: "papers.read",
};

const complete = ({ caller }: Viewer, row: Row) => ({
  transitions: listTransitions(paperTransitions, row.state, null, caller.roles),
});

async function preparePatch(session: Session, before: Row, body: Static<typeof PaperPatch>) {
  if (before.state === "withdrawn") {
    throw stateForbids(paperStateLabels, { state: "withdrawn", needed: ["draft", "handed-in"] });
  }
  await assertNamed(session, { authorId: body.authorId }, before);
  return judgeForMeeting(session, before, body);
}

/** Handing in stamps the paper, once, and meets its cut-off; withdrawing it ends the cut-off. */
async function takeStep(session: Session, paper: Row, to: PaperState, reason: string | undefined) {
  const duty = { subjectId: paper.id, kinds: ["paper-cut-off"] as const };
  // A rule that is being changed plans the cut-off of a draft, or finds that it is none any more.
  holdRules(session, "shared");
  if (to === "withdrawn") {
    closeDeadlines(session, duty, "cancelled", { reason: reason ?? "paper-withdrawn" });
    return {};
  }
  const cutOff = { kind: "paper-cut-off", subjectId: paper.id } as const;
  const inTimeUntil = await endOfDuty(session, { type: "papers", id: paper.id }, cutOff);
  closeDeadlines(session, duty, "met");
  const handedInAt = session.now;
  const isLate = isReceivedLate({ receivedAt: handedInAt, inTimeUntil }, inTimeUntil);
  return { handedInAt, inTimeUntil, isLate };
}

export function paperRoutes(app: FastifyInstance, deps: Deps): void {
  for (const schema of paperSchemas) app.addSchema(schema);
  listRoute(app, deps, papers, PaperPage);
  readRoute(app, deps, papers, { complete });
  createRoute(app, deps, papers, {
    body: PaperCreate,
    permission: "papers.write",
    problems: ["state-forbids", "person-erased", "person-without-role", ...planningProblems],
    prepare: async (session, body) => {
      const { authorId = session.caller.personId } = body;
      await assertNamed(session, { authorId });
      return { number: nextNumber(session, "papers", "P"), authorId };
    },
    after: planCutOff,
    complete,
  });
  patchRoute(app, deps, papers, {
    body: PaperPatch,
    permission: "papers.write",
    problems: ["state-forbids", "person-erased", "person-without-role", ...planningProblems],
    prepare: preparePatch,
    after: followPaper,
    complete,
  });
  transitionRoute(app, deps, papers, {
    body: PaperTransition,
    permission: "papers.write",
    problems: planningProblems,
    complete,
    move: async (session, before, step) => {
      assertTransition(paperTransitions, { from: before.state, ...step }, null, session.caller.roles);
      const columns = await takeStep(session, before, step.to, step.reason);
      const { to: state, reason = null } = step;
      return updateRow(session, papers, before.id, { state, stateReason: reason, ...columns });
    },
  });
}
