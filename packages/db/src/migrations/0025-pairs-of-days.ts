/** Days that come in pairs are in order; what was stored before is checked when it is changed. */
export const sql = /* sql */ `
alter table themes add constraint worked_from_before_worked_until check (worked_from <= worked_until) not valid;
alter table calls add constraint project_from_before_project_to check (project_from <= project_to) not valid;
alter table people add constraint roles_from_before_roles_until check (roles_from <= roles_until) not valid;
`;
