import { applicantKinds } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import Type, { type Static } from "typebox";
import type { Deps } from "../../request/session.ts";
import { readInOffice } from "../../request/transaction.ts";
import { describe } from "../../resources/describe.ts";
import { Id, oneOf } from "../../resources/schema.ts";
import { listPartners } from "./queries.ts";

const mostFound = 20;

const query = Type.Object(
  { q: Type.Optional(Type.String({ maxLength: 200, description: "Words of the name" })) },
  { additionalProperties: false },
);
const PartnerOrganisation = Type.Object(
  {
    id: Id,
    name: Type.String({ examples: ["Jugendring Seenland e. V."] }),
    kind: oneOf(applicantKinds, "Kind of applicant"),
  },
  {
    $id: "PartnerOrganisation",
    additionalProperties: false,
    description: "An organisation that an application can name as a partner",
    examples: [
      { id: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10", name: "Jugendring Seenland e. V.", kind: "association" },
    ],
  },
);
const PartnerOrganisations = Type.Object(
  { items: Type.Array(Type.Ref("PartnerOrganisation"), { maxItems: mostFound }) },
  { $id: "PartnerOrganisations", additionalProperties: false },
);

/** Whoever applies finds partners by name, and learns no more of them than that. */
export function partnerOrganisationRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(PartnerOrganisation).addSchema(PartnerOrganisations);
  app.get("/partner-organisations", {
    schema: describe({
      id: "findPartnerOrganisations",
      permission: "partner-organisations.read",
      tag: "organisations",
      summary: "Find organisations by name, to name them as partners",
      description: "The first 20 by name; without addresses. More words narrow it down.",
      query,
      answer: PartnerOrganisations,
    }),
    handler: (request) =>
      readInOffice(deps, request, "partner-organisations.read", async (session) => {
        const { q } = request.query as Static<typeof query>;
        return { items: await listPartners(session, q, mostFound) };
      }),
  });
}
