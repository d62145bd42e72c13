import { deadlineProfiles } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import { sendPage } from "../../pages/frame.ts";
import { takeMultipart } from "../../pages/scope.ts";
import { type Visit, visit } from "../../pages/signed-link.ts";
import { malformed } from "../../request/problems.ts";
import type { Deps } from "../../request/session.ts";
import { getPreferences, muteKinds } from "../preferences/store.ts";
import { askPage, type KindsOfMail, switchedPage } from "./pages.ts";
import { listKindsOfMail } from "./queries.ts";

const path = "/unsubscribe/:token";

async function kindsOf({ session, id }: Visit): Promise<KindsOfMail> {
  const kinds = await listKindsOfMail(session, id);
  return {
    optional: kinds.filter((kind) => !deadlineProfiles[kind].isStatutory),
    statutory: kinds.filter((kind) => deadlineProfiles[kind].isStatutory),
  };
}

/** Whether to switch off: what mail programs send for one click (RFC 8058), or what the page's own forms do. */
function readSwitch(fields: URLSearchParams | undefined): boolean {
  switch (fields?.toString()) {
    case "List-Unsubscribe=One-Click":
    case "reminders=off":
      return true;
    case "reminders=on":
      return false;
    default:
      throw malformed();
  }
}

/** The way out of mails (RFC 2369, RFC 8058): a page that asks, and a POST that needs no page, cookie or redirect. */
export function unsubscribeRoutes(app: FastifyInstance, deps: Deps): void {
  takeMultipart(app);

  app.get(path, {
    schema: { hide: true },
    handler: async (request, reply) => {
      const page = await visit(deps, request, "unsubscribe", async (visit) => {
        const { mutedKinds } = await getPreferences(visit.session, visit.reader.id);
        return askPage(visit, await kindsOf(visit), mutedKinds);
      });
      return sendPage(reply, page);
    },
  });

  app.post(path, {
    schema: { hide: true },
    handler: async (request, reply) => {
      const page = await visit(deps, request, "unsubscribe", async (visit) => {
        const isOff = readSwitch(request.body as URLSearchParams | undefined);
        const kinds = await kindsOf(visit);
        await muteKinds(visit.session, kinds.optional, isOff);
        return switchedPage(visit, kinds, isOff);
      });
      return sendPage(reply, page);
    },
  });
}
