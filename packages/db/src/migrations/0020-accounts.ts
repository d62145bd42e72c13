/** Mails about an account, invitations, addresses that their people change, and people who are shut out. */
export const sql = /* sql */ `
alter table mails
  drop constraint mails_kind_check,
  add constraint mails_kind_check check (
    kind in ('digest', 'urgent', 'moved', 'invitation', 'address-confirmation', 'address-changed')),
  -- Where this one goes if not to the person's own address.
  add column to_email text,
  -- The invitation or the change of an address; null where the office changed it.
  add column about_id uuid;
grant insert (recipient_id, kind, for_on, to_email, about_id) on mails to zuwendo_api;

-- Everybody makes their own tokens; who has none is invited by mail.
alter table tokens drop column is_invitation;

create table invitations (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  person_id uuid not null,
  -- The address that it went to.
  email text not null,
  invited_by_id uuid not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz,
  is_revoked boolean not null generated always as (revoked_at is not null) stored,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (office_id, id),
  foreign key (office_id, person_id) references people,
  foreign key (office_id, invited_by_id) references people
);
create unique index invitations_one_open on invitations (office_id, person_id) where used_at is null and revoked_at is null;
create index invitations_by_created on invitations (office_id, created_at, id);
create index invitations_by_person on invitations (office_id, person_id);
call protect('invitations');
grant select, insert, update (used_at, revoked_at, version, updated_at) on invitations to zuwendo_api;
grant select on invitations to zuwendo_worker;

create table address_changes (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  person_id uuid not null,
  old_email text not null,
  new_email text not null,
  expires_at timestamptz not null,
  confirmed_at timestamptz,
  revoked_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (office_id, id),
  foreign key (office_id, person_id) references people
);
create unique index address_changes_one_open on address_changes (office_id, person_id)
  where confirmed_at is null and revoked_at is null;
create index address_changes_by_person on address_changes (office_id, person_id, expires_at);
call protect('address_changes');
grant select, insert, update (confirmed_at, revoked_at, version, updated_at) on address_changes to zuwendo_api;
grant select on address_changes to zuwendo_worker;

-- Since when somebody is shut out, whatever their roles; null: they are not.
alter table people add column deactivated_at timestamptz;

-- The roles that somebody has on a day.
create or replace function roles_on(person people, day date) returns text[] language sql stable parallel safe
  return case when person.deactivated_at is not null or person.roles_from > day or person.roles_until < day
    then '{}'::text[] else person.roles end;
`;
