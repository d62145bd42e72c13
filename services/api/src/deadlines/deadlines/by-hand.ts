import {
  type Anchor,
  type DeadlineKind,
  type DeadlineRule,
  DomainError,
  eventLabels,
  eventOf,
  type Text,
  validateRule,
} from "@zuwendo/domain";
import type { Session } from "../../request/session.ts";
import { planOf, replanDeadlines } from "../planning/change.ts";
import { findMeetingDay } from "../planning/cut-off-queries.ts";
import type { DeadlineAnchor, DeadlineDraft } from "../planning/draft.ts";
import { nameDeadline } from "../planning/name-queries.ts";
import { isOpenEnded } from "../planning/open-ended.ts";
import { findProgrammeOf } from "../planning/rule-queries.ts";
import { lockOpen } from "../planning/stored-queries.ts";

type Row = Readonly<Record<string, unknown>>;

const noDay: Text = {
  de: "Eine einzelne Frist braucht einen Tag; bitte eine Regel mit Tag angeben.",
  en: "A single deadline needs a day; please give a rule that leads to one.",
};

function assertDated(rule: DeadlineRule): void {
  validateRule(rule, "/rule");
  if (isOpenEnded(rule)) {
    throw new DomainError("rule-without-effect", { hintDe: noDay.de, hintEn: noDay.en }, "/rule");
  }
}

/** The day that somebody has given to count from: an event of the deadline's own, or a meeting's. */
async function anchorOf(
  session: Session,
  id: string,
  rule: DeadlineRule,
  given: Anchor | { readonly meetingId: string } | undefined,
): Promise<DeadlineAnchor | undefined> {
  if (given === undefined) return undefined;
  if (!("meetingId" in given)) {
    return { type: "deadlines", id, event: eventOf(rule) ?? "event", label: given.label, on: given.on };
  }
  const on = await findMeetingDay(session, given.meetingId);
  if (on === undefined)
    throw new DomainError("reference-unknown", { field: "meetingId" }, "/anchor/meetingId");
  return { type: "meetings", id: given.meetingId, event: "meeting", label: eventLabels.meeting, on };
}

/** The plan of a deadline that the office makes by hand; it is about itself, and about an application where one is named. */
export async function planByHand(session: Session, id: string, body: Row): Promise<DeadlineDraft> {
  const rule = body.rule as DeadlineRule;
  assertDated(rule);
  const applicationId = (body.applicationId as string | null | undefined) ?? null;
  const programmeOf = applicationId === null ? undefined : await findProgrammeOf(session, applicationId);
  if (applicationId !== null && programmeOf === undefined) {
    throw new DomainError("reference-unknown", { field: "applicationId" }, "/applicationId");
  }
  const given = (name: string) => (body[name] as string | null | undefined) ?? null;
  return {
    id,
    kind: body.kind as DeadlineKind,
    rule,
    anchor: await anchorOf(session, id, rule, body.anchor as Anchor | undefined),
    ...{ subjectType: "deadlines", subjectId: id, applicationId },
    ...{ programmeId: given("programmeId") ?? programmeOf ?? null, committeeId: given("committeeId") },
    ...{ title: String(body.title), leadId: given("leadId"), ownerId: given("ownerId") },
    ...{ land: given("land"), rollPolicy: given("rollPolicy"), strictness: given("strictness") },
  };
}

const reckoned = ["rule", "anchor", "land", "rollPolicy", "strictness"] as const;
const named = ["title", "leadId", "ownerId"] as const;
const changedByHand: Text = {
  de: "Die Koordinierungsstelle hat die Frist geändert",
  en: "The office changed the deadline",
};

/** Changes an open deadline: whose it is and, where it was made by hand, how it is reckoned. `before` is locked. */
export async function changeByHand(session: Session, before: Row, body: Row): Promise<void> {
  if (before.state !== "open") {
    throw new DomainError("state-forbids", { state: String(before.state), needed: "open" });
  }
  const isReckonedAnew = reckoned.some((name) => body[name] !== undefined);
  if (isReckonedAnew && before.subjectType !== "deadlines") throw new DomainError("deadline-follows-rule");
  const merged = { ...before, ...body };
  if (named.some((name) => merged[name] !== before[name])) {
    nameDeadline(session, before.id, { title: merged.title, leadId: merged.leadId, ownerId: merged.ownerId });
  }
  if (!isReckonedAnew) return;
  const id = String(before.id);
  const [stored] = await lockOpen(session, { id });
  if (stored === undefined) return;
  const plan = { ...planOf(stored), ...pick(body, ["land", "rollPolicy", "strictness"]) };
  const rule = (body.rule as DeadlineRule | undefined) ?? stored.rule;
  assertDated(rule);
  const anchor =
    body.anchor === undefined
      ? plan.anchor
      : await anchorOf(session, id, rule, body.anchor as Anchor | undefined);
  await replanDeadlines(session, [{ stored, plan: { ...plan, rule, anchor } }], changedByHand);
}

function pick(body: Row, names: readonly string[]): Row {
  return Object.fromEntries(names.flatMap((name) => (body[name] === undefined ? [] : [[name, body[name]]])));
}
