/** Votes by written circulation and in the fast lane, which have no meeting. */
export const sql = /* sql */ `
alter table votes add column procedure text not null default 'meeting'
  check (procedure in ('meeting', 'circulation', 'fast-lane'));
alter table votes alter column meeting_id drop not null;
alter table votes add check ((procedure = 'meeting') = (meeting_id is not null));
`;
