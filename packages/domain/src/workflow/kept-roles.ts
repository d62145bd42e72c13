import { DomainError } from "../errors.ts";
import { type Role, type RoleHolder, roleLabels, rolesOn } from "../roles.ts";
import { addDays } from "../time/calendar.ts";
import { dayText } from "../time/day-words.ts";
import { byLanguage } from "../wording.ts";

/** Roles that an office which has them must not lose: who gives roles, and who does its daily work. */
export const keptRoles = ["admin", "coordinator"] as const satisfies readonly Role[];

/** Somebody's roles as they are and as they are to be, and those of everybody else. */
export interface RoleChange {
  readonly before: RoleHolder;
  readonly after: RoleHolder;
  readonly others: readonly RoleHolder[];
}

/** The first day from `today` on which the change takes away a role that nobody else has then; undefined for none. */
export function firstDayWithout(
  role: Role,
  { before, after, others }: RoleChange,
  today: string,
): string | undefined {
  const remaining = [after, ...others];
  // Only on these days does anybody begin to lack it.
  const turns = [
    today,
    before.rolesFrom ?? today,
    ...remaining.flatMap(({ rolesUntil }) => (rolesUntil === null ? [] : [addDays(rolesUntil, 1)])),
  ];
  const has = (holder: RoleHolder, day: string) => rolesOn(holder, day).includes(role);
  return turns
    .filter((day) => day >= today)
    .sort()
    .find((day) => has(before, day) && !remaining.some((holder) => has(holder, day)));
}

/** Refuses a change that leaves the office without somebody in a role that it must not lose: `last-of-role`. */
export function assertRolesKept(change: RoleChange, today: string): void {
  for (const role of keptRoles) {
    const day = firstDayWithout(role, change, today);
    if (day !== undefined) {
      throw new DomainError("last-of-role", byLanguage({ role: roleLabels[role], day: dayText(day) }));
    }
  }
}
