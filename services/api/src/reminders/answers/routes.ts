import { DomainError, epochMs, putOffDays, reminderAnswers } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import { type Page, sendPage } from "../../pages/frame.ts";
import { type Visit, visit } from "../../pages/signed-link.ts";
import { malformed } from "../../request/problems.ts";
import type { Deps } from "../../request/session.ts";
import { applyEffect, effectOf } from "./answering.ts";
import { alreadyPage, askPage, overPage, takenBackPage, thanksPage, tooLatePage } from "./pages.ts";
import { type AnsweredReminder, findReminder, lockDeadlineOf } from "./queries.ts";
import { takeBack } from "./taking-back.ts";

const path = "/answers/:token";
const namedForMs = 60 * 86_400_000;

/** The page for a reminder that can no longer be answered; `status` is what a repeated answer gets. */
function closedPage(visit: Visit, reminder: AnsweredReminder, status: number): Page | undefined {
  const { closedAt, state } = reminder;
  const isClosed = state !== "open" && closedAt !== null;
  const isLongAgo = isClosed && epochMs(visit.session.now) - epochMs(closedAt) > namedForMs;
  if (isLongAgo) return overPage(visit, reminder, true);
  if (reminder.answer !== null) return alreadyPage(visit, reminder, status);
  return isClosed ? overPage(visit, reminder, false) : undefined;
}

async function getReminder({ session, id }: Visit): Promise<AnsweredReminder> {
  const reminder = await findReminder(session, id);
  if (reminder === undefined) throw new DomainError("not-found");
  return reminder;
}

function answerIn(text: unknown) {
  return reminderAnswers.find((answer) => answer === text);
}

/** Exactly one known answer, with a number of days where it is to put off. */
function readAnswer(fields: URLSearchParams | undefined) {
  const answers = fields?.getAll("answer") ?? [];
  const answer = answerIn(answers[0]);
  const written = fields?.get("days") ?? String(putOffDays.usual);
  const days = /^\d{1,2}$/.test(written) ? Number(written) : 0;
  const isInReach = days >= putOffDays.least && days <= putOffDays.most;
  if (answer === undefined || answers.length !== 1 || (answer === "later" && !isInReach)) {
    throw malformed();
  }
  return { answer, days };
}

/** The buttons of a reminder: a page that asks, and the one answer that each reminder takes until it is taken back. */
export function answerRoutes(app: FastifyInstance, deps: Deps): void {
  app.get<{ Querystring: { answer?: unknown } }>(path, {
    schema: { hide: true },
    handler: async (request, reply) => {
      const page = await visit(deps, request, "answer", async (visit) => {
        const reminder = await getReminder(visit);
        return closedPage(visit, reminder, 200) ?? askPage(visit, reminder, answerIn(request.query.answer));
      });
      return sendPage(reply, page);
    },
  });

  app.post(path, {
    schema: { hide: true },
    handler: async (request, reply) => {
      const page = await visit(deps, request, "answer", async (visit) => {
        const { session, id } = visit;
        const fields = request.body as URLSearchParams | undefined;
        const isTakingBack = fields?.get("take-back") === "yes";
        const given = isTakingBack ? undefined : readAnswer(fields);
        await lockDeadlineOf(session, id);
        const reminder = await getReminder(visit);
        if (given === undefined) {
          // Taken back already: what can be chosen now.
          if (reminder.answer === null) {
            return (
              closedPage(visit, reminder, 409) ?? { ...askPage(visit, reminder, undefined), status: 409 }
            );
          }
          await takeBack(session, reminder);
          return takenBackPage(visit, reminder);
        }
        const closed = closedPage(visit, reminder, 409);
        if (closed !== undefined) return closed;
        const effect = effectOf(session, reminder, given);
        if (effect === undefined) return tooLatePage(visit, reminder);
        applyEffect(session, reminder, effect);
        return thanksPage(visit, await getReminder(visit), effect);
      });
      return sendPage(reply, page);
    },
  });
}
