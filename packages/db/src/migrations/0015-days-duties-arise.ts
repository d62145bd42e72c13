/** A duty whose day had passed before it arose is to be met at once, on the day it arose. */
export const sql = /* sql */ `
alter table deadlines add column arisen_on date;
`;
