/** Nothing is left to be drawn of a grant that has been paid to the last cent. */
export const sql = /* sql */ `
-- The owner is bound by row security as well, and changes what every office has.
alter table grants no force row level security;
alter table deadlines no force row level security;
alter table reminders no force row level security;
with ended as (
  update deadlines d set state = 'cancelled', state_reason = 'paid-out', closed_at = now(),
    next_remind_at = null, version = d.version + 1, updated_at = now()
  from grants g
  where g.office_id = d.office_id and g.id = d.subject_id and g.disbursed_cents >= g.amount_cents
    and d.kind = 'drawdown-request' and d.state = 'open'
  returning d.office_id, d.id)
update reminders r set state = 'dropped', reason = 'deadline-cancelled'
  from ended where r.office_id = ended.office_id and r.deadline_id = ended.id and r.state = 'bound';
alter table grants force row level security;
alter table deadlines force row level security;
alter table reminders force row level security;
`;
