import { byLanguage, DomainError, dayText, type Text } from "@zuwendo/domain";
import type { Session } from "../../request/session.ts";
import { planOf, replanDeadlines } from "../planning/change.ts";
import { plannedEnd } from "../planning/draft.ts";
import type { StoredDeadline } from "../planning/stored-queries.ts";

/**
 * Refuses what is no extension: of a deadline that allows none, to a day that is not later than its present end, or beyond
 * the meeting that it comes before.
 */
export function assertExtends(session: Session, stored: StoredDeadline, newOn: string): void {
  if (!stored.isExtendable) throw new DomainError("not-extendable", {}, "/deadlineId");
  const planned = plannedEnd(session, { ...planOf(stored), extendedTo: newOn });
  // A day that rolls back to the present end would extend nothing.
  const isLater = newOn > stored.effectiveOn && !planned.none && planned.effectiveOn > stored.effectiveOn;
  const { anchorEvent, anchorOn } = stored;
  if (isLater && anchorEvent === "meeting" && anchorOn !== null && newOn > anchorOn) {
    const beyond = byLanguage({ new: dayText(newOn), meeting: dayText(anchorOn) });
    throw new DomainError("extension-beyond-meeting", beyond, "/newOn");
  }
  if (isLater) return;
  const days = byLanguage({ old: dayText(stored.effectiveOn), new: dayText(newOn) });
  throw new DomainError("extension-not-later", days, "/newOn");
}

/** Moves a deadline to the day that was granted, with the person's own words in the mail that tells of it. */
export async function extend(
  session: Session,
  stored: StoredDeadline,
  { newOn, reason }: { readonly newOn: string; readonly reason: string },
): Promise<void> {
  assertExtends(session, stored, newOn);
  await replanDeadlines(
    session,
    [{ stored, plan: { ...planOf(stored), extendedTo: newOn } }],
    grantedBecause(reason),
  );
}

const longestReason = 300;

function grantedBecause(reason: string): Text {
  const line = reason.replace(/\s+/g, " ").trim();
  const short = line.length > longestReason ? `${line.slice(0, longestReason)} …` : line;
  return { de: `Fristverlängerung bewilligt: ${short}`, en: `Extension granted: ${short}` };
}
