/** One person of an office per mailbox, however its address is spelt; invitations that operators make. */
export const sql = /* sql */ `
do $$
begin
  create unique index people_office_id_email_folded on people (office_id, lower(email));
exception when unique_violation then
  -- An office has two people whose addresses differ in case alone, and which of them is right is not for a migration to say:
  -- then the key of 0001 alone holds, and the API refuses further ones.
  raise notice 'people whose addresses differ in case alone: no unique index on lower(email)';
end $$;

-- Null: an operator of the installation has made it, for an office that nobody gets into any more.
alter table invitations alter column invited_by_id drop not null;
`;
