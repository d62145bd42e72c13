/** Whoever is concerned is told of a day that is cancelled, and of one that is back, as of one that has moved. */
export const sql = /* sql */ `
alter table deadline_moves
  -- The day that people know; none for a deadline that they know as cancelled.
  alter column old_on drop not null,
  alter column old_ends_at drop not null,
  add constraint deadline_moves_old_check check ((old_on is null) = (old_ends_at is null)),
  -- Whether it tells that the deadline has ended.
  add column is_end boolean not null default false;
create index deadline_moves_ends on deadline_moves (office_id, deadline_id) where is_end;
`;
