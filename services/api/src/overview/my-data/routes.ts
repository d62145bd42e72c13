import { isOverdue } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import type { TObject } from "typebox";
import { applications, statusOf } from "../../applications/applications/queries.ts";
import { deadlines } from "../../deadlines/deadlines/queries.ts";
import { ideas, statusOfIdea } from "../../ideas/ideas/queries.ts";
import { auditLog } from "../../office/audit-log/queries.ts";
import { addressChanges } from "../../people/address-changes/queries.ts";
import { invitations } from "../../people/invitations/queries.ts";
import { people } from "../../people/people/queries.ts";
import { mails } from "../../reminders/mails/queries.ts";
import { getPreferences, presentPreferences } from "../../reminders/preferences/store.ts";
import type { Deps, Session } from "../../request/session.ts";
import { readInOffice } from "../../request/transaction.ts";
import { describe } from "../../resources/describe.ts";
import { present, type Resource, type RowOf } from "../../resources/resource.ts";
import { listOf } from "./queries.ts";
import { MyData, mostShown } from "./schema.ts";

const more = {
  de: "Es gibt mehr als 1.000 Einträge; hier stehen die neuesten 1.000.",
  en: "There are more than 1,000 entries; these are the newest 1,000.",
};

async function theirs<Shape extends TObject>(
  session: Session,
  resource: Resource<Shape>,
  columns: readonly string[],
  complete: (row: RowOf<Shape>) => object = () => ({}),
) {
  const { personId } = session.caller;
  const rows = await listOf(session, resource, { columns, personId, limit: mostShown + 1 });
  return {
    items: rows.slice(0, mostShown).map((row) => ({ ...present(resource, row), ...complete(row) })),
    note: rows.length > mostShown ? more : null,
  };
}

async function loadMyData(session: Session) {
  const { personId } = session.caller;
  const {
    items: [person],
  } = await theirs(session, people, ["id"]);
  return {
    person,
    preferences: presentPreferences(personId, await getPreferences(session, personId)),
    ideas: await theirs(session, ideas, ["leadId"], (row) => ({ status: statusOfIdea(session, row) })),
    applications: await theirs(session, applications, ["leadId"], (row) => ({
      status: statusOf(session, row),
    })),
    deadlines: await theirs(session, deadlines, ["leadId", "ownerId"], (row) => ({
      isOverdue: isOverdue(row, session.now),
    })),
    mails: await theirs(session, mails, ["recipientId"]),
    invitations: await theirs(session, invitations, ["personId"]),
    addressChanges: await theirs(session, addressChanges, ["personId"]),
    auditEntries: await theirs(session, auditLog, ["personId"]),
  };
}

export function myDataRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(MyData);
  app.get("/me/data", {
    schema: describe({
      id: "getMyData",
      permission: "me.read",
      tag: people.name,
      summary: "Read everything that is kept of you",
      description:
        "Your own details and settings, the ideas and applications you lead, your deadlines, the mails to you, your invitations and addresses, and what you have done (Art. 15 GDPR).",
      answer: MyData,
    }),
    handler: (request) => readInOffice(deps, request, "me.read", loadMyData),
  });
}
