import { createHash } from "node:crypto";
import { calendarText } from "@zuwendo/calendar";
import { transact } from "@zuwendo/db";
import { DomainError, type Language, localDay, may, scopeOf } from "@zuwendo/domain";
import { domainOf } from "@zuwendo/settings";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import { readSecret } from "../../request/caller.ts";
import { isKnown } from "../../request/etag.ts";
import { limitRate } from "../../request/rate-limit.ts";
import type { SecretGuard } from "../../request/secret-guard.ts";
import type { Deps } from "../../request/session.ts";
import { feedPrefix } from "../calendar-feeds/schema.ts";
import { eventsOf } from "./entries.ts";
import { entriesOf, markFeedUsed, type OpenedFeed, openFeed } from "./queries.ts";

const freshSeconds = 300;
/** Calendar programs ask every hour; a large calendar takes a moment to write. */
const readsPerMinute = 60;

const example = [
  "BEGIN:VCALENDAR",
  "VERSION:2.0",
  "PRODID:-//Zuwendo//Zuwendo//DE",
  "METHOD:PUBLISH",
  "X-WR-CALNAME:Meine Fristen",
  "BEGIN:VEVENT",
  "UID:deadline-019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10@zuwendo.example",
  "SEQUENCE:0",
  "DTSTAMP:20260919T091245Z",
  "DTSTART;VALUE=DATE:20261102",
  "DTEND;VALUE=DATE:20261103",
  "SUMMARY:Verwendungsfrist: Begegnungscafé am Markt",
  "STATUS:CONFIRMED",
  "END:VEVENT",
  "END:VCALENDAR",
  "",
].join("\r\n");

type FeedRequest = FastifyRequest<{ Params: { secret: string } }>;

const credentialsOf = (request: FastifyRequest) =>
  readSecret(feedPrefix, (request as FeedRequest).params.secret);

/** The calendars themselves, outside of /v1: the address is the key, as calendar programs send no other. */
export function calendarRoutes(app: FastifyInstance, deps: Deps, quota: number, guard: SecretGuard): void {
  // By the hash, so that the secret is nowhere kept.
  limitRate(app, Math.min(quota, readsPerMinute), (request) =>
    credentialsOf(request)?.hash.toString("base64"),
  );
  app.get("/calendars/:secret.ics", {
    schema: {
      tags: ["calendar-feeds"],
      operationId: "getCalendar",
      summary: "Read a calendar",
      description:
        "iCalendar (RFC 5545) for calendar programs, without an Authorization header. Anything but a feed in use is a 404.",
      params: Type.Object({ secret: Type.String({ description: "The secret from the feed's address" }) }),
      response: {
        200: {
          description: "The calendar",
          content: { "text/calendar": { schema: Type.String({ examples: [example] }) } },
        },
        304: Type.Null({ description: "Still the calendar named by If-None-Match" }),
        400: Type.Ref("Problem", { description: "malformed-request" }),
        404: Type.Ref("Problem", { description: "not-found" }),
        429: Type.Ref("Problem", { description: "rate-limited" }),
        503: Type.Ref("Problem", { description: "unavailable" }),
      },
    },
    handler: async (request, reply) => {
      const { feed, rows } = await readFeed(deps, request, guard);
      const text = calendarText({
        name: feed.name,
        language: feed.language as Language,
        host: domainOf(deps.publicUrl),
        alarmDays: feed.alarmDays,
        events: eventsOf(rows),
      });
      return sendCalendar(request, reply, text);
    },
  });
}

/** The feed and its rows; `not-found` for whatever is no feed in use, or of somebody whose roles no longer allow it. */
async function readFeed(deps: Deps, request: FastifyRequest, guard: SecretGuard) {
  const credentials = credentialsOf(request);
  if (credentials === undefined) throw new DomainError("not-found");
  const read = () =>
    transact(deps.pool, openFeed(credentials), async (tx, [, found]) => {
      const feed = found?.[0] as OpenedFeed | undefined;
      if (feed === undefined || !may(feed.roles, "calendar-feeds.read")) throw new DomainError("not-found");
      const reach = scopeOf(feed.roles, "deadlines.read");
      if (feed.feedScope === "team" && reach === undefined) throw new DomainError("not-found");
      if (feed.isStale) markFeedUsed(tx, feed);
      const today = localDay(deps.clock(feed.enteredAt), feed.zone);
      return { feed, rows: await tx.runAndCommit(entriesOf(feed, { reach, today })) };
    });
  return guard.lookUp(request, credentials, read);
}

function sendCalendar(request: FastifyRequest, reply: FastifyReply, text: string): FastifyReply {
  const etag = `"${createHash("sha256").update(text).digest("base64url")}"`;
  reply.header("etag", etag).header("cache-control", `private, max-age=${freshSeconds}`);
  if (isKnown(request, etag)) return reply.code(304).send();
  return reply.type("text/calendar; charset=utf-8").serializer(String).send(text);
}
