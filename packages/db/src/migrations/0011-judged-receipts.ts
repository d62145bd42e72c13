/** What has come in is judged by the end that was in force then, or by today's where that is later. */
export const sql = /* sql */ `
alter table applications
  -- The end of the cut-off in force when it came in, or when the office moved it to its round; none: no cut-off.
  add column in_time_until timestamptz,
  -- The day of the stamp on paper that the office entered later; the whole day counts.
  add column received_on date;
alter table papers add column in_time_until timestamptz;
alter table payment_requests add column in_time_until timestamptz;
grant update (is_late, version, updated_at) on payment_requests to zuwendo_api;

-- The owner is bound by row security as well, and fills in what every office has.
alter table applications no force row level security;
alter table papers no force row level security;
alter table payment_requests no force row level security;
alter table deadlines no force row level security;
alter table audit_log no force row level security;
update applications a set received_on = (
    select max((l.changes->>'receivedOn')::date) from audit_log l
    where l.office_id = a.office_id and l.subject_type = 'applications' and l.subject_id = a.id and l.action = 'paper-receipt'),
  in_time_until = (
    select max(d.ends_at) from deadlines d
    where d.office_id = a.office_id and d.subject_id = a.id and d.kind = 'application-cut-off' and d.state = 'met'
      and not exists (
        select from audit_log l
        where l.office_id = a.office_id and l.subject_type = 'applications' and l.subject_id = a.id and l.action = 'move-to-call'))
  where a.received_at is not null;
update papers p set in_time_until = (
    select max(d.ends_at) from deadlines d
    where d.office_id = p.office_id and d.subject_id = p.id and d.kind = 'paper-cut-off' and d.state = 'met'
      and d.anchor_id = p.meeting_id)
  where p.handed_in_at is not null;
update payment_requests r set in_time_until = (
    select max(d.ends_at) from deadlines d
    where d.office_id = r.office_id and d.subject_id = r.grant_id and d.kind = 'drawdown-request' and d.state = 'met');
alter table applications force row level security;
alter table papers force row level security;
alter table payment_requests force row level security;
alter table deadlines force row level security;
alter table audit_log force row level security;
`;
