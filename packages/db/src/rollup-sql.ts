import { ledgerEffects, ledgerKinds, type Measure } from "@zuwendo/domain";
import { type RawBuilder, sql } from "kysely";

/** Which ledger kind moves which measure and how, as rows (kind, measure, sign); written from the domain's table. */
const effects: RawBuilder<unknown> = sql.raw(
  `(values ${Object.entries(ledgerEffects)
    .flatMap(([kind, moved]) =>
      Object.entries(moved).map(([measure, sign]) => `('${kind}', '${measure}', ${String(sign)})`),
    )
    .join(", ")}) as effect (kind, measure, sign)`,
);

/** What ledger entries `e` are summed by, as rows (dimension, value); '' where it has no such thing. */
const dimensions: RawBuilder<unknown> = sql.raw(`(values
  ('fund-year', e.fund_year_id::text), ('programme', e.programme_id::text), ('call', coalesce(e.call_id::text, '')),
  ('organisation', coalesce(e.organisation_id::text, '')), ('theme', coalesce(e.theme_id::text, '')),
  ('need', coalesce(e.need_id::text, '')), ('area', coalesce(e.area_key, '')), ('month', e.month)) as d (dimension, value)`);

/** Everything that tells entries apart here: those alike are added up before each is spread to its dimensions. */
const alike: RawBuilder<unknown> = sql.raw(`e.office_id, e.fund_year_id, e.kind, e.programme_id, e.call_id,
  e.organisation_id, e.theme_id, e.need_id, e.area_key, to_char(e.booked_on, 'YYYY-MM')`);

/**
 * Ledger entries `e` as sums: rows (office_id, fund_year_id, dimension, value, measure, amount_cents, entries).
 * `which` joins and limits the entries; the fold and the exact read share this text, so that they cannot differ.
 */
export function sumEntries(which: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`select e.office_id, e.fund_year_id, d.dimension, d.value, effect.measure,
      sum(e.amount_cents * effect.sign)::bigint as amount_cents, sum(e.entries)::bigint as entries
    from (
      select ${alike} as month, sum(e.amount_cents) as amount_cents, count(*) as entries
      from ledger_entries e ${which} group by ${alike}) e
      join ${effects} on effect.kind = e.kind
      cross join lateral ${dimensions}
    group by e.office_id, e.fund_year_id, d.dimension, d.value, effect.measure`;
}

/** Whether a ledger entry `e` moves a measure at all: the condition of an index over such entries. */
export function moves(measure: Measure): RawBuilder<boolean> {
  const kinds = ledgerKinds.filter((kind) => ledgerEffects[kind][measure] !== undefined);
  return sql.raw(`e.kind in (${kinds.map((kind) => `'${kind}'`).join(", ")})`);
}

/** What ledger entries `e` add up to in one measure, in cents; 0 for no entries. */
export function sumOf(measure: Measure): RawBuilder<number> {
  const signed = ledgerKinds.flatMap((kind) => {
    const sign = ledgerEffects[kind][measure];
    return sign === undefined ? [] : [`when '${kind}' then ${sign} * e.amount_cents`];
  });
  return sql.raw(`coalesce(sum(case e.kind ${signed.join(" ")} else 0 end), 0)::bigint`);
}
