import { DomainError } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import type { Static } from "typebox";
import type { Deps, Session } from "../../request/session.ts";
import { writeInOffice } from "../../request/transaction.ts";
import { describe, keyParams } from "../../resources/describe.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import { getRow } from "../../resources/rows.ts";
import { created } from "../../resources/write-routes.ts";
import { bookEntries, type NewEntry } from "./booking.ts";
import { ledgerEntries, type Subject } from "./queries.ts";
import { directKinds, LedgerEntry, LedgerEntryCreate, LedgerEntryPage, ReversalCreate } from "./schema.ts";

async function bookOne(session: Session, fundYearId: string, subject: Subject, entry: NewEntry) {
  const { ids } = await bookEntries(session, { id: fundYearId }, subject, [entry]);
  const row = await getRow(session, ledgerEntries, String(ids[0]));
  const { kind, amountCents, note } = entry;
  session.audit({
    action: "create",
    subjectType: "ledger-entries",
    subjectId: row.id,
    changes: { kind, amountCents, note },
  });
  return created(ledgerEntries, row);
}

export function ledgerEntryRoutes(app: FastifyInstance, deps: Deps): void {
  app
    .addSchema(LedgerEntry)
    .addSchema(LedgerEntryCreate)
    .addSchema(ReversalCreate)
    .addSchema(LedgerEntryPage);
  listRoute(app, deps, ledgerEntries, LedgerEntryPage);
  readRoute(app, deps, ledgerEntries);

  app.post("/ledger-entries", {
    schema: describe({
      id: "createLedgerEntry",
      problems: ["ledger-amount-invalid", "ledger-below-zero", "over-commitment", "day-in-future"],
      permission: "ledger-entries.write",
      tag: "ledger-entries",
      summary: "Book an allocation or an upstream movement",
      body: LedgerEntryCreate,
      answer: LedgerEntry,
      status: 201,
      isPost: true,
    }),
    handler: (request, reply) =>
      writeInOffice(deps, request, reply, "ledger-entries.write", (session) => {
        const body = request.body as Static<typeof LedgerEntryCreate>;
        const { kind, note = null, valueOn = session.today } = body;
        return bookOne(
          session,
          body.fundYearId,
          {},
          { kind, note, valueOn, amountCents: body.amount.amountCents },
        );
      }),
  });

  app.post<{ Params: { id: string } }>("/ledger-entries/:id/reversals", {
    schema: describe({
      id: "createReversal",
      problems: [
        "already-exists",
        "entry-not-reversible",
        "ledger-reversal-final",
        "ledger-below-zero",
        "over-commitment",
      ],
      permission: "ledger-entries.write",
      tag: "ledger-entries",
      summary: "Undo an entry with one of the opposite sign",
      params: keyParams,
      body: ReversalCreate,
      answer: LedgerEntry,
      status: 201,
      isPost: true,
    }),
    handler: (request, reply) =>
      writeInOffice(deps, request, reply, "ledger-entries.write", async (session) => {
        const entry = await getRow(session, ledgerEntries, request.params.id);
        const isDirect = (directKinds as readonly unknown[]).includes(entry.kind);
        if (entry.reversesId !== null || !isDirect) throw new DomainError("entry-not-reversible");
        const { note } = request.body as Static<typeof ReversalCreate>;
        return bookOne(session, entry.fundYearId, entry, {
          kind: entry.kind,
          amountCents: -entry.amountCents,
          valueOn: session.today,
          note,
          reversesId: entry.id,
        });
      }),
  });
}
