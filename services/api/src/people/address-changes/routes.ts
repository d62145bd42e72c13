import { byLanguage, DomainError } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import type { Static } from "typebox";
import { isStillIn } from "../../office/tokens/queries.ts";
import type { Deps, Session } from "../../request/session.ts";
import { writeInOffice } from "../../request/transaction.ts";
import { describe } from "../../resources/describe.ts";
import { present, tagOf } from "../../resources/resource.ts";
import { insertRow } from "../../resources/rows.ts";
import { endAddressChanges } from "../people/access-queries.ts";
import { assertFree } from "../people/free-address.ts";
import { mailAccount } from "../people/mail-queries.ts";
import { addressChanges, countRecent, lockAddress } from "./queries.ts";
import { AddressChange, AddressChangeCreate } from "./schema.ts";

const validMs = 24 * 3_600_000;
/** In the time that one of them is valid. */
const mostChanges = 5;

const isSame = {
  de: "Das ist schon Ihre Adresse.",
  en: "This is your address already.",
};

async function change(session: Session, { email }: Static<typeof AddressChangeCreate>) {
  const { personId, enteredAt } = session.caller;
  if (!(await isStillIn(session, session.caller))) throw new DomainError("unauthenticated");
  const oldEmail = await lockAddress(session, personId);
  if (oldEmail === undefined) throw new DomainError("not-found");
  if (oldEmail === email) throw new DomainError("value-refused", byLanguage({ rule: isSame }), "/email");
  await assertFree(session, email, personId);
  if ((await countRecent(session, personId, session.now)) >= mostChanges) {
    throw new DomainError("too-many-address-changes", { most: mostChanges });
  }
  endAddressChanges(session, personId, enteredAt);
  const expiresAt = new Date(Date.parse(session.now) + validMs).toISOString();
  const row = await insertRow(
    session,
    addressChanges,
    {},
    { personId, oldEmail, newEmail: email, expiresAt },
  );
  mailAccount(session, {
    kind: "address-confirmation",
    recipientId: personId,
    toEmail: email,
    aboutId: row.id,
  });
  session.audit({
    ...{ action: "create", subjectType: addressChanges.name, subjectId: row.id, version: 1 },
    changes: { personId, newEmail: email },
  });
  return row;
}

export function addressChangeRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(AddressChange).addSchema(AddressChangeCreate);
  app.post("/me/address-changes", {
    schema: describe({
      id: "createAddressChange",
      permission: "me.write",
      tag: "people",
      summary: "Change your own mail address",
      description:
        "A mail with a link goes to the new address; it is yours as soon as you confirm it there, within 24 hours, and the old one is told. A new change ends the earlier one; at most five in 24 hours.",
      problems: ["already-exists", "too-many-address-changes"],
      body: AddressChangeCreate,
      answer: AddressChange,
      status: 202,
      isPost: true,
    }),
    handler: (request, reply) =>
      writeInOffice(deps, request, reply, "me.write", async (session) => {
        const row = await change(session, request.body as Static<typeof AddressChangeCreate>);
        return { status: 202, body: present(addressChanges, row), tag: tagOf(addressChanges, row) };
      }),
  });
}
