import { eventLabels, movedText } from "@zuwendo/domain";
import { renameDuties } from "../../deadlines/planning/name-queries.ts";
import { reconcile } from "../../deadlines/planning/reconcile.ts";
import type { Session } from "../../request/session.ts";
import type { RowOf } from "../../resources/resource.ts";
import type { Organisation } from "./schema.ts";

type Row = RowOf<typeof Organisation>;

const kinds = ["charitable-exemption"] as const;
const recorded = { de: "Die Freistellung ist erfasst", en: "The exemption has been recorded" };

/** An exemption notice (Freistellungsbescheid) that runs out some day must be renewed before. */
export async function planExemption(session: Session, { id, charitableUntil }: Row): Promise<void> {
  if (charitableUntil === null) return;
  await reconcile(session, { type: "organisations", id }, kinds, { reason: recorded });
}

/** Another last day moves the duty; none, or one that has passed, ends it. */
export async function followExemption(session: Session, before: Row, organisation: Row): Promise<void> {
  const { id, name, charitableUntil: on } = organisation;
  const from = before.charitableUntil;
  if (before.name !== name) renameDuties(session, id, { title: name });
  if (from === on) return;
  const reason = from === null || on === null ? recorded : movedText(eventLabels.expiry, from, on);
  await reconcile(session, { type: "organisations", id }, kinds, { reason });
}
