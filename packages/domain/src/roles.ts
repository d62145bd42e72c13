import { DomainError } from "./errors.ts";
import type { Text } from "./text.ts";
import { byLanguage, say } from "./wording.ts";

/**
 * Who may do what: the one table of permissions. `all` reaches every row of the office; `own` the rows of the
 * caller's organisation or under the caller's lead; `agenda` the applications that have reached a committee.
 */
export const roles = [
  "project-lead",
  "coordinator",
  "lead-office",
  "committee-member",
  "partner",
  "auditor",
  "admin",
] as const;
export type Role = (typeof roles)[number];

export const roleLabels: Readonly<Record<Role, Text>> = {
  "project-lead": { de: "Projektleitung", en: "project lead" },
  coordinator: { de: "Koordinierungs- und Fachstelle", en: "coordinator" },
  "lead-office": { de: "federführendes Amt", en: "lead office" },
  "committee-member": { de: "Ausschussmitglied", en: "committee member" },
  partner: { de: "beteiligtes Amt", en: "partner authority" },
  auditor: { de: "Prüfung", en: "auditor" },
  admin: { de: "Betrieb", en: "operator" },
};

export const scopes = ["own", "agenda", "all"] as const;
export type Scope = (typeof scopes)[number];

type Grants = Partial<Record<Role, Scope>>;

const everyone: Grants = {
  "project-lead": "all",
  coordinator: "all",
  "lead-office": "all",
  "committee-member": "all",
  partner: "all",
  auditor: "all",
  admin: "all",
};
const directoryWriters: Grants = { coordinator: "all", admin: "all" };
const officeWriters: Grants = { coordinator: "all", "lead-office": "all" };
const projects: Grants = { "project-lead": "own", partner: "own", ...officeWriters, auditor: "all" };
const decisions: Grants = { ...projects, "committee-member": "agenda" };
const money: Grants = { ...officeWriters, auditor: "all" };
/** Everybody has their own, nobody those of others: they are secrets. */
const personal: Grants = {
  "project-lead": "own",
  coordinator: "own",
  "lead-office": "own",
  "committee-member": "own",
  partner: "own",
  auditor: "own",
  admin: "own",
};
const myself: Grants = { "project-lead": "own", "committee-member": "own", partner: "own" };

export const permissions = {
  "organisations.read": { ...projects, "committee-member": "own", admin: "all" },
  "organisations.write": directoryWriters,
  "me.read": everyone,
  "people.read": { ...myself, ...officeWriters, auditor: "all", admin: "all" },
  "people.write": directoryWriters,
  "tokens.read": { ...myself, coordinator: "own", "lead-office": "own", auditor: "own", admin: "all" },
  "tokens.write": { ...myself, coordinator: "own", "lead-office": "own", auditor: "own", admin: "all" },
  "themes.read": everyone,
  "themes.write": directoryWriters,
  "findings.read": everyone,
  "findings.write": directoryWriters,
  "needs.read": everyone,
  "needs.write": directoryWriters,
  "programmes.read": everyone,
  "programmes.write": directoryWriters,
  "funds.read": everyone,
  "funds.write": officeWriters,
  "fund-years.read": { ...money, "committee-member": "all" },
  "fund-years.write": officeWriters,
  "committees.read": everyone,
  "committees.write": directoryWriters,
  "meetings.read": everyone,
  "meetings.write": directoryWriters,
  "calls.read": everyone,
  "calls.write": directoryWriters,
  "ideas.read": projects,
  "ideas.write": { "project-lead": "own", ...officeWriters },
  "ideas.advise": officeWriters,
  "matches.read": projects,
  "matches.dismiss": { "project-lead": "own", coordinator: "all" },
  "applications.read": decisions,
  "applications.write": { "project-lead": "own", ...officeWriters },
  "applications.check": officeWriters,
  "votes.read": decisions,
  "votes.write": { coordinator: "all" },
  "grants.read": projects,
  "grants.write": { "lead-office": "all" },
  "disbursements.read": projects,
  "disbursements.write": { "lead-office": "all" },
  "payment-requests.read": projects,
  "payment-requests.write": { "project-lead": "own", ...officeWriters },
  "base-rates.read": money,
  "base-rates.write": { "lead-office": "all" },
  "papers.read": { ...money, "committee-member": "all" },
  "papers.write": officeWriters,
  "deadlines.read": decisions,
  "deadlines.write": officeWriters,
  "deadline-rules.read": everyone,
  "deadline-rules.write": officeWriters,
  "extensions.read": decisions,
  "extensions.request": { "project-lead": "own", ...officeWriters },
  "extensions.decide": officeWriters,
  "reminder-plans.read": { ...money, admin: "all" },
  "reminder-plans.write": { coordinator: "all", "lead-office": "all", admin: "all" },
  "reminders.read": { ...myself, ...officeWriters, auditor: "all", admin: "all" },
  "preferences.read": { ...myself, ...officeWriters, auditor: "own", admin: "all" },
  "preferences.write": { ...myself, ...officeWriters, auditor: "own", admin: "all" },
  "calendar-feeds.read": personal,
  "calendar-feeds.write": personal,
  "overview.read": everyone,
  "offices.read": everyone,
  "offices.write": { coordinator: "all", admin: "all" },
  "tasks.read": { ...money, admin: "all" },
  "tasks.write": officeWriters,
  "suppressions.read": { ...money, admin: "all" },
  "suppressions.write": { coordinator: "all", "lead-office": "all", admin: "all" },
  "mail-events.write": { coordinator: "all", admin: "all" },
  "mails.read": { ...myself, coordinator: "all", "lead-office": "all", auditor: "all", admin: "all" },
  "ledger-entries.read": money,
  "ledger-entries.write": { "lead-office": "all" },
  "rollups.read": { ...money, "committee-member": "all" },
  "metrics.read": { admin: "all" },
  "audit-log.read": { "lead-office": "all", auditor: "all", admin: "all" },
} as const satisfies Record<string, Grants>;

export type Permission = keyof typeof permissions;

/** How far the roles reach for a permission, the widest of them; undefined when none of them has it. */
export function scopeOf(held: readonly string[], permission: Permission): Scope | undefined {
  const grants: Grants = permissions[permission];
  const reached = held.map((role) => grants[role as Role]).filter((scope) => scope !== undefined);
  return scopes.findLast((scope) => reached.includes(scope));
}

/** Everything that the roles allow, and how far. */
export function permissionsOf(held: readonly string[]): { permission: Permission; reach: Scope }[] {
  return (Object.keys(permissions) as Permission[]).flatMap((permission) => {
    const reach = scopeOf(held, permission);
    return reach === undefined ? [] : [{ permission, reach }];
  });
}

const reachTexts: Readonly<Record<Scope, Text>> = {
  own: { de: "{role} (nur Eigenes)", en: "{role} (own only)" },
  agenda: { de: "{role} (nur Tagesordnung)", en: "{role} (agenda only)" },
  all: { de: "{role}", en: "{role}" },
};

/** The roles that have a permission, and how far they reach, as a list in words. */
export function holdersOf(permission: Permission): Text {
  const grants: Grants = permissions[permission];
  const holders = roles.flatMap((role) => {
    const scope = grants[role];
    return scope === undefined ? [] : [say(reachTexts[scope], { role: roleLabels[role] })];
  });
  return { de: holders.map(({ de }) => de).join(", "), en: holders.map(({ en }) => en).join(", ") };
}

/** The refusal for want of a permission; it names the roles that have it. */
export function forbidden(permission: Permission): DomainError {
  return new DomainError("forbidden", { permission, ...byLanguage({ roles: holdersOf(permission) }) });
}

/** Whether somebody with these roles may do it at all. */
export function may(held: readonly string[], permission: Permission): boolean {
  return scopeOf(held, permission) !== undefined;
}

/** Roles that somebody with these roles may give to others: an admin all, everyone else those without office power. */
export function assignableRoles(held: readonly string[]): readonly Role[] {
  return held.includes("admin") ? roles : ["project-lead", "committee-member", "partner"];
}
