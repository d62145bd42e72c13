/** How a notice was served, from which the day of its service follows. */
export const sql = /* sql */ `
alter table grants
  -- { by, postedOn, receivedOn }; none: the day of service was entered itself.
  add column service jsonb,
  add constraint only_notices_are_served check (service is null or instrument = 'notice');
`;
