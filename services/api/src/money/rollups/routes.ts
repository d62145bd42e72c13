import type { RollupDimension } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import type { Deps } from "../../request/session.ts";
import { readInOffice } from "../../request/transaction.ts";
import { describe } from "../../resources/describe.ts";
import {
  admitExport,
  exportTypeOf,
  headingOf,
  jsonType,
  listTypes,
  readerOf,
  sendExport,
} from "../../resources/export.ts";
import { exportColumns } from "../../resources/export-columns.ts";
import { countUnfolded, listLabels, listMeasures, listMeasuresAsOf } from "./queries.ts";
import { presentTotals, Rollup, RollupList, rollupQuery } from "./schema.ts";
import { totalsByValue } from "./totals.ts";

export function rollupRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(Rollup).addSchema(RollupList);
  app.get("/rollups", {
    schema: describe({
      id: "listRollups",
      permission: "rollups.read",
      tag: "rollups",
      summary: "Read the money, summed by fund year, programme, theme, need, …",
      description: "Equal to the sum of the ledger at every moment, also while the worker is stopped.",
      query: rollupQuery,
      answer: RollupList,
    }),
    config: { types: listTypes },
    handler: async (request, reply) => {
      const isExport = exportTypeOf(request) !== jsonType;
      if (isExport) admitExport(request, reply);
      const { list, viewer } = await readInOffice(deps, request, "rollups.read", async (session) => {
        const {
          asOf,
          dimension = "fund-year",
          fundYearId,
          year,
        } = request.query as {
          asOf?: string;
          dimension?: RollupDimension;
          fundYearId?: string;
          year?: number;
        };
        const filter = { dimension, fundYearId, year };
        const rows =
          asOf === undefined
            ? await listMeasures(session, filter)
            : await listMeasuresAsOf(session, filter, asOf);
        const totals = totalsByValue(rows);
        const labels = await listLabels(
          session,
          dimension,
          [...totals.keys()].filter((value) => value !== ""),
        );
        const list = {
          asOf: asOf ?? null,
          unfoldedEntries: await countUnfolded(session, filter),
          items: [...totals].map(([value, sums]) => ({
            dimension,
            value: value === "" ? null : value,
            label: labels.get(value) ?? null,
            ...presentTotals(sums),
          })),
        };
        return { list, viewer: session };
      });
      if (!isExport) return list;
      return sendExport(request, reply, {
        name: "rollups",
        heading: headingOf("rollups"),
        columns: exportColumns(Rollup),
        parts: [list.items],
        reader: readerOf(request, viewer),
        now: viewer.now,
      });
    },
  });
}
