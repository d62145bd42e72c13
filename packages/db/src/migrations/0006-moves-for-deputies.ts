/** A deputy who is told of a moved day learns whose day it is. */
export const sql = /* sql */ `
alter table mail_moves
  -- Whom the recipient stands in for.
  add column for_id uuid,
  add foreign key (office_id, for_id) references people;
`;
