import { assertHappened, byLanguage, DomainError } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import type { Deps, Session } from "../../request/session.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import type { Resource } from "../../resources/resource.ts";
import { createRoute, patchRoute } from "../../resources/write-routes.ts";
import { BaseRate, BaseRateCreate, BaseRatePage, BaseRatePatch } from "./schema.ts";

const baseRates: Resource<typeof BaseRate, "baseRates"> = {
  name: "base-rates",
  one: "a base rate",
  table: "baseRates",
  shape: BaseRate,
  filters: [],
  ranges: ["validFrom"],
  sorts: ["validFrom", "createdAt"],
  read: "base-rates.read",
};

/** The base rate changes on 1 January and 1 July and on no other day (§ 247 BGB). */
function assertRate(session: Session, { validFrom, verifiedOn }: Record<string, unknown>) {
  if (typeof validFrom === "string" && !/-(01|07)-01$/.test(validFrom)) {
    const rule = {
      de: "Der Basiszinssatz ändert sich am 1. Januar und am 1. Juli.",
      en: "The base rate changes on 1 January and 1 July.",
    };
    throw new DomainError("value-refused", byLanguage({ rule }), "/validFrom");
  }
  if (typeof verifiedOn === "string") assertHappened(verifiedOn, { today: session.today }, "/verifiedOn");
  return {};
}

export function baseRateRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(BaseRate).addSchema(BaseRateCreate).addSchema(BaseRatePatch).addSchema(BaseRatePage);
  listRoute(app, deps, baseRates, BaseRatePage);
  readRoute(app, deps, baseRates);
  createRoute(app, deps, baseRates, {
    body: BaseRateCreate,
    permission: "base-rates.write",
    problems: ["already-exists", "day-in-future"],
    prepare: assertRate,
  });
  patchRoute(app, deps, baseRates, {
    body: BaseRatePatch,
    permission: "base-rates.write",
    problems: ["already-exists", "day-in-future"],
    prepare: (session, _before, body) => assertRate(session, body),
  });
}
