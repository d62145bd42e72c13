import { assignableRoles, byLanguage, DomainError, labelOf, roleLabels } from "@zuwendo/domain";
import type { Session } from "../../request/session.ts";

/** Nobody gives, or takes away, a role above their own reach: `role-not-assignable`. */
export function assertAssignable(
  session: Session,
  lists: readonly (readonly string[] | undefined)[],
  pointer?: string,
): void {
  const assignable: readonly string[] = assignableRoles(session.caller.roles);
  const refused = lists.flatMap((list) => list ?? []).find((role) => !assignable.includes(role));
  if (refused === undefined) return;
  const words = byLanguage({ role: labelOf(roleLabels, refused), admin: roleLabels.admin });
  throw new DomainError("role-not-assignable", words, pointer);
}

const reversed = {
  de: "Rollen enden nicht vor dem Tag, an dem sie beginnen.",
  en: "Roles do not end before the day on which they begin.",
};

/** Refuses roles that end before they begin: `value-refused`. */
export function assertRolePeriod({
  rolesFrom,
  rolesUntil,
}: {
  readonly rolesFrom?: string | null | undefined;
  readonly rolesUntil?: string | null | undefined;
}): void {
  if (rolesFrom == null || rolesUntil == null || rolesFrom <= rolesUntil) return;
  throw new DomainError("value-refused", byLanguage({ rule: reversed }), "/rolesUntil");
}
