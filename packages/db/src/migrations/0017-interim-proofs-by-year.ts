/** A project of several years gives an interim proof of each budget year that ends before it does. */
export const sql = /* sql */ `
-- Of which budget year a duty is that comes back with each.
alter table deadlines add column budget_year int;
-- The owner is bound by row security as well, and fills in what every office has.
alter table grants no force row level security;
alter table deadlines no force row level security;
update deadlines d set budget_year = extract(year from
    case when d.anchor_event = 'budget-year-end' then d.anchor_on else g.period_from end)
  from grants g
  where g.office_id = d.office_id and g.id = d.subject_id and d.kind = 'interim-proof';
alter table grants force row level security;
alter table deadlines force row level security;
`;
