import type { FastifyInstance } from "fastify";
import type { Deps } from "../../request/session.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import type { Resource } from "../../resources/resource.ts";
import { createRoute } from "../../resources/write-routes.ts";
import { FundYear, FundYearCreate, FundYearPage } from "./schema.ts";

const fundYears: Resource<typeof FundYear, "fundYears"> = {
  name: "fund-years",
  one: "a fund year",
  table: "fundYears",
  shape: FundYear,
  filters: ["fundId", "year"],
  sorts: ["createdAt"],
  read: "fund-years.read",
};

export function fundYearRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(FundYear).addSchema(FundYearCreate).addSchema(FundYearPage);
  listRoute(app, deps, fundYears, FundYearPage);
  readRoute(app, deps, fundYears);
  createRoute(app, deps, fundYears, {
    body: FundYearCreate,
    permission: "fund-years.write",
    problems: ["already-exists"],
  });
}
