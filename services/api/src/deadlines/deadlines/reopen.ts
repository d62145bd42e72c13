import { byLanguage, DomainError, type Text } from "@zuwendo/domain";
import type { Session } from "../../request/session.ts";
import type { RowOf } from "../../resources/resource.ts";
import { planOf, replanDeadlines } from "../planning/change.ts";
import { findMeetingDay } from "../planning/cut-off-queries.ts";
import { recomputeGoverned } from "../planning/recompute.ts";
import { reopenClosed } from "../planning/stored-queries.ts";
import type { Deadline } from "./schema.ts";

const opened: Text = {
  de: "Die Koordinierungsstelle hat die Frist wieder geöffnet",
  en: "The office has opened the deadline again",
};

const otherIsOpen: Text = {
  de: "Dieselbe Pflicht ist schon in einer anderen Frist offen.",
  en: "The same duty is open in another deadline already.",
};

/** Opens a deadline again that somebody has closed by mistake, as its rule and its event ask for it today. */
export async function reopen(session: Session, before: RowOf<typeof Deadline>): Promise<void> {
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
  await recomputeGoverned(session, { type: "deadlines", id }, [kind], opened);
}
