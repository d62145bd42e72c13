import { eventLabels, movedText } from "@zuwendo/domain";
import { closeDeadlines, moveAnchor } from "../../deadlines/planning/change.ts";
import { planDuties } from "../../deadlines/planning/duties.ts";
import { renameDuties } from "../../deadlines/planning/name-queries.ts";
import { lockOpen } from "../../deadlines/planning/stored-queries.ts";
import type { Session } from "../../request/session.ts";
import type { RowOf } from "../../resources/resource.ts";
import { findFirstLead } from "./queries.ts";
import type { Organisation } from "./schema.ts";

type Row = RowOf<typeof Organisation>;

const kinds = ["charitable-exemption"] as const;

async function plan(session: Session, organisation: Row, on: string): Promise<void> {
  const { id } = organisation;
  await planDuties(session, kinds, {
    owners: {},
    events: { expiry: { type: "organisations", id, on } },
    about: {
      ...{ subjectType: "organisations", subjectId: id, applicationId: null, programmeId: null },
      title: organisation.name,
      leadId: await findFirstLead(session, id, session.today),
    },
  });
}

/** An exemption notice (Freistellungsbescheid) that runs out some day must be renewed before. */
export async function planExemption(session: Session, organisation: Row): Promise<void> {
  const on = organisation.charitableUntil;
  if (on !== null && on > session.today) await plan(session, organisation, on);
}

/** Another last day moves the duty; none, or one that has passed, ends it. */
export async function followExemption(session: Session, before: Row, organisation: Row): Promise<void> {
  const { id } = organisation;
  if (before.name !== organisation.name) renameDuties(session, id, { title: organisation.name });
  const on = organisation.charitableUntil;
  if (before.charitableUntil === on) return;
  if (on === null || on <= session.today) {
    const reason = on === null ? "exemption-removed" : "exemption-expired";
    closeDeadlines(session, { subjectId: id, kinds }, "cancelled", { reason });
    return;
  }
  const [open] = await lockOpen(session, { subjectId: id, kinds });
  if (open === undefined) return plan(session, organisation, on);
  const reason = movedText(eventLabels.expiry, open.anchorOn ?? on, on);
  await moveAnchor(session, { id, event: "expiry", on }, reason);
}
