/** What somebody who leaves the office still holds, as lists can tell it. */
export const sql = /* sql */ `
alter table tokens add column is_revoked boolean not null generated always as (revoked_at is not null) stored;
alter table calendar_feeds add column is_revoked boolean not null generated always as (revoked_at is not null) stored;
create index preferences_by_deputy on preferences (office_id, deputy_id) where deputy_id is not null;
`;
