/** Private addresses that tell where an application stands. */
export const sql = /* sql */ `
create table status_links (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  application_id uuid not null,
  -- Who made it.
  person_id uuid not null,
  revoked_at timestamptz,
  is_revoked boolean not null generated always as (revoked_at is not null) stored,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (office_id, id),
  foreign key (office_id, application_id) references applications,
  foreign key (office_id, person_id) references people
);
create index status_links_by_created on status_links (office_id, created_at, id);
create index status_links_by_application on status_links (office_id, application_id, created_at, id);
create index status_links_by_person on status_links (office_id, person_id, created_at, id);
call protect('status_links');
grant select, insert, update on status_links to zuwendo_api;

-- Whoever had an application before does not go on reading of it, however it came to somebody else.
create function end_status_links() returns trigger language plpgsql as $$
begin
  update status_links set revoked_at = now(), version = version + 1, updated_at = now()
    where application_id = new.id and revoked_at is null;
  return null;
end $$;
create trigger end_status_links after update of lead_id, organisation_id on applications for each row
  when (old.lead_id <> new.lead_id or old.organisation_id <> new.organisation_id)
  execute function end_status_links();
`;
