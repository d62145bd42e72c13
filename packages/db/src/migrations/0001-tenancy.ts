/** Offices, who works with them, and the mechanisms every later table relies on. */
export const sql = /* sql */ `
do $$
begin
  create role zuwendo_api nologin;
exception when duplicate_object or unique_violation then null;
end $$;
do $$
begin
  create role zuwendo_worker nologin;
exception when duplicate_object or unique_violation then null;
end $$;

do $$
begin
  execute format('revoke create on schema public from public');
  execute format('grant usage on schema public to zuwendo_api, zuwendo_worker');
  -- Full-text operators are not marked leakproof, so that row security keeps the planner from using their
  -- index. They raise no error that could show a row. Needs a superuser; without one, search is only slower.
  execute 'alter function ts_match_vq(tsvector, tsquery) leakproof';
exception when insufficient_privilege then
  raise notice 'full-text search runs without its index: the owner may not mark ts_match_vq leakproof';
end $$;

-- The office of the running transaction; null when nobody has entered one, and null equals nothing.
create function current_office() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.office_id', true), '')::uuid;

-- Ids that sort by time (RFC 9562, version 7): 48 bits of milliseconds, then random bits.
create function new_id() returns uuid language sql volatile parallel safe
  return encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid()) placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
      52, 1), 53, 1), 'hex')::uuid;

-- Row security of a table that belongs to an office. Forced, so that the owner is bound as well; a row written
-- without an office belongs to the office that was entered.
create procedure protect(target regclass) language plpgsql as $$
begin
  execute format('alter table %s alter column office_id set default current_office()', target);
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy office on %s using (office_id = current_office()) with check (office_id = current_office())', target);
  execute format('create policy worker on %s to zuwendo_worker using (true) with check (true)', target);
end $$;

create table offices (
  id uuid primary key,
  name text not null,
  -- Prefix of the readable numbers: RZ-2026-0042.
  short text not null check (short ~ '^[A-Z0-9]{1,6}$'),
  zone text not null default 'Europe/Berlin',
  land text not null default 'SH',
  language text not null default 'de' check (language in ('de', 'en')),
  is_example boolean not null default false,
  created_at timestamptz not null default now()
);
alter table offices enable row level security;
alter table offices force row level security;
create policy office on offices using (id = current_office()) with check (id = current_office());
create policy worker on offices to zuwendo_worker using (true);
grant select on offices to zuwendo_api, zuwendo_worker;

create table organisations (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  name text not null,
  kind text not null,
  is_charitable boolean,
  charitable_until date,
  area_key text,
  email text,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (office_id, id)
);
create index organisations_by_created on organisations (office_id, created_at, id);
create index organisations_by_name on organisations (office_id, name, id);
call protect('organisations');
grant select, insert, update on organisations to zuwendo_api;
grant select on organisations to zuwendo_worker;

create table people (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  name text not null,
  email text not null,
  language text not null default 'de' check (language in ('de', 'en')),
  organisation_id uuid,
  roles text[] not null default '{}',
  -- Auditors are time-boxed; null means without end.
  roles_until date,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (office_id, id),
  unique (office_id, email),
  foreign key (office_id, organisation_id) references organisations
);
create index people_by_created on people (office_id, created_at, id);
create index people_by_name on people (office_id, name, id);
create index people_by_organisation on people (office_id, organisation_id);
call protect('people');
grant select, insert, update on people to zuwendo_api;
grant select on people to zuwendo_worker;

create table tokens (
  office_id uuid not null,
  id uuid not null default new_id(),
  person_id uuid not null,
  name text not null,
  -- SHA-256 of the token; the token itself is shown once and never stored.
  hash bytea not null,
  scopes text[] not null default '{read,write}',
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (office_id, id),
  unique (office_id, hash),
  foreign key (office_id, person_id) references people
);
create index tokens_by_created on tokens (office_id, created_at, id);
create index tokens_by_person on tokens (office_id, person_id);
call protect('tokens');
grant select, insert, update on tokens to zuwendo_api;

-- Enters the office that the token names, if the token is good; otherwise leaves the transaction outside of
-- every office. First statement of every request.
create function enter(claimed_office uuid, token_hash bytea)
returns table (
  token_id uuid, person_id uuid, organisation_id uuid, roles text[], scopes text[], language text,
  office_id uuid, office_short text, zone text, land text, entered_at timestamptz, is_stale boolean
) language plpgsql volatile as $$
begin
  perform set_config('app.office_id', claimed_office::text, true);
  return query
    select t.id, p.id, p.organisation_id,
      case when p.roles_until < (now() at time zone o.zone)::date then '{}' else p.roles end,
      t.scopes, p.language, o.id, o.short, o.zone, o.land, now(),
      t.last_used_at is null or t.last_used_at < now() - interval '1 minute'
    from tokens t
      join people p on p.office_id = t.office_id and p.id = t.person_id
      join offices o on o.id = t.office_id
    where t.office_id = claimed_office and t.hash = token_hash
      and t.revoked_at is null and t.expires_at > now();
  if not found then
    perform set_config('app.office_id', '', true);
  end if;
end $$;

-- Readable numbers count per office, kind and year without a lock that would put writers in a row; a
-- transaction that rolls back leaves a gap.
create schema numbers;
create function next_number(kind text, year int) returns text
language plpgsql volatile security definer set search_path = pg_catalog as $$
declare
  position text;
  counter text := format('%s_%s_%s', kind, year, replace(public.current_office()::text, '-', ''));
begin
  if kind !~ '^[a-z]+$' or public.current_office() is null then
    raise exception 'next_number needs a kind and an office';
  end if;
  if to_regclass(format('numbers.%I', counter)) is null then
    perform pg_advisory_xact_lock(hashtextextended(counter, 0));
    execute format('create sequence if not exists numbers.%I', counter);
  end if;
  position := nextval(format('numbers.%I', counter))::text;
  return lpad(position, greatest(4, length(position)), '0');
end $$;
revoke all on function next_number from public;
grant execute on function next_number to zuwendo_api;

create table idempotency_keys (
  office_id uuid not null references offices,
  person_id uuid not null,
  key text not null,
  request_hash bytea not null,
  status int not null,
  headers jsonb not null,
  body text not null,
  created_at timestamptz not null default now(),
  primary key (office_id, person_id, key),
  foreign key (office_id, person_id) references people
);
create index idempotency_keys_by_age on idempotency_keys (created_at);
call protect('idempotency_keys');
grant select, insert on idempotency_keys to zuwendo_api;
grant select (created_at), delete on idempotency_keys to zuwendo_worker;

-- What was done, by whom; rows are never changed.
create table audit_log (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  at timestamptz not null default now(),
  person_id uuid,
  token_id uuid,
  action text not null,
  subject_type text not null,
  subject_id uuid not null,
  version int,
  changes jsonb not null default '{}',
  primary key (office_id, id)
);
create index audit_log_by_time on audit_log (office_id, at, id);
create index audit_log_by_subject on audit_log (office_id, subject_id, at);
call protect('audit_log');
grant select, insert on audit_log to zuwendo_api;
`;
