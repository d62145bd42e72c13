/** An answer that was a mistake is taken back and kept as such; mails name the papers that they are about. */
export const sql = /* sql */ `
alter table reminder_answers
  -- Until the same reminder is answered again; the audit log keeps every answer.
  add column taken_back_at timestamptz;
grant update (answer, quiet_until, remind_at, answered_at, taken_back_at) on reminder_answers to zuwendo_api;
grant select (office_id, id, number) on papers to zuwendo_worker;
`;
