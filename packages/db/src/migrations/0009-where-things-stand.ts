/** Since when ideas and applications are in their state, and what an office's overview counts. */
export const sql = /* sql */ `
alter table ideas add column state_since timestamptz not null default now();
alter table applications add column state_since timestamptz not null default now();
-- Whether an application was made of it: an idea that nobody has taken further waits for the office.
alter table ideas add column has_application boolean not null default false;

-- What follows reaches the rows of every office, also for an owner who is no superuser.
alter table ideas no force row level security;
alter table applications no force row level security;
alter table audit_log no force row level security;
alter table votes no force row level security;
alter table grants no force row level security;

update ideas set state_since = created_at;
update ideas i set state_since = taken.at from (
  select office_id, subject_id, max(at) as at from audit_log
  where subject_type = 'ideas' and action like 'to:%' group by office_id, subject_id
) taken where taken.office_id = i.office_id and taken.subject_id = i.id;
update ideas i set has_application = true where exists (
  select from applications a where a.office_id = i.office_id and a.idea_id = i.id);

update applications set state_since = created_at;
-- Votes and grants take their step as an effect: their own entries say when.
update applications a set state_since = taken.at from (
  select office_id, application_id, max(at) as at from (
    select office_id, subject_id as application_id, at from audit_log
      where subject_type = 'applications' and action like 'to:%'
    union all select office_id, application_id, created_at from votes
    union all select office_id, application_id, created_at from grants
  ) steps group by office_id, application_id
) taken where taken.office_id = a.office_id and taken.application_id = a.id;

alter table ideas force row level security;
alter table applications force row level security;
alter table audit_log force row level security;
alter table votes force row level security;
alter table grants force row level security;

create function note_application() returns trigger language plpgsql as $$
begin
  update ideas set has_application = true, version = version + 1, updated_at = now()
    where id = new.idea_id and not has_application;
  return null;
end $$;
create trigger note_application after insert on applications for each row execute function note_application();

-- What the changed fields held before, so that a history can say "old → new".
alter table audit_log add column before jsonb;

create index ideas_without_application on ideas (office_id, state) where not has_application;
create index applications_by_state_alone on applications (office_id, state) include (requested_cents);
create index applications_by_meeting on applications (office_id, meeting_id) where meeting_id is not null;
create index ledger_entries_proved on ledger_entries (office_id, application_id) include (amount_cents)
  where kind = 'proved';
`;
