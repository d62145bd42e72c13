import { byLanguage, DomainError, feedScopeLabels, fieldLabels, forbidden, may, say } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import type { Static } from "typebox";
import { isStillIn } from "../../office/tokens/queries.ts";
import { mintSecret } from "../../request/caller.ts";
import type { Deps, Session } from "../../request/session.ts";
import { assertTokenScope, writeInOffice } from "../../request/transaction.ts";
import { describe } from "../../resources/describe.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import { insertRow } from "../../resources/rows.ts";
import { created, endRoute } from "../../resources/write-routes.ts";
import { calendarFeeds, countLiveFeeds } from "./queries.ts";
import { CalendarFeed, CalendarFeedCreate, CalendarFeedPage, feedPrefix, NewCalendarFeed } from "./schema.ts";

type NewFeed = Static<typeof CalendarFeedCreate>;

const mostFeeds = 20;

const subjectMissing = {
  de: "Zum Umfang „{scope}“ gehört die Angabe „{field}“; sie fehlt.",
  en: "The scope “{scope}” needs “{field}”, which is missing.",
};
const subjectUnwanted = {
  de: "Zum Umfang „{scope}“ gehört keine Angabe „{field}“.",
  en: "The scope “{scope}” takes no “{field}”.",
};

/** A feed about one thing names it, others name none. */
function assertSubject(body: NewFeed): void {
  for (const [scope, field] of [
    ["programme", "programmeId"],
    ["committee", "committeeId"],
  ] as const) {
    if ((body.scope === scope) !== (body[field] != null)) {
      const rule = say(body.scope === scope ? subjectMissing : subjectUnwanted, {
        scope: feedScopeLabels[body.scope],
        field: fieldLabels[field],
      });
      throw new DomainError("value-refused", byLanguage({ rule }), `/${field}`);
    }
  }
}

/** A feed shows no more than its owner's roles and this token do. */
function assertMayShow({ caller }: Session, { scope }: NewFeed): void {
  const needs = scope === "team" ? "deadlines.read" : "calendar-feeds.read";
  if (!may(caller.roles, needs)) throw forbidden(needs);
  assertTokenScope(caller, "read");
}

export function calendarFeedRoutes(app: FastifyInstance, deps: Deps): void {
  app
    .addSchema(CalendarFeed)
    .addSchema(NewCalendarFeed)
    .addSchema(CalendarFeedCreate)
    .addSchema(CalendarFeedPage);
  listRoute(app, deps, calendarFeeds, CalendarFeedPage);
  readRoute(app, deps, calendarFeeds);

  app.post("/calendar-feeds", {
    schema: describe({
      id: "createCalendarFeed",
      problems: ["too-many-calendar-feeds"],
      permission: "calendar-feeds.write",
      tag: "calendar-feeds",
      summary: "Create a calendar feed",
      description:
        "The address is in the first answer and nowhere else: a reply repeated for an Idempotency-Key leaves it out. At most 20 feeds of a person are in use.",
      body: CalendarFeedCreate,
      answer: NewCalendarFeed,
      status: 201,
      isPost: true,
    }),
    handler: (request, reply) =>
      writeInOffice(deps, request, reply, "calendar-feeds.write", async (session) => {
        const body = request.body as NewFeed;
        assertSubject(body);
        assertMayShow(session, body);
        const { personId, officeId } = session.caller;
        if (!(await isStillIn(session, session.caller))) throw new DomainError("unauthenticated");
        if ((await countLiveFeeds(session, personId)) >= mostFeeds) {
          throw new DomainError("too-many-calendar-feeds", { most: mostFeeds });
        }
        const { secret, hash } = mintSecret(feedPrefix, officeId);
        const row = await insertRow(session, calendarFeeds, body, { personId, hash });
        session.audit({
          action: "create",
          subjectType: "calendar-feeds",
          subjectId: row.id,
          version: 1,
          changes: body,
        });
        const url = `${deps.publicUrl}/calendars/${secret}.ics`;
        return { ...created(calendarFeeds, row), secret: { url } };
      }),
  });

  endRoute(app, deps, calendarFeeds, {
    column: "revokedAt",
    action: "revoke",
    permission: "calendar-feeds.write",
    summary: "Revoke a calendar feed",
    description: "Takes effect with the next request. Revoking twice changes nothing.",
  });
}
