/** Which act of administrative procedure an office, and the funder of a programme, works by. */
export const sql = /* sql */ `
alter table offices
  add column procedure_act text not null default 'LVwG SH' check (procedure_act in ('VwVfG', 'LVwG SH'));
alter table programmes
  -- None: a funder under private law, or none of these acts.
  add column procedure_act text check (procedure_act in ('VwVfG', 'LVwG SH'));
alter table deadlines
  -- Whose paragraphs its explanation names; none: under private law.
  add column procedure_act text check (procedure_act in ('VwVfG', 'LVwG SH'));

-- The owner is bound by row security as well, and fills in what every office has.
alter table offices no force row level security;
alter table programmes no force row level security;
alter table deadlines no force row level security;
update offices set procedure_act = 'VwVfG' where land <> 'SH';
update programmes p set procedure_act = case p.level when 'federal' then 'VwVfG' else o.procedure_act end
  from offices o where o.id = p.office_id and p.level in ('federal', 'state', 'district', 'municipal');
update deadlines d set procedure_act = case
    when d.kind in ('application-cut-off', 'upstream-proof') and d.programme_id is not null then (
      select p.procedure_act from programmes p where p.office_id = d.office_id and p.id = d.programme_id)
    else o.procedure_act end
  from offices o where o.id = d.office_id;
alter table offices force row level security;
alter table programmes force row level security;
alter table deadlines force row level security;

drop function enter(uuid, bytea);
create function enter(claimed_office uuid, token_hash bytea)
returns table (
  token_id uuid, person_id uuid, organisation_id uuid, roles text[], scopes text[], language text,
  office_id uuid, office_short text, zone text, land text, procedure_act text, send_from time, send_weekdays int[],
  entered_at timestamptz, is_stale boolean
) language plpgsql volatile as $$
begin
  perform set_config('app.office_id', claimed_office::text, true);
  return query
    select t.id, p.id, p.organisation_id,
      case when p.roles_until < (now() at time zone o.zone)::date then '{}' else p.roles end,
      t.scopes, p.language, o.id, o.short, o.zone, o.land, o.procedure_act, o.send_from, o.send_weekdays, now(),
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
`;
