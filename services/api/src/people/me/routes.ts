import { DomainError, permissionsOf, roleLabels } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import type { Static } from "typebox";
import { etagOf, requireMatch } from "../../request/etag.ts";
import type { Deps, Session } from "../../request/session.ts";
import { readInOffice, writeInOffice } from "../../request/transaction.ts";
import { describe } from "../../resources/describe.ts";
import { findMe, listContacts, lockVersion, saveLanguage } from "./queries.ts";
import { Me, MePatch } from "./schema.ts";

async function loadMe(session: Session) {
  const { caller } = session;
  const row = await findMe(session, caller.personId);
  if (row === undefined) throw new DomainError("not-found");
  const { officeName, officeEmail, ...person } = row;
  return {
    ...person,
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
}

export function meRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(Me).addSchema(MePatch);
  app.get("/me", {
    schema: describe({
      id: "getMe",
      permission: "me.read",
      tag: "people",
      summary: "Read who you are, what you may do and whom to ask",
      answer: Me,
    }),
    handler: async (request, reply) => {
      const me = await readInOffice(deps, request, "me.read", loadMe);
      reply.header("etag", etagOf(me.version));
      return me;
    },
  });

  app.patch("/me", {
    schema: describe({
      id: "changeMe",
      permission: "me.write",
      tag: "people",
      summary: "Change the language in which you are written to",
      body: MePatch,
      answer: Me,
      needsMatch: true,
    }),
    handler: (request, reply) =>
      writeInOffice(deps, request, reply, "me.write", async (session) => {
        const { language } = request.body as Static<typeof MePatch>;
        const { personId, language: before } = session.caller;
        const version = await lockVersion(session, personId);
        if (version === undefined) throw new DomainError("not-found");
        requireMatch(request, version);
        if (language !== undefined && language !== before) {
          saveLanguage(session, personId, language);
          session.audit({
            ...{ action: "change", subjectType: "people", subjectId: personId, version: version + 1 },
            changes: { language },
            before: { language: before },
          });
        }
        const me = await loadMe(session);
        return { body: me, version: me.version };
      }),
  });
}
