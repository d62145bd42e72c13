import { DomainError } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import { leadExemptions } from "../../deadlines/planning/name-queries.ts";
import { closeTask } from "../../office/tasks/queries.ts";
import type { Deps, Session } from "../../request/session.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import type { RowOf } from "../../resources/resource.ts";
import { createRoute, patchRoute } from "../../resources/write-routes.ts";
import { assertAssignable } from "./assignable.ts";
import { people } from "./queries.ts";
import { Person, PersonCreate, PersonPage, PersonPatch } from "./schema.ts";

type Row = RowOf<typeof Person>;

/** Who leads the exemption of an organisation may be somebody else now; another address is one that mails can reach again. */
async function follow(session: Session, before: Row | undefined, row: Row): Promise<void> {
  leadExemptions(session, [before?.organisationId, row.organisationId], session.today);
  if (before === undefined || before.email === row.email) return;
  closeTask(session, { kind: "bounce", subjectId: row.id }, { reason: "address-changed", now: session.now });
}

export function peopleRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(Person).addSchema(PersonCreate).addSchema(PersonPatch).addSchema(PersonPage);
  listRoute(app, deps, people, PersonPage);
  readRoute(app, deps, people);
  createRoute(app, deps, people, {
    body: PersonCreate,
    permission: "people.write",
    problems: ["already-exists", "role-not-assignable"],
    prepare: (session, body) => {
      assertAssignable(session, [body.roles], "/roles");
      return {};
    },
    after: (session, row) => follow(session, undefined, row),
  });
  patchRoute(app, deps, people, {
    body: PersonPatch,
    permission: "people.write",
    problems: ["already-exists", "role-not-assignable", "person-erased"],
    prepare: (session, before, body) => {
      if (before.erasedAt !== null) throw new DomainError("person-erased");
      const isSelf = before.id === session.caller.personId;
      const isPower = (["roles", "rolesFrom", "rolesUntil", "organisationId"] as const).some(
        (name) => body[name] !== undefined,
      );
      if (isPower || !isSelf) assertAssignable(session, [before.roles, body.roles], "/roles");
      return {};
    },
    after: follow,
  });
}
