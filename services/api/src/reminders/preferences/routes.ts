import type { Preferences as Wishes } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import { etagOf, requireMatch } from "../../request/etag.ts";
import type { Deps } from "../../request/session.ts";
import { readInOffice, writeInOffice } from "../../request/transaction.ts";
import { describe, keyParams } from "../../resources/describe.ts";
import { Preferences, PreferencesPatch } from "./schema.ts";
import { changePreferences, getPreferences, presentPreferences } from "./store.ts";

const path = "/people/:id/preferences";

export function preferenceRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(Preferences).addSchema(PreferencesPatch);

  app.get<{ Params: { id: string } }>(path, {
    schema: describe({
      id: "getPreferences",
      permission: "preferences.read",
      tag: "preferences",
      summary: "Read a person's preferences",
      description: "Whoever has chosen nothing gets the defaults, with version 0.",
      params: keyParams,
      answer: Preferences,
    }),
    handler: async (request, reply) => {
      const { id } = request.params;
      const found = await readInOffice(deps, request, "preferences.read", (session) =>
        getPreferences(session, id),
      );
      const etag = etagOf(found.version);
      reply.header("etag", etag);
      const known = request.headers["if-none-match"]?.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
      if (known?.some((tag) => tag === etag || tag === "*")) return reply.code(304).send();
      return presentPreferences(id, found);
    },
  });

  app.patch<{ Params: { id: string } }>(path, {
    schema: describe({
      id: "changePreferences",
      problems: [
        "statutory-kind",
        "deputy-is-oneself",
        "absence-reversed",
        "person-erased",
        "person-without-role",
      ],
      permission: "preferences.write",
      tag: "preferences",
      summary: "Change a person's preferences",
      params: keyParams,
      body: PreferencesPatch,
      answer: Preferences,
      needsMatch: true,
    }),
    handler: (request, reply) =>
      writeInOffice(deps, request, reply, "preferences.write", async (session) => {
        const { id } = request.params;
        const before = await getPreferences(session, id, { lock: true });
        requireMatch(request, before.version);
        const saved = await changePreferences(session, id, before, request.body as Partial<Wishes>);
        return { body: presentPreferences(id, saved), version: saved.version };
      }),
  });
}
