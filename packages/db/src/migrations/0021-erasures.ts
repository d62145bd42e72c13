/** Erasure of a person: a pseudonym in place of name and address, and the protocol of what was changed. */
export const sql = /* sql */ `
-- Set once; from then on the person is neither changed nor named.
alter table people add column erased_at timestamptz;

create table erasures (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  person_id uuid not null,
  pseudonym text not null,
  reason text not null,
  erased_by_id uuid not null,
  -- Whose files must be able to name the person for as long as they are kept.
  application_ids uuid[] not null default '{}',
  -- While that is so (Art. 18 GDPR), the name and the address are here and nowhere else.
  kept_name text,
  kept_email text,
  -- The last day of it; null: none, or one that is not known before the last of these files is closed.
  kept_until date,
  -- How many rows were changed, by place; null until it is done.
  changed jsonb,
  -- Since when nobody can name the person any more.
  blanked_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (office_id, id),
  unique (office_id, person_id),
  unique (office_id, pseudonym),
  constraint kept_or_blanked check ((blanked_at is null) = (kept_name is not null) and (kept_name is null) = (kept_email is null)),
  foreign key (office_id, person_id) references people,
  foreign key (office_id, erased_by_id) references people
);
create index erasures_by_created on erasures (office_id, created_at, id);
call protect('erasures');
grant select, insert on erasures to zuwendo_api;
grant select (office_id, id, application_ids, kept_until, blanked_at, version) on erasures to zuwendo_worker;
grant update (kept_name, kept_email, kept_until, blanked_at, version, updated_at) on erasures to zuwendo_worker;

create index audit_log_by_person on audit_log (office_id, person_id, at);

-- Words as they stand in plain text, in JSON and in the HTML of a mail.
create function word_forms(words text[]) returns setof text language sql immutable as $$
  select word from unnest(words) word
  union
  select substr(json, 2, length(json) - 2) from unnest(words) word cross join lateral (values (to_json(word)::text)) forms (json)
  union
  select replace(replace(replace(replace(replace(word, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;'), '''', '&#39;')
    from unnest(words) word
$$;

-- Finds any of the words in a text, on their own or with a genitive's s, also across the end of a line, which JSON writes as a
-- backslash and a letter. Without words it finds nothing.
create function naming_pattern(words text[]) returns text language sql immutable as $$
  select coalesce('(?:(?<![[:alnum:]])|(?<=\\\\[nrt]))(?:' || string_agg(array_to_string(regexp_split_to_array(
      regexp_replace(form, '([^[:alnum:][:space:]])', '\\\\\\1', 'g'), '[[:space:]]+'), '(?:[[:space:]]|\\\\[nrt])+'), '|')
    || ')(?=s?(?:[^[:alnum:]]|$))', 'a^') from word_forms(words) form
$$;

-- The same for LIKE, which is much faster and finds a little too much.
create function naming_likes(words text[]) returns text[] language sql immutable as $$
  select coalesce(array_agg(distinct '%' || regexp_replace(
    regexp_replace(form, '([%_\\\\])', '\\\\\\1', 'g'), '[[:space:]]+', '%', 'g') || '%'), '{}') from word_forms(words) form
$$;

-- Every address that somebody has had, as written and in lower case, and every name that tells who they are: of two words at
-- least. Neither is theirs where it is somebody else's, too: an address that an organisation or the office has, or that another
-- person has or had; a name that is, or is a part of, that of an organisation, the office or another person, now or once.
create function words_naming(erased uuid) returns text[] language sql stable as $$
  with borne as materialized (
    select id as person_id, name, email from people where office_id = current_office()
    union
    select person_id, null, email from invitations where office_id = current_office()
    union
    -- Until it is confirmed, a new address may be anybody's.
    select c.person_id, null, v.email from address_changes c
      cross join lateral (values (c.old_email), (case when c.confirmed_at is not null then c.new_email end)) v (email)
      where c.office_id = current_office()
    union
    select l.subject_id, v.name, v.email from audit_log l
      cross join lateral (values
        (l.changes->>'name', l.changes->>'email'), (l.before->>'name', l.before->>'email')) v (name, email)
      where l.office_id = current_office() and l.subject_type = 'people'
        and (l.changes ?| '{name,email}' or l.before ?| '{name,email}')),
  known as (select name, email from borne where person_id = erased),
  others as materialized (
    select name, lower(email) as email from borne where person_id <> erased
    union
    select name, lower(email) from organisations where office_id = current_office()
    union
    select name, lower(email) from offices where id = current_office()),
  addresses as (select email from known where email is not null and lower(email) not in (
    select o.email from others o where o.email is not null)),
  names as materialized (
    select name, naming_likes(array[name]) as likes, naming_pattern(array[name]) as pattern from known
    where name ~ '[^[:space:]][[:space:]]+[^[:space:]]'),
  words as (
    select email as word from addresses
    union
    select lower(email) from addresses
    union
    select k.name from names k where not exists (
      select from others o where case when o.name like any (k.likes) then o.name ~ k.pattern end))
  select coalesce(array_agg(word order by length(word) desc, word), '{}') from words
$$;

-- A JSON value with a pseudonym for what the pattern finds in its texts; its keys stay.
create function with_pseudonym(value jsonb, pattern text, pseudonym text) returns jsonb language plpgsql immutable as $$
begin
  case jsonb_typeof(value)
    when 'string' then return to_jsonb(regexp_replace(value #>> '{}', pattern, pseudonym, 'g'));
    when 'array' then return (
      select coalesce(jsonb_agg(with_pseudonym(item, pattern, pseudonym) order by place), '[]')
      from jsonb_array_elements(value) with ordinality items (item, place));
    when 'object' then return (
      select coalesce(jsonb_object_agg(key, with_pseudonym(item, pattern, pseudonym)), '{}')
      from jsonb_each(value) items (key, item));
    else return value;
  end case;
end $$;

-- Their row, tokens, calendars, invitations and changes of the address: of these every name and address goes, whoever else has it.
create function things_of(erased uuid) returns uuid[] language sql stable as $$
  select array(
    select erased
    union all select id from tokens where office_id = current_office() and person_id = erased
    union all select id from calendar_feeds where office_id = current_office() and person_id = erased
    union all select id from invitations where office_id = current_office() and person_id = erased
    union all select id from address_changes where office_id = current_office() and person_id = erased)
$$;

-- An object of the audit log with a pseudonym and its address in place of whatever name and address it gives.
create function with_pseudonymous_fields(value jsonb, pseudonym text, email text) returns jsonb language sql immutable as $$
  select value || coalesce(jsonb_object_agg(key, case key when 'name' then pseudonym else email end), '{}')
  from jsonb_object_keys(value) key where key in ('name', 'email', 'newEmail')
$$;

-- What an erasure changes, place by place: the rows that a preview counts and an erasure changes are these. The office is
-- named in each, as an owner who is a superuser is not bound by row security.
create function rows_to_erase(erased uuid) returns table (place text, key text) language plpgsql stable as $$
#variable_conflict use_column
declare
  office uuid := current_office();
  words text[] := words_naming(erased);
  likes text[] := naming_likes(words);
  -- Always second, which CASE sees to: the planner takes it for the cheaper of the two, and it is fifty times as dear.
  pattern text := naming_pattern(words);
  own uuid[] := things_of(erased);
begin
  return query
  select 'people', id::text from people where office_id = office and id = erased
  union all
  select 'audit-log', id::text from audit_log where office_id = office and (
    subject_id = any (own) and (changes ?| '{name,email,newEmail}' or before ?| '{name,email}')
    or case when changes::text like any (likes) then changes::text ~ pattern end
    or case when before::text like any (likes) then before::text ~ pattern end)
  union all
  select 'mails-to', id::text from mails where office_id = office and recipient_id = erased
    and (state = 'pending' or attempts <> '[]' or coalesce(subject, text, html, response, to_email) is not null)
  union all
  select 'mails-naming', m.id::text from mails m
    cross join lateral concat_ws(' ', m.subject, m.text, m.html, m.response, m.attempts) words
    where m.office_id = office and m.recipient_id <> erased
      and case when words like any (likes) then words ~ pattern end
  union all
  select 'tasks', t.id::text from tasks t cross join lateral concat_ws(' ', t.detail, t.state_reason) words
    where t.office_id = office and (
      t.subject_id = erased and (t.detail <> '{}' or t.state = 'open')
      or case when words like any (likes) then words ~ pattern end)
  union all
  select 'snapshots', id::text from applications where office_id = office and (
    snapshot->>'leadId' = erased::text or case when snapshot::text like any (likes) then snapshot::text ~ pattern end)
  union all
  select 'tokens', id::text from tokens where office_id = office and person_id = erased
  union all
  select 'calendar-feeds', id::text from calendar_feeds where office_id = office and person_id = erased
  union all
  select 'invitations', id::text from invitations where office_id = office and person_id = erased
  union all
  select 'address-changes', id::text from address_changes where office_id = office and person_id = erased
  union all
  select 'preferences', person_id::text from preferences where office_id = office and person_id = erased
  union all
  select 'suppressions', id::text from suppressions where office_id = office
    and email = any (array(select lower(word) from unnest(words) word))
  union all
  select 'stored-replies', person_id || ' ' || key from idempotency_keys where office_id = office and (
    person_id = erased or case when body like any (likes) then body ~ pattern end);
end $$;

-- Erases a person of the office that was entered, as the row in erasures says, once; returns how many rows were changed by
-- place. The services may change neither the audit log nor the words of a mail: the owner does it for them, and nothing else.
create function erase_person(erased uuid) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  office uuid := current_office();
  new_name text;
  pseudonymous_email text := erased || '@erased.invalid';
  pattern text := naming_pattern(words_naming(erased));
  own uuid[] := things_of(erased);
  counts jsonb;
begin
  select e.pseudonym into new_name from erasures e join people p on p.office_id = e.office_id and p.id = e.person_id
    where e.office_id = office and e.person_id = erased and e.changed is null and p.erased_at is null for update of p;
  if new_name is null then
    raise exception 'erase_person needs an office and somebody of it whose erasure is to be done';
  end if;
  with found as materialized (select f.place, f.key from rows_to_erase(erased) f),
  people_done as (
    update people p set name = new_name, email = pseudonymous_email, organisation_id = null, roles = '{}', roles_from = null,
      roles_until = null, erased_at = now(), version = p.version + 1, updated_at = now()
    from found f where f.place = 'people' and p.office_id = office and p.id = f.key::uuid),
  audit_done as (
    update audit_log l set
      changes = case when l.subject_id = any (own) then with_pseudonymous_fields(said.now, new_name, pseudonymous_email) else said.now end,
      before = case when l.subject_id = any (own) then with_pseudonymous_fields(said.then, new_name, pseudonymous_email) else said.then end
    from found f join audit_log r on f.place = 'audit-log' and r.office_id = office and r.id = f.key::uuid
      cross join lateral (select
        with_pseudonym(r.changes, pattern, new_name) as now, with_pseudonym(r.before, pattern, new_name) as then) said
    where l.office_id = office and l.id = r.id),
  mails_to_done as (
    update mails m set subject = null, text = null, html = null, response = null, attempts = '[]', to_email = null,
      state = case m.state when 'pending' then 'dropped' else m.state end
    from found f where f.place = 'mails-to' and m.office_id = office and m.id = f.key::uuid),
  mails_naming_done as (
    update mails m set subject = regexp_replace(m.subject, pattern, new_name, 'g'), text = regexp_replace(m.text, pattern, new_name, 'g'),
      html = regexp_replace(m.html, pattern, new_name, 'g'), response = regexp_replace(m.response, pattern, new_name, 'g'),
      attempts = with_pseudonym(m.attempts, pattern, new_name)
    from found f where f.place = 'mails-naming' and m.office_id = office and m.id = f.key::uuid),
  tasks_done as (
    update tasks t set
      detail = case when t.subject_id = erased then '{}' else with_pseudonym(t.detail, pattern, new_name) end,
      state_reason = case when t.subject_id = erased and t.state = 'open' then 'person-erased'
        else regexp_replace(t.state_reason, pattern, new_name, 'g') end,
      closed_at = case when t.subject_id = erased then coalesce(t.closed_at, now()) else t.closed_at end,
      state = case when t.subject_id = erased then 'done' else t.state end,
      version = t.version + 1, updated_at = now()
    from found f where f.place = 'tasks' and t.office_id = office and t.id = f.key::uuid),
  snapshots_done as (
    update applications a set snapshot = with_pseudonym(a.snapshot, pattern, new_name)
      || case when a.snapshot->>'leadId' = erased::text then jsonb_build_object('leadName', new_name) else '{}' end
    from found f where f.place = 'snapshots' and a.office_id = office and a.id = f.key::uuid),
  tokens_done as (
    update tokens t set name = new_name, revoked_at = coalesce(t.revoked_at, now()), version = t.version + 1, updated_at = now()
    from found f where f.place = 'tokens' and t.office_id = office and t.id = f.key::uuid),
  feeds_done as (
    update calendar_feeds c set name = new_name, revoked_at = coalesce(c.revoked_at, now()), version = c.version + 1,
      updated_at = now()
    from found f where f.place = 'calendar-feeds' and c.office_id = office and c.id = f.key::uuid),
  invitations_done as (
    update invitations i set email = pseudonymous_email, version = i.version + 1, updated_at = now(),
      revoked_at = case when i.used_at is null then coalesce(i.revoked_at, now()) else i.revoked_at end
    from found f where f.place = 'invitations' and i.office_id = office and i.id = f.key::uuid),
  address_changes_done as (
    update address_changes c set old_email = pseudonymous_email, new_email = pseudonymous_email, version = c.version + 1,
      updated_at = now(),
      revoked_at = case when c.confirmed_at is null then coalesce(c.revoked_at, now()) else c.revoked_at end
    from found f where f.place = 'address-changes' and c.office_id = office and c.id = f.key::uuid),
  preferences_done as (
    delete from preferences p using found f where f.place = 'preferences' and p.office_id = office and p.person_id = f.key::uuid),
  suppressions_done as (
    delete from suppressions s using found f where f.place = 'suppressions' and s.office_id = office and s.id = f.key::uuid),
  own_replies_done as (
    delete from idempotency_keys where office_id = office and person_id = erased),
  replies_done as (
    update idempotency_keys k set body = regexp_replace(k.body, pattern, new_name, 'g')
    from found f where f.place = 'stored-replies' and k.office_id = office and k.person_id <> erased
      and f.key = k.person_id || ' ' || k.key)
  select jsonb_object_agg(place, count) into counts from (select place, count(*) from found group by place) by_place;
  update erasures e set changed = counts where e.office_id = office and e.person_id = erased;
  return counts;
end $$;
revoke all on function erase_person from public;
grant execute on function erase_person to zuwendo_api;
`;
