/** What a reminder said is kept with it, so that whoever was told a day is told when it changes, however soon. */
export const sql = /* sql */ `
alter table reminders
  -- The day that the mail said and its end; null until it was sent. What was sent before this is not known: such people
  -- are told from the day that held before the change.
  add column told_on date,
  add column told_ends_at timestamptz,
  add constraint reminders_told_check check ((told_on is null) = (told_ends_at is null));
`;
