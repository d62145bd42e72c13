import { DomainError } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import type { Deps } from "../../request/session.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import { createRoute, patchRoute } from "../../resources/write-routes.ts";
import { assertAssignable } from "./assignable.ts";
import { assertOfficeKept, followPerson } from "./following.ts";
import { assertFree } from "./free-address.ts";
import { countOfficeChanges } from "./mail-queries.ts";
import { people } from "./queries.ts";
import { Person, PersonCreate, PersonPage, PersonPatch } from "./schema.ts";

/** Of one person in 24 hours, by the office: each is a mail to the address before. */
const mostAddresses = 5;

export function peopleRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(Person).addSchema(PersonCreate).addSchema(PersonPatch).addSchema(PersonPage);
  listRoute(app, deps, people, PersonPage);
  readRoute(app, deps, people);
  createRoute(app, deps, people, {
    body: PersonCreate,
    permission: "people.write",
    problems: ["already-exists", "role-not-assignable"],
    prepare: async (session, body) => {
      assertAssignable(session, [body.roles], "/roles");
      await assertFree(session, body.email);
      return {};
    },
    after: (session, row) => followPerson(session, undefined, row),
  });
  patchRoute(app, deps, people, {
    body: PersonPatch,
    permission: "people.write",
    problems: [
      "already-exists",
      "role-not-assignable",
      "last-of-role",
      "address-needs-confirmation",
      "too-many-new-addresses",
      "person-erased",
    ],
    prepare: async (session, before, body) => {
      if (before.erasedAt !== null) throw new DomainError("person-erased");
      const isSelf = before.id === session.caller.personId;
      const isPower = (["roles", "rolesFrom", "rolesUntil", "organisationId"] as const).some(
        (name) => body[name] !== undefined,
      );
      if (isPower || !isSelf) assertAssignable(session, [before.roles, body.roles], "/roles");
      if (isSelf && (body.email ?? before.email) !== before.email) {
        throw new DomainError("address-needs-confirmation", {}, "/email");
      }
      if (body.email !== undefined && body.email !== before.email) {
        await assertFree(session, body.email, before.id);
        if ((await countOfficeChanges(session, before.id)) >= mostAddresses) {
          throw new DomainError("too-many-new-addresses", { most: mostAddresses }, "/email");
        }
      }
      if (isPower) await assertOfficeKept(session, before, { ...before, ...body });
      return {};
    },
    after: followPerson,
  });
}
