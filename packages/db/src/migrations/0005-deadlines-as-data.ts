/** Deadline rules, reminder plans, moves, extensions, answers, bounces and calendars; the duties behind them. */
export const sql = /* sql */ `
-- When an office's mails go out, and the secret that signs the links in them.
alter table offices
  add column send_from time not null default '07:00',
  add column send_until time not null default '09:00',
  add column send_weekdays int[] not null default '{1,2,3,4,5}',
  -- 244 random bits of the server's strong generator.
  add column mail_secret bytea not null
    default decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'),
  add column version int not null default 1,
  add column updated_at timestamptz not null default now(),
  add constraint send_window check (send_from < send_until),
  add constraint send_weekdays check (send_weekdays <@ '{1,2,3,4,5,6,7}' and cardinality(send_weekdays) > 0);
grant update (name, language, send_from, send_until, send_weekdays, version, updated_at) on offices to zuwendo_api;

drop function enter(uuid, bytea);
create function enter(claimed_office uuid, token_hash bytea)
returns table (
  token_id uuid, person_id uuid, organisation_id uuid, roles text[], scopes text[], language text,
  office_id uuid, office_short text, zone text, land text, send_from time, send_weekdays int[],
  entered_at timestamptz, is_stale boolean
) language plpgsql volatile as $$
begin
  perform set_config('app.office_id', claimed_office::text, true);
  return query
    select t.id, p.id, p.organisation_id,
      case when p.roles_until < (now() at time zone o.zone)::date then '{}' else p.roles end,
      t.scopes, p.language, o.id, o.short, o.zone, o.land, o.send_from, o.send_weekdays, now(),
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

-- What a person wants of mails, and who stands in while they are away.
create table preferences (
  office_id uuid not null references offices,
  person_id uuid not null,
  muted_kinds text[] not null default '{}',
  -- Local time of day of the digest; null: as soon as the office sends.
  mail_at time,
  deputy_id uuid,
  absent_from date,
  absent_until date,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (office_id, person_id),
  foreign key (office_id, person_id) references people,
  foreign key (office_id, deputy_id) references people,
  constraint deputy_is_somebody_else check (deputy_id <> person_id),
  constraint absent_from_before_absent_until check (absent_from <= absent_until)
);
call protect('preferences');
grant select, insert, update on preferences to zuwendo_api;
grant select on preferences to zuwendo_worker;

create table deadline_rules (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  owner_type text not null check (owner_type in ('programmes', 'funds', 'calls', 'applications', 'committees', 'papers')),
  owner_id uuid not null,
  kind text not null,
  rule jsonb not null,
  strictness text check (strictness in ('substantive', 'ordinary', 'internal')),
  roll_policy text check (roll_policy in ('none', 'next-working-day', 'previous-working-day')),
  -- Where the duty is performed, as its holidays count: the funder's Land.
  land text,
  is_extendable boolean,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (office_id, id),
  unique (office_id, owner_type, owner_id, kind)
);
create index deadline_rules_by_created on deadline_rules (office_id, created_at, id);
call protect('deadline_rules');
grant select, insert, update, delete on deadline_rules to zuwendo_api;

alter table deadlines
  add column programme_id uuid,
  add column committee_id uuid,
  add column owner_id uuid,
  -- Who led it before, so that their calendar shows it as cancelled.
  add column former_lead_id uuid,
  -- What of the anchor the rule counts from: a grant has an end and a day of service.
  add column anchor_event text,
  add column land text,
  add column roll_policy text,
  -- The day it should be met by, before the one it must be met by.
  add column soft_on date,
  -- The day an extension was granted to; a later day of the rule prevails.
  add column extended_to date,
  add column is_extendable boolean not null default false,
  -- The source of the holidays it was reckoned with.
  add column calendar text,
  add column state_reason text,
  add column met_at timestamptz,
  add column is_late boolean not null default false,
  add foreign key (office_id, programme_id) references programmes,
  add foreign key (office_id, committee_id) references committees,
  add foreign key (office_id, owner_id) references people,
  add foreign key (office_id, former_lead_id) references people;
update deadlines d set programme_id = a.programme_id from applications a
  where a.office_id = d.office_id and a.id = d.application_id;
create index deadlines_by_nominal_day on deadlines (office_id, kind, nominal_on, id) where state = 'open';
create index deadlines_by_soft_day on deadlines (office_id, kind, soft_on, id) where state = 'open' and soft_on is not null;
create index deadlines_by_programme on deadlines (office_id, programme_id, effective_on, id);
create index deadlines_by_committee on deadlines (office_id, committee_id, effective_on, id) where committee_id is not null;
create index deadlines_by_owner on deadlines (office_id, owner_id, effective_on, id) where owner_id is not null;
create index deadlines_by_former_lead on deadlines (office_id, former_lead_id) where former_lead_id is not null;
drop index deadlines_by_anchor;
create index deadlines_by_anchor on deadlines (office_id, anchor_id, anchor_event);

create table extensions (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  deadline_id uuid not null,
  state text not null check (state in ('requested', 'granted', 'refused')),
  asked_by_id uuid not null,
  asked_on date not null,
  reason text not null,
  old_on date not null,
  -- Asked for, and granted unless the decision says otherwise.
  new_on date not null,
  decided_by_id uuid,
  decided_at timestamptz,
  decision_reason text,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (office_id, id),
  foreign key (office_id, deadline_id) references deadlines,
  foreign key (office_id, asked_by_id) references people,
  foreign key (office_id, decided_by_id) references people
);
create index extensions_by_created on extensions (office_id, created_at, id);
create index extensions_by_deadline on extensions (office_id, deadline_id, created_at, id);
call protect('extensions');
grant select, insert, update on extensions to zuwendo_api;

create table reminder_plans (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  -- Null: every programme of the office that has no plan of its own.
  programme_id uuid,
  kind text not null,
  state text not null default 'draft' check (state in ('draft', 'active', 'retired')),
  steps jsonb not null,
  -- Steps that lie before this are never due: what a change of plan must not send.
  in_force_since timestamptz not null default now(),
  -- Open deadlines after this id still follow the plan before; null when all follow this one.
  replan_after uuid,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (office_id, id),
  foreign key (office_id, programme_id) references programmes
);
create unique index reminder_plans_one_in_force on reminder_plans (office_id, kind, programme_id) nulls not distinct where state = 'active';
create index reminder_plans_by_created on reminder_plans (office_id, created_at, id);
create index reminder_plans_to_replan on reminder_plans (updated_at) where replan_after is not null;
call protect('reminder_plans');
grant select, insert, update on reminder_plans to zuwendo_api;
grant select on reminder_plans to zuwendo_worker;
grant update (replan_after) on reminder_plans to zuwendo_worker;

-- A day that moved, until the people concerned have been told; moved back before that, nobody is.
create table deadline_moves (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  deadline_id uuid not null,
  old_on date not null,
  old_ends_at timestamptz not null,
  reason jsonb not null,
  -- Each further move waits anew, up to a limit after the first.
  due_at timestamptz not null,
  told_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (office_id, id),
  foreign key (office_id, deadline_id) references deadlines
);
create unique index deadline_moves_one_untold on deadline_moves (office_id, deadline_id) where told_at is null;
create index deadline_moves_due on deadline_moves (due_at) where told_at is null;
call protect('deadline_moves');
grant select, insert, update on deadline_moves to zuwendo_api;
grant select on deadline_moves to zuwendo_worker;
grant update (told_at) on deadline_moves to zuwendo_worker;

alter table mails
  drop constraint mails_kind_check,
  add constraint mails_kind_check check (kind in ('digest', 'urgent', 'moved')),
  drop constraint mails_state_check,
  add constraint mails_state_check check (state in ('pending', 'sent', 'captured', 'rejected', 'bounced', 'suppressed', 'dropped')),
  -- The server's answers, oldest first: { at, response }; the last thirty are kept.
  add column attempts jsonb not null default '[]',
  add column bounced_at timestamptz;
create index mails_next on mails (next_try_at) where state = 'pending';
grant update (state, bounced_at, response, attempts) on mails to zuwendo_api;

create table mail_moves (
  office_id uuid not null references offices,
  mail_id uuid not null,
  move_id uuid not null,
  role text not null,
  primary key (office_id, mail_id, move_id),
  foreign key (office_id, mail_id) references mails,
  foreign key (office_id, move_id) references deadline_moves
);
call protect('mail_moves');
grant select, insert on mail_moves to zuwendo_worker;
grant select on mail_moves to zuwendo_api;

alter table reminders
  -- Whom the recipient stands in for.
  add column for_id uuid,
  add foreign key (office_id, for_id) references people;
-- A deadline that is only renamed has a new version; what waits to be sent goes along.
grant update (state, reason, deadline_version) on reminders to zuwendo_api;

-- What recipients answered to their reminders: done, later, not mine. Each reminder is answered once.
create table reminder_answers (
  office_id uuid not null references offices,
  reminder_id uuid not null,
  deadline_id uuid not null,
  person_id uuid not null,
  answer text not null check (answer in ('done', 'later', 'not-mine')),
  -- Until then this person is not reminded of this deadline.
  quiet_until timestamptz not null,
  -- For "later": when the reminder comes again; null once it has.
  remind_at timestamptz,
  answered_at timestamptz not null default now(),
  primary key (office_id, reminder_id),
  foreign key (office_id, reminder_id) references reminders,
  foreign key (office_id, deadline_id) references deadlines,
  foreign key (office_id, person_id) references people
);
create index reminder_answers_by_deadline on reminder_answers (office_id, deadline_id, person_id);
create index reminder_answers_due on reminder_answers (remind_at) where remind_at is not null;
call protect('reminder_answers');
grant select, insert on reminder_answers to zuwendo_api;
grant select on reminder_answers to zuwendo_worker;
grant update (remind_at) on reminder_answers to zuwendo_worker;

-- Addresses that get no mail until somebody lifts it.
create table suppressions (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  email text not null check (email = lower(email)),
  reason text not null check (reason in ('bounce', 'complaint', 'manual')),
  detail text,
  mail_id uuid,
  lifted_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (office_id, id),
  foreign key (office_id, mail_id) references mails
);
create unique index suppressions_in_force on suppressions (office_id, email) where lifted_at is null;
create index suppressions_by_created on suppressions (office_id, created_at, id);
call protect('suppressions');
grant select, insert, update on suppressions to zuwendo_api;
grant select, insert on suppressions to zuwendo_worker;

-- What the office must look at.
create table tasks (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  kind text not null,
  subject_type text not null,
  subject_id uuid not null,
  person_id uuid,
  detail jsonb not null default '{}',
  state text not null default 'open' check (state in ('open', 'done')),
  state_reason text,
  closed_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (office_id, id),
  foreign key (office_id, person_id) references people
);
-- The same thing twice is one task.
create unique index tasks_one_open on tasks (office_id, kind, subject_id) where state = 'open';
create index tasks_by_created on tasks (office_id, created_at, id);
create index tasks_by_state on tasks (office_id, state, created_at, id);
call protect('tasks');
grant select, insert, update on tasks to zuwendo_api;
grant select, insert on tasks to zuwendo_worker;

create table calendar_feeds (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  person_id uuid not null,
  name text not null,
  scope text not null check (scope in ('mine', 'team', 'programme', 'committee')),
  programme_id uuid,
  committee_id uuid,
  alarm_days int check (alarm_days between 0 and 90),
  hash bytea not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (office_id, id),
  unique (office_id, hash),
  constraint scope_names_its_subject check ((scope = 'programme') = (programme_id is not null) and (scope = 'committee') = (committee_id is not null)),
  foreign key (office_id, person_id) references people,
  foreign key (office_id, programme_id) references programmes,
  foreign key (office_id, committee_id) references committees
);
create index calendar_feeds_by_created on calendar_feeds (office_id, created_at, id);
create index calendar_feeds_by_person on calendar_feeds (office_id, person_id, created_at, id);
call protect('calendar_feeds');
grant select, insert, update on calendar_feeds to zuwendo_api;

create index meetings_by_committee on meetings (office_id, committee_id, takes_place_on, id);

-- The day paid money had been spent; later than its window, interest may be due.
alter table disbursements add column used_on date check (used_on >= paid_on);

create table payment_requests (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  grant_id uuid not null,
  application_id uuid not null,
  amount_cents bigint not null check (amount_cents > 0),
  requested_on date not null,
  received_at timestamptz not null,
  is_late boolean not null default false,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (office_id, id),
  foreign key (office_id, grant_id) references grants,
  foreign key (office_id, application_id) references applications
);
create index payment_requests_by_created on payment_requests (office_id, created_at, id);
create index payment_requests_by_grant on payment_requests (office_id, grant_id, created_at, id);
call protect('payment_requests');
grant select, insert on payment_requests to zuwendo_api;

-- Base rate of § 247 BGB as the office has recorded it, beside what the program knows.
create table base_rates (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  valid_from date not null,
  rate_bp int not null check (rate_bp between -1000 and 5000),
  verified_on date,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (office_id, id),
  unique (office_id, valid_from)
);
create index base_rates_by_created on base_rates (office_id, created_at, id);
call protect('base_rates');
grant select, insert, update on base_rates to zuwendo_api;

create table papers (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  number text not null,
  title text not null,
  meeting_id uuid not null,
  author_id uuid not null,
  state text not null default 'draft' check (state in ('draft', 'handed-in', 'withdrawn')),
  state_reason text,
  handed_in_at timestamptz,
  is_late boolean not null default false,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (office_id, id),
  unique (office_id, number),
  foreign key (office_id, meeting_id) references meetings,
  foreign key (office_id, author_id) references people
);
create index papers_by_created on papers (office_id, created_at, id);
create index papers_by_meeting on papers (office_id, meeting_id, created_at, id);
call protect('papers');
grant select, insert, update on papers to zuwendo_api;

`;
