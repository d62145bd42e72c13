import { DomainError, describeProblem } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import { type Page, sendPage } from "../../pages/frame.ts";
import { type Visit, visit } from "../../pages/signed-link.ts";
import type { Deps } from "../../request/session.ts";
import type { StoredPreferences } from "../preferences/queries.ts";
import { changePreferences, getPreferences } from "../preferences/store.ts";
import { isOfOffice, listComing } from "./next-reminders.ts";
import { type PersonalPage, personalPage } from "./pages.ts";
import { phrases } from "./phrases.ts";
import { listDeputies, listReminders } from "./queries.ts";
import { readWishes } from "./wishes.ts";

const path = "/reminders/:token";

function deputiesOf({ session }: Visit, { deputyId }: StoredPreferences) {
  return listDeputies(session, session, {
    isOfOffice: isOfOffice(session.caller.roles),
    current: deputyId,
  });
}

async function show(
  visit: Visit,
  preferences: StoredPreferences,
  more: Partial<Pick<PersonalPage, "shown" | "status" | "message">> = {},
): Promise<Page> {
  return personalPage(visit, {
    coming: await listComing(visit.session, preferences.mutedKinds),
    reminders: await listReminders(visit.session, visit.reader.id),
    deputies: await deputiesOf(visit, preferences),
    ...{ preferences, shown: preferences, ...more },
  });
}

/** Somebody's own page: what was sent to them and why, what comes next, and what they want of mails. */
export function personalPageRoutes(app: FastifyInstance, deps: Deps): void {
  app.get(path, {
    schema: { hide: true },
    handler: async (request, reply) => {
      const page = await visit(deps, request, "person", async (visit) =>
        show(visit, await getPreferences(visit.session, visit.reader.id)),
      );
      return sendPage(reply, page);
    },
  });

  app.post(path, {
    schema: { hide: true },
    handler: async (request, reply) => {
      const page = await visit(deps, request, "person", async (visit) => {
        const { session, reader, language } = visit;
        const before = await getPreferences(session, reader.id, { lock: true });
        const { version, wanted } = readWishes(
          request.body as URLSearchParams | undefined,
          await deputiesOf(visit, before),
        );
        const say = phrases[language];
        if (version !== before.version) return show(visit, before, { status: 409, message: say.stale });
        try {
          const saved = await changePreferences(session, reader.id, before, wanted);
          return show(visit, saved, { message: say.saved });
        } catch (error) {
          if (!(error instanceof DomainError)) throw error;
          const { status, detail } = describeProblem(error.code, error.params, language);
          return show(visit, before, { status, message: detail, shown: wanted });
        }
      });
      return sendPage(reply, page);
    },
  });
}
