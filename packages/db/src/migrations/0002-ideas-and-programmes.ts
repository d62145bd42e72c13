/** What the theme tables found, the ideas that answer it, and the programmes, funds and calls that pay. */
export const sql = /* sql */ `
create table themes (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  position int not null,
  title text not null,
  method text not null default 'guided-questions' check (method in ('guided-questions', 'discursive')),
  worked_from date,
  worked_until date,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (office_id, id)
);
create index themes_by_created on themes (office_id, created_at, id);
create index themes_by_position on themes (office_id, position, id);
call protect('themes');

create table findings (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  theme_id uuid not null,
  kind text not null check (kind in ('offer', 'expected-task', 'statement')),
  description text not null,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (office_id, id),
  foreign key (office_id, theme_id) references themes
);
create index findings_by_created on findings (office_id, created_at, id);
create index findings_by_theme on findings (office_id, theme_id, created_at, id);
call protect('findings');

create table needs (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  -- The home table: sums count here only, so that rollups never count twice.
  theme_id uuid not null,
  finding_id uuid,
  title text not null,
  description text,
  priority int not null default 2 check (priority between 1 and 3),
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (office_id, id),
  foreign key (office_id, theme_id) references themes,
  foreign key (office_id, finding_id) references findings
);
create index needs_by_created on needs (office_id, created_at, id);
create index needs_by_theme on needs (office_id, theme_id, created_at, id);
create index needs_by_title on needs (office_id, title, id);
call protect('needs');

create table ideas (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  number text not null,
  title text not null,
  summary text,
  state text not null default 'captured',
  origin text not null default 'form',
  captured_on date not null,
  theme_id uuid,
  need_id uuid,
  organisation_id uuid,
  lead_id uuid,
  applicant_kind text,
  topics text[] not null default '{}',
  measure_kinds text[] not null default '{}',
  target_groups text[] not null default '{}',
  area_key text,
  amount_cents bigint check (amount_cents >= 0),
  own_share_cents bigint check (own_share_cents >= 0),
  starts_on date,
  ends_on date,
  state_reason text,
  search tsvector generated always as
    (setweight(to_tsvector('german', title), 'A') || to_tsvector('german', coalesce(summary, ''))) stored,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (office_id, id),
  unique (office_id, number),
  constraint starts_on_before_ends_on check (starts_on <= ends_on),
  foreign key (office_id, theme_id) references themes,
  foreign key (office_id, need_id) references needs,
  foreign key (office_id, organisation_id) references organisations,
  foreign key (office_id, lead_id) references people
);
create index ideas_by_created on ideas (office_id, created_at, id);
create index ideas_by_state on ideas (office_id, state, created_at, id);
create index ideas_by_title on ideas (office_id, title, id);
create index ideas_by_theme on ideas (office_id, theme_id, created_at, id);
create index ideas_by_organisation on ideas (office_id, organisation_id, created_at, id);
create index ideas_by_lead on ideas (office_id, lead_id, created_at, id);
create index ideas_by_words on ideas using gin (search);
call protect('ideas');

create table programmes (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  name text not null,
  funder text not null,
  level text not null check (level in ('eu', 'federal', 'state', 'district', 'municipal', 'foundation', 'lottery', 'club')),
  applicant_kinds text[],
  excluded_applicant_kinds text[] not null default '{}',
  area_keys text[],
  topics text[] not null default '{}',
  excluded_topics text[] not null default '{}',
  excluded_measure_kinds text[] not null default '{}',
  target_groups text[] not null default '{}',
  min_grant_cents bigint,
  max_grant_cents bigint,
  max_total_cost_cents bigint,
  funding_rate_bp int check (funding_rate_bp between 0 and 10000),
  own_share_min_bp int not null default 0 check (own_share_min_bp between 0 and 10000),
  is_charitable_required boolean not null default false,
  is_opinion_required boolean not null default false,
  max_duration_months int,
  latest_end_month_day text,
  financing_type text not null default 'deficit' check (financing_type in ('deficit', 'proportional', 'fixed', 'full')),
  -- Weeks in which paid money must be spent, and in which use must be proved after the project's end.
  spending_window_weeks int not null default 6,
  proof_weeks int not null default 6,
  rule_quotes jsonb not null default '{}',
  is_illustrative boolean not null default true,
  verified_on date,
  source_url text,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (office_id, id)
);
create index programmes_by_created on programmes (office_id, created_at, id);
create index programmes_by_name on programmes (office_id, name, id);
call protect('programmes');

create table committees (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  name text not null,
  kind text not null check (kind in ('steering', 'youth', 'council', 'board')),
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (office_id, id)
);
create index committees_by_created on committees (office_id, created_at, id);
call protect('committees');

create table meetings (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  committee_id uuid not null,
  takes_place_on date not null,
  place text,
  state text not null default 'planned' check (state in ('planned', 'held', 'cancelled')),
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (office_id, id),
  foreign key (office_id, committee_id) references committees
);
create index meetings_by_created on meetings (office_id, created_at, id);
create index meetings_by_day on meetings (office_id, takes_place_on, id);
call protect('meetings');

create table funds (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  programme_id uuid not null,
  committee_id uuid,
  name text not null,
  per_project_max_cents bigint,
  fast_lane_max_cents bigint,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (office_id, id),
  foreign key (office_id, programme_id) references programmes,
  foreign key (office_id, committee_id) references committees
);
create index funds_by_created on funds (office_id, created_at, id);
create index funds_by_programme on funds (office_id, programme_id, created_at, id);
call protect('funds');

create table calls (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  programme_id uuid not null,
  fund_id uuid,
  meeting_id uuid,
  title text not null,
  opens_on date,
  deadline_rule jsonb not null,
  strictness text not null default 'substantive' check (strictness in ('substantive', 'ordinary', 'internal')),
  -- Derived from the rule and its anchor, kept for filters and sorting.
  closes_on date,
  closes_at timestamptz,
  project_from date,
  project_to date,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (office_id, id),
  foreign key (office_id, programme_id) references programmes,
  foreign key (office_id, fund_id) references funds,
  foreign key (office_id, meeting_id) references meetings
);
create index calls_by_created on calls (office_id, created_at, id);
create index calls_by_close on calls (office_id, closes_on, id);
create index calls_by_meeting on calls (office_id, meeting_id);
create index calls_by_programme on calls (office_id, programme_id, created_at, id);
call protect('calls');

-- A match is computed when it is read; what is kept is that somebody dismissed it, and why.
create table match_dismissals (
  office_id uuid not null references offices,
  idea_id uuid not null,
  call_id uuid not null,
  reason text not null,
  dismissed_by uuid not null,
  dismissed_at timestamptz not null default now(),
  primary key (office_id, idea_id, call_id),
  foreign key (office_id, idea_id) references ideas,
  foreign key (office_id, call_id) references calls,
  foreign key (office_id, dismissed_by) references people
);
call protect('match_dismissals');

grant select, insert, update on themes, findings, needs, ideas, programmes, committees, meetings, funds, calls to zuwendo_api;
grant select, insert, update, delete on match_dismissals to zuwendo_api;
grant select on programmes, funds, calls, meetings to zuwendo_worker;
`;
