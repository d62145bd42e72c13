import { holidays } from "./holidays.ts";

/** Somebody as the year's own book has them: what was done is written down here, nothing is asked of the product. */
export interface Member {
  readonly id: string;
  readonly name: string;
  readonly token: string;
  language: "de" | "en";
  email: string;
  roles: readonly string[];
  from?: string;
  until?: string;
  absent?: { readonly from: string; readonly until: string };
  deputyId?: string;
  organisationId?: string;
  deactivatedOn?: string;
  erasedOn?: string;
}

/** What a deadline is about, as far as it says who may hear of it. */
export interface About {
  readonly leadId: string | undefined;
  readonly organisationId: string | undefined;
}

const officeRoles = ["coordinator", "lead-office"];

function rolesOf(member: Member, day: string): readonly string[] {
  const { from = "", until = "9999-12-31", deactivatedOn, erasedOn } = member;
  const isOut = deactivatedOn !== undefined || erasedOn !== undefined;
  return !isOut && from <= day && day <= until ? member.roles : [];
}

export function isAway({ absent }: Member, day: string): boolean {
  return absent !== undefined && absent.from <= day && day <= absent.until;
}

function isOfOffice(member: Member, day: string): boolean {
  return rolesOf(member, day).some((role) => officeRoles.includes(role));
}

/** The people of the year. */
export class Book {
  readonly members = new Map<string, Member>();

  add(member: Member): Member {
    this.members.set(member.id, member);
    return member;
  }

  of(id: string | null | undefined): Member | undefined {
    return this.members.get(id ?? "");
  }

  withRole(role: string, day: string): Member[] {
    return [...this.members.values()].filter((member) => rolesOf(member, day).includes(role));
  }

  /** Whether somebody may hear of a thing on a day in their own right: the office, its lead, or their organisation. */
  mayHear(member: Member, about: About, day: string): boolean {
    if (rolesOf(member, day).length === 0) return false;
    if (isOfOffice(member, day) || member.id === about.leadId) return true;
    return member.organisationId !== undefined && member.organisationId === about.organisationId;
  }

  /** Who receives what is meant for somebody: themselves, or whoever stands in while they are away. */
  receiverFor(member: Member, about: About, day: string): Member | undefined {
    if (!isAway(member, day)) return member;
    const deputy = this.of(member.deputyId);
    const isThere = deputy !== undefined && !isAway(deputy, day) && this.mayHear(deputy, about, day);
    return isThere ? deputy : undefined;
  }

  /** Whether somebody has a part in a thing: of the office, its lead, or named as the deputy of one of them. */
  hasPart(member: Member, about: About, day: string): boolean {
    if (rolesOf(member, day).length === 0) return false;
    if (isOfOffice(member, day) || member.id === about.leadId) return true;
    return this.of(about.leadId)?.deputyId === member.id && this.mayHear(member, about, day);
  }
}

const dayMs = 86_400_000;
const utc = (day: string) => Date.parse(`${day}T00:00:00Z`);

export function plusDays(day: string, days: number): string {
  return new Date(utc(day) + days * dayMs).toISOString().slice(0, 10);
}

/** Monday to Friday, and no public holiday: the days on which the office sends. */
function isSendDay(day: string): boolean {
  const weekday = new Date(utc(day)).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !holidays.includes(day);
}

export function sendDay(day: string, direction: 1 | -1): string {
  let reached = day;
  while (!isSendDay(reached)) reached = plusDays(reached, direction);
  return reached;
}
