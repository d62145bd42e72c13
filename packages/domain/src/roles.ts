import { DomainError } from "./errors.ts";
import type { Labels, Text } from "./text.ts";
import { byLanguage, labelOf, say } from "./wording.ts";

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

export const roleLabels: Labels<Role> = {
  "project-lead": { de: "Projektleitung", en: "project lead" },
  coordinator: { de: "Koordinierungs- und Fachstelle", en: "coordinator" },
  "lead-office": { de: "federführendes Amt", en: "lead office" },
  "committee-member": { de: "Ausschussmitglied", en: "committee member" },
  partner: { de: "beteiligtes Amt", en: "partner authority" },
  auditor: { de: "Prüfung", en: "auditor" },
  admin: { de: "Betrieb", en: "operator" },
};

/** What a token may do of what its owner may. */
export const tokenScopeLabels: Labels<"read" | "write"> = {
  read: { de: "Lesen", en: "reading" },
  write: { de: "Schreiben", en: "writing" },
};

export const scopes = ["own", "agenda", "all"] as const;
export type Scope = (typeof scopes)[number];

/** How far a role reaches. */
export const scopeLabels: Labels<Scope> = {
  own: { de: "nur Eigenes", en: "own only" },
  agenda: { de: "nur Tagesordnung", en: "agenda only" },
  all: { de: "alles", en: "everything" },
};

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
/** Everybody has their own and changes nobody else's. */
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
  // Whoever hands in an application names its partners.
  "partner-organisations.read": { "project-lead": "all", ...officeWriters },
  "me.read": everyone,
  "me.write": everyone,
  "people.read": { ...myself, ...officeWriters, auditor: "all", admin: "all" },
  "people.write": directoryWriters,
  "erasures.read": { auditor: "all", admin: "all" },
  "erasures.write": { admin: "all" },
  "invitations.read": { ...officeWriters, auditor: "all", admin: "all" },
  "invitations.write": directoryWriters,
  "tokens.read": { ...myself, coordinator: "all", "lead-office": "own", auditor: "own", admin: "all" },
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
  "ideas.read": decisions,
  "ideas.write": { "project-lead": "own", ...officeWriters },
  "ideas.advise": officeWriters,
  "matches.read": projects,
  "matches.dismiss": { "project-lead": "own", coordinator: "all" },
  "applications.read": decisions,
  "applications.write": { "project-lead": "own", ...officeWriters },
  "applications.check": officeWriters,
  "status-links.read": { "project-lead": "own", ...officeWriters },
  "status-links.write": { "project-lead": "own", ...officeWriters },
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
  // Whoever lets people go sees which calendars they hold, never the secrets of them.
  "calendar-feeds.read": { ...personal, coordinator: "all", admin: "all" },
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

/** What the API keeps, as many of them. */
export const resourceLabels = {
  organisations: { de: "Träger", en: "organisations" },
  "partner-organisations": { de: "Namen von Trägern", en: "names of organisations" },
  me: { de: "eigene Angaben", en: "own details" },
  people: { de: "Personen", en: "people" },
  erasures: { de: "Löschungen", en: "erasures" },
  invitations: { de: "Einladungen", en: "invitations" },
  tokens: { de: "Token", en: "tokens" },
  themes: { de: "Thementische", en: "themes" },
  findings: { de: "Ergebnisse", en: "findings" },
  needs: { de: "Bedarfe", en: "needs" },
  programmes: { de: "Förderprogramme", en: "programmes" },
  funds: { de: "Fonds", en: "funds" },
  "fund-years": { de: "Haushaltsjahre", en: "fund years" },
  committees: { de: "Gremien", en: "committees" },
  meetings: { de: "Sitzungen", en: "meetings" },
  calls: { de: "Förderaufrufe", en: "calls" },
  ideas: { de: "Projektideen", en: "ideas" },
  matches: { de: "Passungen", en: "matches" },
  applications: { de: "Anträge", en: "applications" },
  "status-links": { de: "Statusseiten", en: "status links" },
  votes: { de: "Voten", en: "votes" },
  grants: { de: "Bewilligungen", en: "grants" },
  disbursements: { de: "Auszahlungen", en: "disbursements" },
  "payment-requests": { de: "Mittelabrufe", en: "payment requests" },
  "base-rates": { de: "Basiszinssätze", en: "base rates" },
  papers: { de: "Vorlagen", en: "papers" },
  deadlines: { de: "Fristen", en: "deadlines" },
  "deadline-rules": { de: "Fristregeln", en: "deadline rules" },
  extensions: { de: "Fristverlängerungen", en: "extensions" },
  "reminder-plans": { de: "Erinnerungspläne", en: "reminder plans" },
  reminders: { de: "Erinnerungen", en: "reminders" },
  preferences: { de: "Mail-Einstellungen", en: "email settings" },
  "calendar-feeds": { de: "Kalender-Abos", en: "calendar feeds" },
  offices: { de: "Koordinierungsstelle", en: "office" },
  tasks: { de: "Aufgaben", en: "tasks" },
  suppressions: { de: "gesperrte Adressen", en: "suppressed addresses" },
  "mail-events": { de: "Rückmeldungen zu Mails", en: "reports on emails" },
  mails: { de: "Mails", en: "emails" },
  "ledger-entries": { de: "Buchungen", en: "ledger entries" },
  rollups: { de: "Auswertungen", en: "rollups" },
  metrics: { de: "Messwerte", en: "metrics" },
  "audit-log": { de: "Änderungsprotokoll", en: "audit log" },
} as const satisfies Labels;

const actionLabels = {
  read: { de: "lesen", en: "read" },
  write: { de: "bearbeiten", en: "edit" },
  advise: { de: "beraten", en: "advise on" },
  dismiss: { de: "verwerfen", en: "dismiss" },
  check: { de: "prüfen", en: "check" },
  request: { de: "beantragen", en: "request" },
  decide: { de: "entscheiden", en: "decide on" },
} as const satisfies Labels;

/** A permission in words: „Anträge prüfen“. */
function permissionText(permission: Permission): Text {
  const [resource = "", action = ""] = permission.split(".");
  return say(
    { de: "{resource} {action}", en: "{action} {resource}" },
    { resource: labelOf(resourceLabels, resource), action: labelOf(actionLabels, action) },
  );
}

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

/** The roles that have a permission, and how far they reach, as a list in words. */
export function holdersOf(permission: Permission): Text {
  const grants: Grants = permissions[permission];
  const holders = roles.flatMap((role) => {
    const scope = grants[role];
    if (scope === undefined) return [];
    const values = { role: roleLabels[role], reach: scopeLabels[scope] };
    return [
      scope === "all" ? roleLabels[role] : say({ de: "{role} ({reach})", en: "{role} ({reach})" }, values),
    ];
  });
  return { de: holders.map(({ de }) => de).join(", "), en: holders.map(({ en }) => en).join(", ") };
}

/** The refusal for want of a permission; it names the roles that have it. */
export function forbidden(permission: Permission): DomainError {
  const words = byLanguage({ permission: permissionText(permission), roles: holdersOf(permission) });
  return new DomainError("forbidden", words);
}

/** Whether somebody with these roles may do it at all. */
export function may(held: readonly string[], permission: Permission): boolean {
  return scopeOf(held, permission) !== undefined;
}

/** Somebody's roles, and the first and the last day on which they count; null: without such a day. */
export interface RoleHolder {
  readonly roles: readonly string[];
  readonly rolesFrom: string | null;
  readonly rolesUntil: string | null;
  /** Since when they are shut out, whatever their roles; null: they are not. */
  readonly deactivatedAt: string | null;
}

/** The roles that somebody has on a day. */
export function rolesOn(holder: RoleHolder, day: string): readonly string[] {
  const { roles: held, rolesFrom, rolesUntil, deactivatedAt } = holder;
  const counts = (rolesFrom === null || rolesFrom <= day) && (rolesUntil === null || day <= rolesUntil);
  return counts && deactivatedAt === null ? held : [];
}

/** Whether somebody has roles on any day from `today` on. */
export function hasRolesAhead(holder: RoleHolder, today: string): boolean {
  return rolesOn({ ...holder, rolesFrom: null }, today).length > 0;
}

/** Roles that somebody with these roles may give to others: an admin all, everyone else those without office power. */
export function assignableRoles(held: readonly string[]): readonly Role[] {
  return held.includes("admin") ? roles : ["project-lead", "committee-member", "partner"];
}
