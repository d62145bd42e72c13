import {
  addDays,
  audienceLabel,
  type DeadlineKind,
  DomainError,
  daysBetween,
  deadlineProfiles,
  forbidden,
  isDay,
  ladderInForce,
  nextReminder,
  stepsAlike,
  stepText,
} from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import { listPlansInForce } from "../../deadlines/planning/rule-queries.ts";
import type { Deps, Session } from "../../request/session.ts";
import { readInOffice } from "../../request/transaction.ts";
import { describe } from "../../resources/describe.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import type { RowOf } from "../../resources/resource.ts";
import { foreseeFor } from "./preview.ts";
import { getRemindedOf, getSendRule, reminders } from "./queries.ts";
import { PlannedMail, PreviewQuery, Reminder, ReminderPage, ReminderPreview, ReminderWhy } from "./schema.ts";

/** Why somebody got a reminder: the rule, the object, their function, and when the next one comes. */
async function loadWhy(session: Session, reminder: RowOf<typeof Reminder>) {
  const about = await getRemindedOf(session, reminder);
  const kind = about.kind as DeadlineKind;
  const role = reminder.role;
  const { ladder } = ladderInForce(await listPlansInForce(session, [kind]), { ...about, kind });
  const given = { ...about, step: reminder.step, role, forId: reminder.forId };
  const own = stepsAlike(given, ladder);
  const rule = await getSendRule(session);
  const next =
    about.state === "open" ? nextReminder({ ...about, kind, ...rule, ladder: own }, session.now) : undefined;
  const { title, number, subjectType, subjectId, effectiveOn, explanation, standsInFor } = about;
  return {
    why: {
      rule: stepText(reminder.step),
      role: audienceLabel(role, kind),
      ...{ standsInFor, kind, title, number, subjectType, subjectId, effectiveOn, explanation },
      isStatutory: deadlineProfiles[kind].isStatutory,
      nextAt: next?.sendAt ?? null,
    },
  };
}

const usualDays = 30;
const mostDays = 92;

interface Cursor {
  /** The day to go on with. */
  readonly on: string;
  /** Mails of that day that have been shown. */
  readonly shown: number;
}

function readCursor(text: string | undefined): Cursor | undefined {
  if (text === undefined) return undefined;
  const [on = "", shown = ""] = Buffer.from(text, "base64url").toString("utf8").split(" ");
  if (!isDay(on) || !/^\d{1,7}$/.test(shown))
    throw new DomainError("cursor-invalid", {}, { parameter: "cursor" });
  return { on, shown: Number(shown) };
}

interface Query {
  readonly personId?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit: number;
  readonly cursor?: string;
}

async function preview(session: Session, query: Query) {
  const { personId: caller } = session.caller;
  const personId = session.scope === "all" ? query.personId : (query.personId ?? caller);
  if (session.scope !== "all" && personId !== caller) {
    throw forbidden("people.read");
  }
  const { today } = session;
  const cursor = readCursor(query.cursor);
  const to = query.to ?? addDays(today, usualDays);
  const from = cursor?.on ?? query.from ?? today;
  if (from < today || from > to || daysBetween(today, to) > mostDays) {
    const isFromWrong = from < today || from > to;
    throw new DomainError("window-invalid", { most: mostDays }, { parameter: isFromWrong ? "from" : "to" });
  }
  const { mails, titles, until } = await foreseeFor(session, { from, to }, personId);
  const shown = cursor?.shown ?? 0;
  const page = mails.slice(shown, shown + query.limit);
  const isAllOfIt = shown + query.limit >= mails.length;
  const last = page.at(-1);
  const next: Cursor | undefined =
    !isAllOfIt && last !== undefined
      ? { on: last.on, shown: mails.slice(0, shown + query.limit).filter(({ on }) => on === last.on).length }
      : until < to
        ? { on: addDays(until, 1), shown: 0 }
        : undefined;
  return {
    items: page.map((mail) => ({
      ...mail,
      items: mail.items.map((item) => ({
        ...item,
        title: titles.get(item.deadlineId) ?? "",
        rule: stepText(item.step),
      })),
    })),
    nextCursor: next === undefined ? null : Buffer.from(`${next.on} ${next.shown}`).toString("base64url"),
  };
}

export function reminderRoutes(app: FastifyInstance, deps: Deps): void {
  for (const schema of [ReminderWhy, Reminder, ReminderPage, PlannedMail, ReminderPreview])
    app.addSchema(schema);
  listRoute(app, deps, reminders, ReminderPage);
  app.get("/reminders/preview", {
    schema: describe({
      id: "listPreview",
      problems: ["reference-unknown", "cursor-invalid", "window-invalid", "preview-too-large"],
      permission: "reminders.read",
      tag: "reminders",
      summary: "List the mails of the coming days",
      description:
        "What will go out in the next 30 days if nothing changes: one digest per person and day, urgent reminders single, both within the office's hours unless the deadline would be over by then. People see their own.",
      query: PreviewQuery,
      answer: ReminderPreview,
    }),
    handler: (request) =>
      readInOffice(deps, request, "reminders.read", (session) => preview(session, request.query as Query)),
  });
  readRoute(app, deps, reminders, { load: loadWhy });
}
