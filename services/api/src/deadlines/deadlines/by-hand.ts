import {
  type Anchor,
  type DeadlineRule,
  DomainError,
  deadlineProfiles,
  deadlineStateLabels,
  eventLabels,
  eventOf,
  isOpenEnded,
  referenceUnknown,
  stateForbids,
  type Text,
  validateRule,
} from "@zuwendo/domain";
import type { Static } from "typebox";
import { closeTask } from "../../office/tasks/queries.ts";
import type { Session } from "../../request/session.ts";
import { assertNamed } from "../../resources/named-people.ts";
import type { RowOf } from "../../resources/resource.ts";
import { planOf, replanDeadlines } from "../planning/change.ts";
import { findMeetingDay } from "../planning/cut-off-queries.ts";
import type { DeadlineAnchor, DeadlineDraft } from "../planning/draft.ts";
import { nameDeadline } from "../planning/name-queries.ts";
import { findProgramme, findProgrammeOf } from "../planning/rule-queries.ts";
import { lockOpen } from "../planning/stored-queries.ts";
import type { Deadline, DeadlineCreate, DeadlinePatch } from "./schema.ts";

const noDay: Text = {
  de: "Eine einzelne Frist braucht einen Tag; bitte eine Regel angeben, die zu einem Tag führt.",
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
  if (on === undefined) throw referenceUnknown("meetingId", "/anchor/meetingId");
  return { type: "meetings", id: given.meetingId, event: "meeting", label: eventLabels.meeting, on };
}

/** The plan of a deadline that the office makes by hand; it is about itself, and about an application where one is named. */
export async function planByHand(
  session: Session,
  id: string,
  body: Static<typeof DeadlineCreate>,
): Promise<DeadlineDraft> {
  const { anchor, applicationId = null, programmeId, leadId = null, ...rest } = body;
  assertDated(body.rule);
  await assertNamed(session, { leadId, ownerId: body.ownerId });
  const programmeOf = applicationId === null ? undefined : await findProgrammeOf(session, applicationId);
  if (applicationId !== null && programmeOf === undefined) {
    throw referenceUnknown("applicationId");
  }
  const about = programmeId ?? programmeOf ?? null;
  const isFunders = about !== null && deadlineProfiles[body.kind].isFunders === true;
  return {
    ...rest,
    ...{ id, subjectType: "deadlines", subjectId: id, applicationId, leadId, programmeId: about },
    procedureAct: isFunders ? (await findProgramme(session, about))?.procedureAct : undefined,
    anchor: await anchorOf(session, id, body.rule, anchor),
  };
}

const reckoned = ["rule", "anchor", "land", "rollPolicy", "strictness"] as const;
const named = ["title", "leadId", "ownerId"] as const;
const changedByHand: Text = {
  de: "Die Koordinierungsstelle hat die Frist geändert",
  en: "The coordination office has changed the deadline",
};

/** Changes an open deadline: whose it is and, where it was made by hand, how it is reckoned. `before` is locked. */
export async function changeByHand(
  session: Session,
  before: RowOf<typeof Deadline>,
  body: Static<typeof DeadlinePatch>,
): Promise<void> {
  if (before.state !== "open") {
    throw stateForbids(deadlineStateLabels, { state: before.state, needed: ["open"] });
  }
  const isReckonedAnew = reckoned.some((name) => body[name] !== undefined);
  if (isReckonedAnew && before.subjectType !== "deadlines") throw new DomainError("deadline-follows-rule");
  await assertNamed(session, { leadId: body.leadId, ownerId: body.ownerId }, before);
  const merged = { ...before, ...body };
  if (named.some((name) => merged[name] !== before[name])) {
    nameDeadline(session, before.id, merged);
    const task = { kind: "assign-lead", subjectId: before.id } as const;
    if (merged.leadId !== null) closeTask(session, task, { reason: "lead-named", now: session.now });
  }
  if (!isReckonedAnew) return;
  const [stored] = await lockOpen(session, { id: before.id });
  if (stored === undefined) return;
  const { anchor, rule = stored.rule } = body;
  assertDated(rule);
  const plan = { ...planOf(stored), ...pick(body, ["land", "rollPolicy", "strictness"]), rule };
  const changes = anchor === undefined ? {} : { anchor: await anchorOf(session, before.id, rule, anchor) };
  await replanDeadlines(session, [{ stored, plan: { ...plan, ...changes } }], changedByHand);
}

function pick<Name extends keyof Body, Body extends object>(body: Body, names: readonly Name[]) {
  return Object.fromEntries(
    names.flatMap((name) => (body[name] === undefined ? [] : [[name, body[name]]])),
  ) as { [Given in Name]?: Exclude<Body[Given], undefined> };
}
