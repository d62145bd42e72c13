import { DomainError, epochMs } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import { type Page, sendPage } from "../../pages/frame.ts";
import { type Visit, visit } from "../../pages/signed-link.ts";
import { malformed } from "../../request/problems.ts";
import type { Deps } from "../../request/session.ts";
import { getRow, updateRow } from "../../resources/rows.ts";
import { type FollowedChange, findChange, markConfirmed } from "../address-changes/queries.ts";
import { followPerson } from "../people/following.ts";
import { assertFree, takenAddress } from "../people/free-address.ts";
import { people } from "../people/queries.ts";
import { askPage, closedPage, donePage } from "./pages.ts";

const path = "/addresses/:token";

async function getChange({ session, id }: Visit): Promise<FollowedChange> {
  const change = await findChange(session, id);
  if (change === undefined) throw new DomainError("not-found");
  return change;
}

/** The page for a change that can no longer be confirmed; `confirmedStatus` is what a second confirmation gets. */
function closed(visit: Visit, change: FollowedChange, confirmedStatus: number): Page | undefined {
  if (change.confirmedAt !== null) return closedPage(visit, change, "confirmed", confirmedStatus);
  if (change.revokedAt !== null || change.isShutOut) return closedPage(visit, change, "revoked", 410);
  const isOver = epochMs(change.expiresAt) <= epochMs(visit.session.now);
  return isOver ? closedPage(visit, change, "expired", 410) : undefined;
}

/** Confirms a change, once; whoever else changes the person meanwhile is waited for. */
async function confirm(visit: Visit): Promise<Page> {
  const { session, reader } = visit;
  const before = await getRow(session, people, reader.id, { lock: true });
  const change = await getChange(visit);
  const over = closed(visit, change, 409);
  if (over !== undefined) return over;
  const { newEmail: email } = change;
  await assertFree(session, email, before.id);
  const row = await updateRow(session, people, before.id, { email });
  markConfirmed(session, change.id, session.now);
  session.audit({
    ...{ action: "change", subjectType: people.name, subjectId: row.id, version: row.version },
    changes: { email },
    before: { email: before.email },
  });
  await followPerson(session, before, row, change.id);
  return donePage(visit, change);
}

function isDuplicate(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "23505";
}

/** The page behind the mail to a new address: it asks, and makes it the person's own. */
export function addressPageRoutes(app: FastifyInstance, deps: Deps): void {
  app.get(path, {
    schema: { hide: true },
    handler: async (request, reply) => {
      const page = await visit(deps, request, "address", async (visit) => {
        const change = await getChange(visit);
        return closed(visit, change, 200) ?? askPage(visit, change);
      });
      return sendPage(reply, page);
    },
  });

  app.post(path, {
    schema: { hide: true },
    handler: async (request, reply) => {
      const page = await visit(deps, request, "address", (visit) => {
        if (String(request.body) !== "address=confirm") throw malformed();
        return confirm(visit);
      }).catch((error: unknown) => {
        // Somebody else was given the address at the same moment.
        throw isDuplicate(error) ? takenAddress() : error;
      });
      return sendPage(reply, page);
    },
  });
}
