/** Where the answers to an office's mails go. */
export const sql = /* sql */ `
alter table offices add column email text;
grant update (email) on offices to zuwendo_api;
`;
