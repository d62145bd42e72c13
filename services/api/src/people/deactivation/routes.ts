import { DomainError } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import Type, { type Static } from "typebox";
import { requireMatch } from "../../request/etag.ts";
import type { Deps, Session } from "../../request/session.ts";
import { writeInOffice } from "../../request/transaction.ts";
import { describe, keyParams } from "../../resources/describe.ts";
import { present, type RowOf, tagOf } from "../../resources/resource.ts";
import { getRow, updateRow } from "../../resources/rows.ts";
import { Prose } from "../../resources/schema.ts";
import { endAccess } from "../people/access-queries.ts";
import { assertAssignable } from "../people/assignable.ts";
import { assertOfficeKept, followPerson } from "../people/following.ts";
import { people } from "../people/queries.ts";
import { Person } from "../people/schema.ts";

type Row = RowOf<typeof Person>;

const Deactivation = Type.Object(
  { reason: Prose },
  {
    $id: "Deactivation",
    additionalProperties: false,
    description: "Why somebody is shut out",
    examples: [{ reason: "Left the association; the mailbox is somebody else's now" }],
  },
);

async function deactivate(session: Session, before: Row, reason: string): Promise<Row> {
  const deactivatedAt = session.now;
  await assertOfficeKept(session, before, { ...before, deactivatedAt });
  const ended = await endAccess(session, before.id, session.caller.enteredAt);
  const row = await updateRow(session, people, before.id, { deactivatedAt });
  await followPerson(session, before, row);
  session.audit({
    ...{ action: "deactivate", subjectType: people.name, subjectId: row.id, version: row.version },
    changes: { deactivatedAt, reason, ...ended },
    before: { deactivatedAt: null },
  });
  return row;
}

async function reactivate(session: Session, before: Row): Promise<Row> {
  const row = await updateRow(session, people, before.id, { deactivatedAt: null });
  await followPerson(session, before, row);
  session.audit({
    ...{ action: "reactivate", subjectType: people.name, subjectId: row.id, version: row.version },
    changes: { deactivatedAt: null },
    before: { deactivatedAt: before.deactivatedAt },
  });
  return row;
}

/** What a person is after they were shut out or let in again; what is so already stays as it is. */
async function answer(session: Session, before: Row, change: "deactivate" | "reactivate", reason = "") {
  if (before.erasedAt !== null) throw new DomainError("person-erased");
  assertAssignable(session, [before.roles]);
  const isSo = (before.deactivatedAt !== null) === (change === "deactivate");
  const act = () =>
    change === "deactivate" ? deactivate(session, before, reason) : reactivate(session, before);
  const row = isSo ? before : await act();
  if (!isSo) session.nudge("sweep-reminders", {});
  return { body: present(people, row), tag: tagOf(people, row) };
}

export function deactivationRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(Deactivation);
  const path = "/people/:id/deactivation";
  app.post<{ Params: { id: string } }>(path, {
    schema: describe({
      id: "createDeactivation",
      permission: "people.write",
      tag: people.name,
      summary: "Shut somebody out at once",
      description:
        "Their roles count no longer, tokens, calendar feeds and invitations end, nobody names them. What they hold stays theirs until it is handed over. For people whose roles the caller may give; deactivating twice changes nothing.",
      params: keyParams,
      body: Deactivation,
      answer: Person,
      needsMatch: true,
      isPost: true,
      problems: ["role-not-assignable", "last-of-role", "person-erased"],
    }),
    handler: (request, reply) =>
      writeInOffice(deps, request, reply, "people.write", async (session) => {
        const before = await getRow(session, people, request.params.id, { lock: true });
        requireMatch(request, before.version);
        const { reason } = request.body as Static<typeof Deactivation>;
        return answer(session, before, "deactivate", reason);
      }),
  });

  app.delete<{ Params: { id: string } }>(path, {
    schema: describe({
      id: "deleteDeactivation",
      permission: "people.write",
      tag: people.name,
      summary: "Let somebody in again",
      description:
        "Gives their roles back, not their tokens and calendar feeds: invite them. For people whose roles the caller may give; undoing twice changes nothing.",
      params: keyParams,
      answer: Person,
      problems: ["role-not-assignable", "person-erased"],
    }),
    handler: (request, reply) =>
      writeInOffice(deps, request, reply, "people.write", async (session) => {
        const before = await getRow(session, people, request.params.id, { lock: true });
        return answer(session, before, "reactivate");
      }),
  });
}
