/** Applications, votes, grants and payments, and the ledger that every figure is derived from. */
export const sql = /* sql */ `
create table fund_years (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  fund_id uuid not null,
  year int not null check (year between 2000 and 2100),
  -- Guard totals and the last ledger position; the row is locked while an entry is written.
  allocated_cents bigint not null default 0,
  reserved_cents bigint not null default 0,
  committed_cents bigint not null default 0,
  last_seq bigint not null default 0,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (office_id, id),
  unique (office_id, fund_id, year),
  foreign key (office_id, fund_id) references funds,
  constraint over_commitment check (allocated_cents >= reserved_cents + committed_cents)
);
create index fund_years_by_created on fund_years (office_id, created_at, id);
call protect('fund_years');

create table applications (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  number text not null,
  idea_id uuid not null,
  call_id uuid not null,
  programme_id uuid not null,
  fund_id uuid,
  organisation_id uuid not null,
  partner_organisation_ids uuid[] not null default '{}',
  lead_id uuid not null,
  title text not null,
  state text not null default 'draft',
  state_reason text,
  costs jsonb not null default '[]',
  financing jsonb not null default '[]',
  total_cost_cents bigint not null default 0,
  requested_cents bigint not null default 0,
  starts_on date not null,
  ends_on date not null,
  meeting_id uuid,
  -- The receipt stamp; set once, never changed.
  received_at timestamptz,
  is_late boolean not null default false,
  snapshot jsonb,
  snapshot_sha256 text,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (office_id, id),
  unique (office_id, number),
  check (starts_on <= ends_on),
  foreign key (office_id, idea_id) references ideas,
  foreign key (office_id, call_id) references calls,
  foreign key (office_id, programme_id) references programmes,
  foreign key (office_id, fund_id) references funds,
  foreign key (office_id, organisation_id) references organisations,
  foreign key (office_id, lead_id) references people,
  foreign key (office_id, meeting_id) references meetings
);
create index applications_by_created on applications (office_id, created_at, id);
create index applications_by_state on applications (office_id, state, created_at, id);
create index applications_by_call on applications (office_id, call_id, created_at, id);
create index applications_by_idea on applications (office_id, idea_id, created_at, id);
create index applications_by_organisation on applications (office_id, organisation_id, created_at, id);
create index applications_by_lead on applications (office_id, lead_id, created_at, id);
call protect('applications');

create function keep_receipt() returns trigger language plpgsql as $$
begin
  if old.received_at is not null and new.received_at is distinct from old.received_at then
    raise exception 'the receipt stamp of an application never changes';
  end if;
  return new;
end $$;
create trigger keep_receipt before update of received_at on applications
  for each row execute function keep_receipt();

create table votes (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  application_id uuid not null,
  meeting_id uuid not null,
  outcome text not null,
  amount_cents bigint not null default 0 check (amount_cents >= 0),
  in_favour int not null default 0,
  against int not null default 0,
  abstained int not null default 0,
  -- Members who declared a conflict of interest and did not take part.
  excluded int not null default 0,
  conditions text,
  voted_on date not null,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (office_id, id),
  foreign key (office_id, application_id) references applications,
  foreign key (office_id, meeting_id) references meetings
);
create index votes_by_created on votes (office_id, created_at, id);
create index votes_by_application on votes (office_id, application_id, created_at, id);
call protect('votes');

create table grants (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  application_id uuid not null,
  fund_year_id uuid not null,
  instrument text not null default 'notice' check (instrument in ('notice', 'contract')),
  amount_cents bigint not null check (amount_cents > 0),
  disbursed_cents bigint not null default 0,
  financing_type text not null,
  period_from date not null,
  period_to date not null,
  -- Day on which the notice was served; periods for objection run from here.
  served_on date not null,
  conditions text,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (office_id, id),
  unique (office_id, application_id),
  check (disbursed_cents between 0 and amount_cents),
  check (period_from <= period_to),
  foreign key (office_id, application_id) references applications,
  foreign key (office_id, fund_year_id) references fund_years
);
create index grants_by_created on grants (office_id, created_at, id);
call protect('grants');

create table disbursements (
  office_id uuid not null references offices,
  id uuid not null default new_id(),
  grant_id uuid not null,
  application_id uuid not null,
  amount_cents bigint not null check (amount_cents > 0),
  paid_on date not null,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (office_id, id),
  foreign key (office_id, grant_id) references grants,
  foreign key (office_id, application_id) references applications
);
create index disbursements_by_created on disbursements (office_id, created_at, id);
create index disbursements_by_grant on disbursements (office_id, grant_id, created_at, id);
call protect('disbursements');

create table ledger_entries (
  office_id uuid not null references offices,
  fund_year_id uuid not null,
  seq bigint not null,
  id uuid not null default new_id(),
  kind text not null,
  amount_cents bigint not null check (amount_cents <> 0),
  booked_on date not null,
  value_on date not null,
  programme_id uuid not null,
  fund_id uuid not null,
  call_id uuid,
  application_id uuid,
  organisation_id uuid,
  theme_id uuid,
  need_id uuid,
  area_key text,
  reverses_id uuid,
  note text,
  person_id uuid,
  created_at timestamptz not null default now(),
  primary key (office_id, fund_year_id, seq),
  unique (office_id, id),
  foreign key (office_id, fund_year_id) references fund_years,
  foreign key (office_id, application_id) references applications,
  foreign key (office_id, reverses_id) references ledger_entries (office_id, id)
);
create unique index ledger_entries_reversed_once on ledger_entries (office_id, reverses_id) where reverses_id is not null;
create index ledger_entries_by_created on ledger_entries (office_id, created_at, id);
create index ledger_entries_by_application on ledger_entries (office_id, application_id, created_at) where application_id is not null;
call protect('ledger_entries');

-- How far the worker has folded a fund year's entries into its rollups.
create table fold_positions (
  office_id uuid not null references offices,
  fund_year_id uuid not null,
  folded_seq bigint not null default 0,
  primary key (office_id, fund_year_id),
  foreign key (office_id, fund_year_id) references fund_years
);
call protect('fold_positions');

create table rollups (
  office_id uuid not null references offices,
  fund_year_id uuid not null,
  dimension text not null,
  value text not null,
  measure text not null,
  amount_cents bigint not null,
  entries bigint not null,
  primary key (office_id, fund_year_id, dimension, value, measure),
  foreign key (office_id, fund_year_id) references fund_years
);
call protect('rollups');

grant select, insert, update on fund_years, applications, votes, grants, disbursements to zuwendo_api;
grant select, insert on ledger_entries to zuwendo_api;
grant select on fold_positions, rollups to zuwendo_api;
grant insert on fold_positions to zuwendo_api;
grant select on fund_years, applications, ledger_entries, grants to zuwendo_worker;
grant select, insert, update on fold_positions, rollups to zuwendo_worker;
`;
