import { byLanguage, DomainError, referenceUnknown } from "@zuwendo/domain";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Static } from "typebox";
import { handOverDeadlines, remindAnew, renameDeadlines } from "../../deadlines/planning/name-queries.ts";
import { requireMatch } from "../../request/etag.ts";
import type { Deps, Session } from "../../request/session.ts";
import { writeInOffice } from "../../request/transaction.ts";
import { describe, keyParams } from "../../resources/describe.ts";
import { assertNamed } from "../../resources/named-people.ts";
import { getRow, updateRow } from "../../resources/rows.ts";
import { endAccess } from "../people/access-queries.ts";
import { assertAssignable } from "../people/assignable.ts";
import { assertOfficeKept } from "../people/following.ts";
import { people } from "../people/queries.ts";
import { closeSearches, lockBoth, moveDeputies, moveLeads } from "./queries.ts";
import { HandedOver, HandOver } from "./schema.ts";

const toOneself = {
  de: "Eine Person kann nichts an sich selbst übergeben.",
  en: "Nobody can hand over to themselves.",
};

const nothingMoved = { applications: 0, ideas: 0, deadlines: 0, deputyFor: 0 };

/** Moves everything that somebody leads, owns or stands in for; applications and ideas tell it in their histories. */
async function moveAll(session: Session, from: string, to: string, reason: string) {
  const deadlines = await handOverDeadlines(session, from, to);
  const moved = { applications: 0, ideas: 0 };
  for (const table of ["applications", "ideas"] as const) {
    const rows = await moveLeads(session, table, from, to);
    moved[table] = rows.length;
    for (const { id, title, version } of rows) {
      if (table === "applications") renameDeadlines(session, { id, title, leadId: to }, from);
      session.audit({
        ...{ action: "change", subjectType: table, subjectId: id, version },
        changes: { leadId: to, reason },
        before: { leadId: from },
      });
    }
  }
  remindAnew(session, from, session.now);
  closeSearches(session, from, { reason, now: session.now });
  return { ...moved, deadlines, deputyFor: await moveDeputies(session, from, to) };
}

async function assertTakesOver(session: Session, from: string, to: string): Promise<void> {
  if (to === from) throw new DomainError("value-refused", byLanguage({ rule: toOneself }), "/to");
  await getRow(session, people, to, { lock: true }).catch((error: unknown) => {
    throw error instanceof DomainError && error.code === "not-found" ? referenceUnknown("to") : error;
  });
  await assertNamed(session, { to });
}

async function handOver(session: Session, request: FastifyRequest<{ Params: { id: string } }>) {
  const { to, reason, ...wanted } = request.body as Static<typeof HandOver>;
  if (to !== undefined) lockBoth(session, request.params.id, to);
  const before = await getRow(session, people, request.params.id, { lock: true });
  if (before.erasedAt !== null) throw new DomainError("person-erased");
  requireMatch(request, before.version);
  assertAssignable(session, [before.roles]);
  if (to !== undefined) await assertTakesOver(session, before.id, to);
  // Whatever the last day of the roles: without a token nobody does anything with them.
  await assertOfficeKept(session, before, { ...before, deactivatedAt: session.now });
  const hasEnded = before.rolesUntil !== null && before.rolesUntil < session.today;
  const rolesUntil = wanted.rolesUntil ?? (hasEnded ? before.rolesUntil : null) ?? session.today;
  const moved = to === undefined ? nothingMoved : await moveAll(session, before.id, to, reason);
  const ended = await endAccess(session, before.id, session.caller.enteredAt);
  const { version } = await updateRow(session, people, before.id, { rolesUntil });
  session.audit({
    ...{ action: "hand-over", subjectType: people.name, subjectId: before.id, version },
    changes: { rolesUntil, to: to ?? null, reason, ...moved, ...ended },
    before: { rolesUntil: before.rolesUntil },
  });
  session.nudge("sweep-reminders", {});
  return { personId: before.id, toId: to ?? null, rolesUntil, ...moved, ...ended };
}

export function handOverRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(HandOver).addSchema(HandedOver);
  app.post<{ Params: { id: string } }>("/people/:id/hand-over", {
    schema: describe({
      id: "handOver",
      permission: "people.write",
      tag: people.name,
      summary: "Let somebody go, and hand over what they hold",
      description:
        "In one act: leads of what has not come to its end, open deadlines and deputyships move to the other person, tokens, calendar feeds and invitations end at once, the roles end. What nobody takes over is for the office to assign.",
      params: keyParams,
      body: HandOver,
      answer: HandedOver,
      needsMatch: true,
      isPost: true,
      problems: [
        "role-not-assignable",
        "last-of-role",
        "person-erased",
        "person-without-role",
        "reference-unknown",
      ],
    }),
    handler: (request, reply) =>
      writeInOffice(deps, request, reply, "people.write", async (session) => ({
        body: await handOver(session, request),
      })),
  });
}
