import { assertRuleEffect, referenceUnknown, validateRule } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import type { Static } from "typebox";
import type { Deps, Session } from "../../request/session.ts";
import { writeInOffice } from "../../request/transaction.ts";
import { describe, keyParams } from "../../resources/describe.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import { present, type RowOf } from "../../resources/resource.ts";
import { getRow } from "../../resources/rows.ts";
import { createRoute, patchRoute } from "../../resources/write-routes.ts";
import { replanCalls } from "../planning/cut-offs.ts";
import { assertBounded } from "../planning/owed.ts";
import { planningProblems } from "../planning/problems.ts";
import { reconcile } from "../planning/reconcile.ts";
import { holdRules } from "../planning/rule-queries.ts";
import { replanUpstream } from "../planning/upstream.ts";
import { deadlineRules, deleteRule, isKnownOwner } from "./queries.ts";
import { DeadlineRuleCreate, DeadlineRulePatch, SetDeadlineRule, SetDeadlineRulePage } from "./schema.ts";

type Row = RowOf<typeof SetDeadlineRule>;

const ruleChanged = { de: "Die Fristregel wurde geändert", en: "The deadline rule was changed" };

function assertGood({ ownerType, kind, rule }: Pick<Row, "ownerType" | "kind" | "rule">): void {
  assertRuleEffect(ownerType, kind, rule);
  validateRule(rule, "/rule");
}

async function prepare(session: Session, body: Static<typeof DeadlineRuleCreate>) {
  holdRules(session, "alone");
  const owner = { type: body.ownerType, id: body.ownerId };
  if (!(await isKnownOwner(session, owner))) {
    throw referenceUnknown("ownerId");
  }
  assertGood(body);
  return {};
}

/** A rule was set, changed or deleted: whatever it governs is reckoned anew in this transaction. */
async function follow(session: Session, row: Row): Promise<void> {
  const { kind } = row;
  const owner = { type: row.ownerType, id: row.ownerId };
  if (kind === "application-cut-off" && (owner.type === "funds" || owner.type === "programmes")) {
    const count = await replanCalls(session, { ownerType: owner.type, ownerId: owner.id }, ruleChanged);
    return assertBounded(count);
  }
  if (kind === "upstream-proof") return replanUpstream(session, owner.id, ruleChanged);
  await reconcile(session, owner, [kind], { reason: ruleChanged, isByRule: true });
}

export function deadlineRuleRoutes(app: FastifyInstance, deps: Deps): void {
  app
    .addSchema(DeadlineRuleCreate)
    .addSchema(DeadlineRulePatch)
    .addSchema(SetDeadlineRule)
    .addSchema(SetDeadlineRulePage);
  listRoute(app, deps, deadlineRules, SetDeadlineRulePage);
  readRoute(app, deps, deadlineRules);
  createRoute(app, deps, deadlineRules, {
    body: DeadlineRuleCreate,
    permission: "deadline-rules.write",
    problems: ["already-exists", "rule-without-effect", "too-many-deadlines", ...planningProblems],
    prepare,
    after: follow,
  });
  patchRoute(app, deps, deadlineRules, {
    body: DeadlineRulePatch,
    permission: "deadline-rules.write",
    problems: ["rule-without-effect", "too-many-deadlines", ...planningProblems],
    prepare: (session, before, body) => {
      holdRules(session, "alone");
      assertGood({ ...before, ...body });
      return {};
    },
    after: (session, _before, row) => follow(session, row),
  });

  app.delete<{ Params: { id: string } }>(`/${deadlineRules.name}/:id`, {
    schema: describe({
      id: "deleteDeadlineRule",
      problems: ["too-many-deadlines", ...planningProblems],
      permission: "deadline-rules.write",
      tag: deadlineRules.name,
      summary: "Delete a deadline rule",
      description: "Its deadlines fall back to the next owner's rule or the default of their kind.",
      params: keyParams,
      answer: SetDeadlineRule,
    }),
    handler: (request, reply) =>
      writeInOffice(deps, request, reply, "deadline-rules.write", async (session) => {
        const row = await getRow(session, deadlineRules, request.params.id, { lock: true });
        holdRules(session, "alone");
        deleteRule(session, row.id);
        await follow(session, row);
        session.audit({
          action: "delete",
          subjectType: deadlineRules.name,
          subjectId: row.id,
          version: row.version,
          changes: { ownerType: row.ownerType, ownerId: row.ownerId, kind: row.kind, rule: row.rule },
        });
        return { body: present(deadlineRules, row), version: row.version };
      }),
  });
}
