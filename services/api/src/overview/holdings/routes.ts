import type { FastifyInstance } from "fastify";
import { people } from "../../people/people/queries.ts";
import type { Deps } from "../../request/session.ts";
import { readInOffice } from "../../request/transaction.ts";
import { describe, keyParams } from "../../resources/describe.ts";
import { keyOf } from "../../resources/resource.ts";
import { getRow } from "../../resources/rows.ts";
import { countHoldings } from "./queries.ts";
import { Holdings } from "./schema.ts";

export function holdingRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(Holdings);
  app.get<{ Params: { id: string } }>("/people/:id/holdings", {
    schema: describe({
      id: "getHoldings",
      permission: people.read,
      tag: people.name,
      summary: "Read what somebody holds, before they leave or hand over",
      description:
        "Every number has the address of the list whose rows add up to it; lists that the caller's roles do not show are left out, for whoever may hand everything over only their addresses.",
      params: keyParams,
      answer: Holdings,
    }),
    handler: (request) =>
      readInOffice(deps, request, people.read, async (session) => {
        const { id } = keyOf(await getRow(session, people, request.params.id));
        return countHoldings(session, id);
      }),
  });
}
