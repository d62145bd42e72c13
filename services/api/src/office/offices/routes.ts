import { DomainError } from "@zuwendo/domain";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Static } from "typebox";
import { requireMatch } from "../../request/etag.ts";
import type { Deps, Session } from "../../request/session.ts";
import { readOnce, writeInOffice } from "../../request/transaction.ts";
import { describe } from "../../resources/describe.ts";
import { sendRow } from "../../resources/read-routes.ts";
import { toColumns } from "../../resources/resource.ts";
import { getRow, updateRow } from "../../resources/rows.ts";
import { changed } from "../../resources/write-routes.ts";
import { lookAtDeadlines, office, ownOffice } from "./queries.ts";
import { Office, OfficePatch } from "./schema.ts";

async function change(session: Session, request: FastifyRequest) {
  const body = request.body as Static<typeof OfficePatch>;
  const { officeId } = session.caller;
  const row = await getRow(session, office, officeId, { lock: true });
  requireMatch(request, row.version);
  const { sendFrom: from, sendUntil: until } = { ...row, ...body };
  if (from >= until) {
    const field = body.sendUntil === undefined ? "sendFrom" : "sendUntil";
    throw new DomainError("send-window-reversed", { from, until }, `/${field}`);
  }
  const weekdays = body.sendWeekdays === undefined ? {} : { sendWeekdays: body.sendWeekdays.toSorted() };
  const after = await updateRow(session, office, officeId, { ...toColumns(office, body), ...weekdays });
  const isWindowNew = [body.sendFrom, body.sendUntil, body.sendWeekdays].some((value) => value !== undefined);
  if (isWindowNew) {
    lookAtDeadlines(session, session.now);
    session.nudge("sweep-reminders", {});
  }
  return changed(session, office, after, { action: "change", changes: body });
}

export function officeRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(Office).addSchema(OfficePatch);

  app.get("/office", {
    schema: describe({
      id: "getOffice",
      permission: office.read,
      tag: "office",
      summary: "Read the office's settings",
      answer: Office,
    }),
    handler: async (request, reply) => {
      const { rows } = await readOnce(deps, request, office.read, () => ({
        query: ownOffice(),
      }));
      return sendRow(request, reply, office, rows[0]);
    },
  });

  app.patch("/office", {
    schema: describe({
      id: "changeOffice",
      problems: ["send-window-reversed"],
      permission: "offices.write",
      tag: "office",
      summary: "Change the office's settings",
      description:
        "A new send window holds for what is sent from now on. Beyond 2,000 open deadlines, those due last keep the planned time of their next reminder.",
      body: OfficePatch,
      answer: Office,
      needsMatch: true,
    }),
    handler: (request, reply) =>
      writeInOffice(deps, request, reply, "offices.write", (session) => change(session, request)),
  });
}
