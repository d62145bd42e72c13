/** Roles that begin on a day, and tokens that invite somebody until they have made their own. */
export const sql = /* sql */ `
-- The first day on which the roles count; null: since ever.
alter table people add column roles_from date;
-- Made by an administrator for somebody else; ends when that person makes a token of their own.
alter table tokens add column is_invitation boolean not null default false;

-- The roles that somebody has on a day.
create function roles_on(person people, day date) returns text[] language sql stable parallel safe
  return case when person.roles_from > day or person.roles_until < day then '{}'::text[] else person.roles end;

create or replace function enter(claimed_office uuid, token_hash bytea)
returns table (
  token_id uuid, person_id uuid, organisation_id uuid, roles text[], scopes text[], language text,
  office_id uuid, office_short text, zone text, land text, procedure_act text, send_from time, send_weekdays int[],
  entered_at timestamptz, is_stale boolean
) language plpgsql volatile as $$
begin
  perform set_config('app.office_id', claimed_office::text, true);
  return query
    select t.id, p.id, p.organisation_id, roles_on(p, (now() at time zone o.zone)::date),
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
