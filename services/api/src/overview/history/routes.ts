import {
  actText,
  DomainError,
  deadlineName,
  entryText,
  fieldText,
  type HistoryKind,
  historyKinds,
  idsIn,
  mailText,
  type Permission,
  type Text,
  valueText,
} from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import type { TObject } from "typebox";
import { applications } from "../../applications/applications/queries.ts";
import { ideas } from "../../ideas/ideas/queries.ts";
import { meetings } from "../../meetings/meetings/queries.ts";
import { funds } from "../../programmes/funds/queries.ts";
import type { Deps, Session } from "../../request/session.ts";
import { readInOffice } from "../../request/transaction.ts";
import { describe, keyParams } from "../../resources/describe.ts";
import { keyOf, type Resource } from "../../resources/resource.ts";
import { getRow } from "../../resources/rows.ts";
import { type Event, findNames, listEvents, type Told } from "./queries.ts";
import { History, HistoryEvent, historyQuery } from "./schema.ts";

function textOf(event: Event, told: Told): Text {
  const { source, action, subjectType, changes, amountCents, personName } = event;
  switch (source) {
    case "audit":
      return actText({ action, subjectType, changes }, deadlineNameOf(event));
    case "ledger":
      // In the history of an application itself its name goes without saying.
      return entryText(action, amountCents ?? 0, told === "funds" ? event.applicationName : null);
    case "mail":
      return mailText(action, personName ?? "–");
    default:
      return source satisfies never;
  }
}

function deadlineNameOf({ deadlineKind, deadlineTitle, isByHand }: Event): Text | null {
  return deadlineKind === null ? null : deadlineName(deadlineKind, deadlineTitle ?? "", isByHand === true);
}

/** Only fields whose old value was written down can say what they were. */
function changesOf({ before, changes }: Event, names: ReadonlyMap<string, string>) {
  return Object.entries(before ?? {}).map(([field, old]) => {
    const [was, is] = [valueText(field, old, names), valueText(field, changes[field], names)];
    // A plan of many lines has no words of its own: that it is another one is all there is to say.
    return { field, label: fieldText(field), before: was?.de === is?.de ? null : was, after: is };
  });
}

function reasonOf({ changes }: Event): string | null {
  return typeof changes.reason === "string" ? changes.reason : null;
}

function readCursor(cursor: string | undefined) {
  if (cursor === undefined) return undefined;
  const [at = "", id = ""] = Buffer.from(cursor, "base64url").toString("utf8").split(" ");
  const isWhole = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(at) && /^[0-9a-f-]{36}$/.test(id);
  if (!isWhole) throw new DomainError("cursor-invalid", {}, { parameter: "cursor" });
  return { at, id };
}

async function readHistory(
  session: Session,
  told: Told,
  id: string,
  query: { limit?: number; cursor?: string; kind?: HistoryKind },
) {
  const limit = query.limit ?? 50;
  const events = await listEvents(session, told, {
    id,
    limit: limit + 1,
    after: readCursor(query.cursor),
    kinds: query.kind === undefined ? historyKinds : [query.kind],
    recipientId: session.scope === "all" ? null : session.caller.personId,
  });
  const page = events.slice(0, limit);
  const last = page.at(-1);
  const values = page.flatMap(({ before, changes }) =>
    Object.keys(before ?? {}).flatMap((field) => [before?.[field], changes[field]]),
  );
  const names = await findNames(session, idsIn(values));
  return {
    items: page.map((event) => ({
      id: event.id,
      at: event.at,
      kind: event.kind,
      personId: event.personId,
      personName: event.personName,
      subjectType: event.subjectType,
      subjectId: event.subjectId,
      text: textOf(event, told),
      reason: reasonOf(event),
      changes: changesOf(event, names),
    })),
    nextCursor:
      events.length > limit && last !== undefined
        ? Buffer.from(`${last.at} ${last.id}`).toString("base64url")
        : null,
  };
}

function historyRoute<Shape extends TObject>(
  app: FastifyInstance,
  deps: Deps,
  told: Told,
  resource: Resource<Shape>,
  permission: Permission = resource.read,
): void {
  app.get<{ Params: { id: string } }>(`/${told}/:id/history`, {
    schema: describe({
      id: `get${told.charAt(0).toUpperCase()}${told.slice(1, -1)}History`,
      permission,
      tag: told,
      summary: `Read what became of ${resource.one}`,
      description:
        "Who did what and when, newest first: steps, changes (old → new), decisions, payments, mails.",
      params: keyParams,
      query: historyQuery,
      answer: History,
      problems: ["cursor-invalid"],
    }),
    handler: (request) =>
      readInOffice(deps, request, permission, async (session) => {
        const { id } = keyOf(await getRow(session, resource, request.params.id));
        return readHistory(session, told, id, request.query as Parameters<typeof readHistory>[3]);
      }),
  });
}

export function historyRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(HistoryEvent).addSchema(History);
  historyRoute(app, deps, "ideas", ideas);
  historyRoute(app, deps, "applications", applications);
  historyRoute(app, deps, "meetings", meetings);
  // What a fund holds is not for everybody who may know the fund.
  historyRoute(app, deps, "funds", funds, "fund-years.read");
}
