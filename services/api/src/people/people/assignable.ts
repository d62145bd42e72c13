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
