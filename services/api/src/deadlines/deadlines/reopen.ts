import { byLanguage, type DeadlineState, DomainError, type Text } from "@zuwendo/domain";
import type { Session } from "../../request/session.ts";
import { planOf, replanDeadlines } from "../planning/change.ts";
import { findMeetingDay } from "../planning/cut-off-queries.ts";
import type { DutyScope } from "../planning/facts-queries.ts";
import { reconcile } from "../planning/reconcile.ts";
import { reopenClosed, type StoredDeadline } from "../planning/stored-queries.ts";

const opened: Text = {
  de: "Die Koordinierungsstelle hat die Frist wieder geöffnet",
  en: "The coordination office has opened the deadline again",
};

const otherIsOpen: Text = {
  de: "Dieselbe Pflicht ist schon in einer anderen Frist offen.",
  en: "The same duty is already open in another deadline.",
};

/** Opens a deadline again that somebody has closed by mistake, as its rule and its event ask for it today. */
export async function reopen(
  session: Session,
  before: { readonly id: string; readonly state: DeadlineState },
): Promise<void> {
  const { id } = before;
  const stored = await reopenClosed(session, id);
  if (stored === undefined) throw new DomainError("already-exists", byLanguage({ advice: otherIsOpen }));
  const { anchorType, anchorId, anchorOn, kind } = stored;
  const isMeeting = anchorType === "meetings" && anchorId !== null;
  const on = isMeeting ? ((await findMeetingDay(session, anchorId)) ?? anchorOn) : anchorOn;
  const plan = planOf({ ...stored, anchorOn: on });
  await replanDeadlines(session, [{ stored, plan }], opened, {
    areBack: true,
    // That something is done is told to nobody.
    wereTold: before.state === "cancelled",
  });
  const scope = scopeOf(stored);
  if (scope !== undefined) await reconcile(session, scope, [kind], { reason: opened });
}

/** Where the duty comes from; undefined for what was made by hand, or for a programme. */
function scopeOf({ applicationId, subjectType, subjectId }: StoredDeadline): DutyScope | undefined {
  switch (subjectType) {
    case "applications":
    case "grants":
    case "disbursements":
      return applicationId === null ? undefined : { type: "applications", id: applicationId };
    case "meetings":
    case "papers":
    case "organisations":
      return { type: subjectType, id: subjectId };
    default:
      return undefined;
  }
}
