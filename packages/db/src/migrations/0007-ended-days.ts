/** Whoever is concerned is told of a day that is cancelled, and of one that is back, as of one that has moved. */
export const sql = /* sql */ `
alter table deadline_moves
  -- The day that people know; none for a deadline that they know as cancelled.
  alter column old_on drop not null,
  alter column old_ends_at drop not null,
  add constraint deadline_moves_old_check check ((old_on is null) = (old_ends_at is null)),
  -- Whether it tells that the deadline has ended.
  add column is_end boolean not null default false;

-- What a mail that has waited says of a deadline is put together from all that has not been told of it.
create index deadline_moves_by_deadline on deadline_moves (office_id, deadline_id, id);
create index mail_moves_by_move on mail_moves (office_id, move_id);
alter table mail_moves
  -- What the mail said when it was sent: open or cancelled, the day and its end; null until then.
  add column told_state text,
  add column told_on date,
  add column told_ends_at timestamptz;
grant update (told_state, told_on, told_ends_at) on mail_moves to zuwendo_worker;

alter table deadlines
  -- Who closed it by hand; such a one is not brought back by a rule or a meeting.
  add column closed_by_id uuid,
  add foreign key (office_id, closed_by_id) references people;
`;
