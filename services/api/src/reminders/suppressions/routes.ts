import { byLanguage, DomainError } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import type { Static } from "typebox";
import type { Deps } from "../../request/session.ts";
import { writeInOffice } from "../../request/transaction.ts";
import { describe } from "../../resources/describe.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import { created, endRoute } from "../../resources/write-routes.ts";
import { insertSuppression, suppressions } from "./queries.ts";
import { Suppression, SuppressionCreate, SuppressionPage } from "./schema.ts";

const alreadySuppressed = {
  de: "Die Adresse ist schon gesperrt; es ist nichts weiter zu tun.",
  en: "The address is already suppressed; there is nothing else to do.",
};

export function suppressionRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(Suppression).addSchema(SuppressionCreate).addSchema(SuppressionPage);
  listRoute(app, deps, suppressions, SuppressionPage);
  readRoute(app, deps, suppressions);

  app.post("/suppressions", {
    schema: describe({
      id: "createSuppression",
      problems: ["already-exists"],
      permission: "suppressions.write",
      tag: "suppressions",
      summary: "Suppress an address",
      description: "No mail goes there until it is lifted, none of a statutory duty either.",
      body: SuppressionCreate,
      answer: Suppression,
      status: 201,
      isPost: true,
    }),
    handler: (request, reply) =>
      writeInOffice(deps, request, reply, "suppressions.write", async (session) => {
        const { email, detail = null } = request.body as Static<typeof SuppressionCreate>;
        const row = await insertSuppression(session, { email, reason: "manual", detail, mailId: null });
        if (row === undefined) {
          throw new DomainError("already-exists", byLanguage({ advice: alreadySuppressed }), "/email");
        }
        session.audit({
          action: "create",
          subjectType: "suppressions",
          subjectId: row.id,
          version: 1,
          changes: { email: row.email, detail },
        });
        return created(suppressions, row);
      }),
  });

  endRoute(app, deps, suppressions, {
    column: "liftedAt",
    action: "lift",
    permission: "suppressions.write",
    summary: "Lift a suppression",
    description:
      "The address gets mails again; those of the time between are not made up for. Lifting twice changes nothing.",
  });
}
