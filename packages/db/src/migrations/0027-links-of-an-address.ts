/** Since when mails reach somebody at their address: links of mails before that went to another mailbox. */
export const sql = /* sql */ `
alter table people add column email_since timestamptz;

create function note_address() returns trigger language plpgsql as $$
begin
  new.email_since := now();
  return new;
end $$;
create trigger note_address before update of email on people for each row
  when (lower(old.email) <> lower(new.email)) execute function note_address();
`;
