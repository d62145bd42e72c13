import { DomainError } from "@zuwendo/domain";
import { signLink } from "@zuwendo/links";
import type { FastifyInstance } from "fastify";
import type { Static } from "typebox";
import { sendPage } from "../../pages/frame.ts";
import { visit } from "../../pages/signed-link.ts";
import { asOffice, type Deps } from "../../request/session.ts";
import { writeInOffice } from "../../request/transaction.ts";
import { describe } from "../../resources/describe.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import { getReferenced, getRow, insertRow } from "../../resources/rows.ts";
import { created, endRoute } from "../../resources/write-routes.ts";
import { applications } from "../applications/queries.ts";
import { revokedPage, statusPage } from "./pages.ts";
import { countLinksInUse, findLink, getLinkSecret, listPastSteps, statusLinks } from "./queries.ts";
import { NewStatusLink, StatusLink, StatusLinkCreate, StatusLinkPage } from "./schema.ts";

const mostLinks = 10;

export function statusLinkRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(StatusLink).addSchema(NewStatusLink).addSchema(StatusLinkCreate).addSchema(StatusLinkPage);
  listRoute(app, deps, statusLinks, StatusLinkPage);
  readRoute(app, deps, statusLinks);

  app.post("/status-links", {
    schema: describe({
      id: "createStatusLink",
      problems: ["reference-unknown", "too-many-status-links"],
      permission: "status-links.write",
      tag: "status-links",
      summary: "Create a page that tells where an application stands",
      description:
        "For people without an account: whoever has the address reads the state, the sums and the steps of this application, and no person's name. The address is in the first answer and nowhere else. It ends when it is revoked, and when the application's lead or organisation changes. At most 10 of an application are in use.",
      body: StatusLinkCreate,
      answer: NewStatusLink,
      status: 201,
      isPost: true,
    }),
    handler: (request, reply) =>
      writeInOffice(deps, request, reply, "status-links.write", async (session) => {
        const body = request.body as Static<typeof StatusLinkCreate>;
        const { personId, officeId } = session.caller;
        const { id: applicationId } = await getReferenced(session, applications, body, "applicationId", {
          lock: true,
        });
        if ((await countLinksInUse(session, applicationId)) >= mostLinks) {
          throw new DomainError("too-many-status-links", { most: mostLinks });
        }
        const row = await insertRow(session, statusLinks, { applicationId }, { personId });
        session.audit({
          ...{ action: "create", subjectType: statusLinks.name, subjectId: row.id, version: 1 },
          changes: { applicationId },
        });
        const claims = { purpose: "status", officeId, id: row.id } as const;
        const token = signLink(await getLinkSecret(session, officeId), claims);
        return { ...created(statusLinks, row), secret: { url: `${deps.publicUrl}/status/${token}` } };
      }),
  });

  endRoute(app, deps, statusLinks, {
    column: "revokedAt",
    action: "revoke",
    permission: "status-links.write",
    summary: "Revoke a status link",
    description: "Takes effect with the next look. Revoking twice changes nothing.",
  });
}

/** „Wie weit ist mein Antrag?“: a page to read, for whoever has been given its address. */
export function statusPageRoutes(app: FastifyInstance, deps: Deps): void {
  app.get("/status/:token", {
    schema: { hide: true },
    handler: async (request, reply) => {
      const page = await visit(deps, request, "status", async (visit) => {
        const link = await findLink(visit.session, visit.id);
        if (link === undefined) throw new DomainError("not-found");
        if (link.isRevoked) return revokedPage(visit);
        const row = await getRow(asOffice(visit.session), applications, link.applicationId);
        return statusPage(visit, row, await listPastSteps(visit.session, row.id), link);
      });
      return sendPage(reply, page);
    },
  });
}
