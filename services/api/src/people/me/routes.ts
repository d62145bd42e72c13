import { DomainError, permissionsOf, roleLabels } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import type { Deps } from "../../request/session.ts";
import { readInOffice } from "../../request/transaction.ts";
import { describe } from "../../resources/describe.ts";
import { findMe, listContacts } from "./queries.ts";
import { Me } from "./schema.ts";

export function meRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(Me);
  app.get("/me", {
    schema: describe({
      id: "getMe",
      permission: "me.read",
      tag: "people",
      summary: "Read who you are, what you may do and whom to ask",
      answer: Me,
    }),
    handler: (request) =>
      readInOffice(deps, request, "me.read", async (session) => {
        const { caller } = session;
        const row = await findMe(session, caller.personId);
        if (row === undefined) throw new DomainError("not-found");
        const { officeName, officeEmail, ...person } = row;
        return {
          ...person,
          language: caller.language,
          roles: caller.roles.map((role) => ({ role, label: roleLabels[role] })),
          organisationId: caller.organisationId,
          tokenScopes: caller.scopes,
          permissions: permissionsOf(caller.roles),
          office: {
            id: caller.officeId,
            name: officeName,
            email: officeEmail,
            zone: caller.zone,
            land: caller.land,
          },
          contacts: await listContacts(session, session.today),
        };
      }),
  });
}
