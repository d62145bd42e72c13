import type { FastifyInstance } from "fastify";
import { renameInvitations } from "../../deadlines/planning/name-queries.ts";
import type { Deps } from "../../request/session.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import type { Resource } from "../../resources/resource.ts";
import { createRoute, patchRoute } from "../../resources/write-routes.ts";
import { Committee, CommitteeCreate, CommitteePage, CommitteePatch } from "./schema.ts";

const committees: Resource<typeof Committee, "committees"> = {
  name: "committees",
  one: "a committee",
  table: "committees",
  shape: Committee,
  filters: ["kind"],
  sorts: ["createdAt"],
  read: "committees.read",
};

export function committeeRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(Committee).addSchema(CommitteeCreate).addSchema(CommitteePatch).addSchema(CommitteePage);
  listRoute(app, deps, committees, CommitteePage);
  readRoute(app, deps, committees);
  createRoute(app, deps, committees, { body: CommitteeCreate, permission: "committees.write" });
  patchRoute(app, deps, committees, {
    body: CommitteePatch,
    permission: "committees.write",
    after: async (session, { name: oldName }, { id, name }) => {
      if (name !== oldName) renameInvitations(session, { id, name, oldName });
    },
  });
}
