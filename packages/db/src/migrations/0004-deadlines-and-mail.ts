/** Deadlines, the reminders that were due, and the mails that carry them. */
export const sql = /* sql */ `
create table deadlines (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  kind text not null,
  subject_type text not null,
  subject_id uuid not null,
  application_id uuid,
  title text not null,
  rule jsonb not null,
  -- The day the rule counts from: a meeting, a payment, a project's end. Moving it moves the deadline.
  anchor_type text,
  anchor_id uuid,
  anchor_label jsonb,
  anchor_on date,
  nominal_on date not null,
  effective_on date not null,
  ends_at timestamptz not null,
  explanation jsonb not null,
  strictness text not null,
  state text not null default 'open' check (state in ('open', 'met', 'cancelled')),
  closed_at timestamptz,
  lead_id uuid,
  -- Steps up to this instant have been handled; the next one is due at next_remind_at.
  reminded_until timestamptz not null,
  next_remind_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (office_id, id),
  foreign key (office_id, application_id) references applications,
  foreign key (office_id, lead_id) references people
);
create index deadlines_by_created on deadlines (office_id, created_at, id);
create index deadlines_by_day on deadlines (office_id, state, effective_on, id);
create index deadlines_by_subject on deadlines (office_id, subject_id);
create index deadlines_by_application on deadlines (office_id, application_id, effective_on);
create index deadlines_by_anchor on deadlines (office_id, anchor_id) where state = 'open';
create index deadlines_by_lead on deadlines (office_id, lead_id, state, effective_on, id);
-- Not led by the office: the sweep of a worker serves all offices in the order of time.
create index deadlines_due on deadlines (next_remind_at) where state = 'open' and next_remind_at is not null;
call protect('deadlines');

create table mails (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  recipient_id uuid not null,
  kind text not null check (kind in ('digest', 'urgent')),
  -- The recipient's local day the mail belongs to: one digest per person and day.
  for_on date not null,
  state text not null default 'pending' check (state in ('pending', 'sent', 'captured', 'rejected', 'dropped')),
  -- How often a worker has taken it up; the fence against one that was thought dead.
  attempt int not null default 0,
  refusals int not null default 0,
  -- By the database's clock. A worker that takes the mail up moves it ahead by its lease.
  next_try_at timestamptz not null default now(),
  subject text,
  text text,
  html text,
  response text,
  sent_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (office_id, id),
  foreign key (office_id, recipient_id) references people
);
create unique index mails_one_open_digest on mails (office_id, recipient_id, for_on) where kind = 'digest';
create index mails_by_created on mails (office_id, created_at, id);
create index mails_by_recipient on mails (office_id, recipient_id, created_at, id);
create index mails_waiting on mails (office_id, next_try_at) where state = 'pending';
call protect('mails');

-- One row per due step, deadline version and person: the unique key is what keeps a reminder from going twice.
create table reminders (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  deadline_id uuid not null,
  deadline_version int not null,
  step text not null,
  recipient_id uuid not null,
  role text not null,
  state text not null check (state in ('bound', 'sent', 'skipped', 'dropped')),
  -- Why it was skipped or dropped.
  reason text,
  due_at timestamptz not null,
  mail_id uuid,
  created_at timestamptz not null default now(),
  primary key (office_id, id),
  unique (office_id, deadline_id, deadline_version, step, recipient_id),
  foreign key (office_id, deadline_id) references deadlines,
  foreign key (office_id, recipient_id) references people,
  foreign key (office_id, mail_id) references mails
);
create index reminders_by_created on reminders (office_id, created_at, id);
create index reminders_by_mail on reminders (office_id, mail_id);
create index reminders_by_recipient on reminders (office_id, recipient_id, created_at, id);
call protect('reminders');

-- Figures that a worker measures for the whole installation; they belong to no office and name none.
create table gauges (
  name text primary key,
  value double precision not null,
  measured_at timestamptz not null default now()
);
grant select on gauges to zuwendo_api;
grant select, insert, update on gauges to zuwendo_worker;

grant select, insert, update on deadlines to zuwendo_api;
grant select on reminders, mails to zuwendo_api;
grant select, insert, update on reminders, mails to zuwendo_worker;
grant select on deadlines to zuwendo_worker;
grant update (reminded_until, next_remind_at) on deadlines to zuwendo_worker;
`;
