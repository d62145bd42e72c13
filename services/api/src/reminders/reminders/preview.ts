import { findAround } from "@zuwendo/db";
import {
  addDays,
  countedDaysFor,
  type DeadlineKind,
  DomainError,
  daysFrom,
  deadlineKinds,
  endDaysFor,
  endOfDayAt,
  foreseeMails,
  ladderInForce,
  localDay,
  type PlannedMail,
  type ReminderStep,
  type SendRule,
  type SetPlan,
} from "@zuwendo/domain";
import { listPlansInForce } from "../../deadlines/planning/rule-queries.ts";
import type { Session } from "../../request/session.ts";
import { findForeseen, findReachOf, getSendRule, listPutOff, listWaiting, type Search } from "./queries.ts";

/** Deadlines looked at in one go; a window that holds more is halved until it is a single day. */
const mostDeadlines = 20_000;

export interface Foreseen {
  readonly mails: readonly PlannedMail[];
  /** Title of every deadline in them. */
  readonly titles: ReadonlyMap<string, string>;
  /** The last day that was looked at; earlier than asked for where there was too much. */
  readonly until: string;
}

/** Every ladder that deadlines of a kind follow under these plans, with the programme it is for. */
function laddersOf(kind: DeadlineKind, plans: readonly SetPlan[]) {
  const programmes = new Set(
    plans.filter((plan) => plan.kind === kind).map(({ programmeId }) => programmeId),
  );
  return [...programmes.add(null)].map((programmeId) => ({
    programmeId,
    ladder: ladderInForce(plans, { kind, programmeId }).ladder,
  }));
}

function searchFor(
  kind: DeadlineKind,
  programmeId: string | null,
  ladder: readonly ReminderStep[],
  days: readonly string[],
  rule: SendRule,
): Search {
  const isOverdueKind = ladder.some(({ days: ahead }) => ahead < 0);
  const counted = days.flatMap((day) => ladder.flatMap((step) => countedDaysFor(step, day, rule)));
  return {
    ...{ kind, programmeId },
    countedDays: [...new Set(counted)],
    endDays: isOverdueKind ? [...new Set(days.flatMap((day) => endDaysFor(day, rule)))] : [],
  };
}

/**
 * The mails of the days from `from` to `to`, as they will go out if nothing changes: of all kinds, or of one kind of one
 * programme, under the plans in force or those given. Looks only at deadlines that have a step on these days.
 */
export async function foresee(
  session: Session,
  window: { readonly from: string; readonly to: string },
  scope: {
    readonly kinds?: readonly DeadlineKind[];
    readonly programmeId?: string | null;
    readonly plans?: readonly SetPlan[];
    readonly leadIds?: readonly string[] | null;
  } = {},
): Promise<Foreseen> {
  const rule = await getSendRule(session);
  const kinds = scope.kinds ?? deadlineKinds;
  const plans = scope.plans ?? (await listPlansInForce(session, kinds));
  const { programmeId = null, leadIds = null } = scope;
  for (let to = window.to; ; ) {
    const days = daysFrom(window.from, to);
    const searches = kinds.flatMap((kind) =>
      laddersOf(kind, plans)
        .filter((one) => programmeId === null || one.programmeId === null || one.programmeId === programmeId)
        .map(({ programmeId: own, ladder }) => searchFor(kind, programmeId ?? own, ladder, days, rule)),
    );
    const isOneDay = days.length <= 1;
    const limit = isOneDay ? mostDeadlines * 10 : mostDeadlines + 1;
    const found = await findForeseen(session, searches, { limit, leadIds });
    if (found.length > mostDeadlines && !isOneDay) {
      to = days[Math.ceil(days.length / 2) - 1] ?? window.from;
      continue;
    }
    if (found.length >= limit) throw new DomainError("preview-too-large", { most: limit });
    const deadlines = found.map((deadline) => ({ ...deadline, ...rule }));
    const around = await findAround(session, deadlines, session.now);
    const start = addDays(window.from, -1);
    const dayBefore = endOfDayAt(start, rule.zone);
    const after = Date.parse(dayBefore) > Date.parse(session.now) ? dayBefore : session.now;
    const until = new Date(Date.parse(endOfDayAt(to, rule.zone)) - 1).toISOString();
    const mails = foreseeMails(deadlines, plans, around, { after, until });
    return { mails, titles: new Map(found.map(({ id, title }) => [id, title])), until: to };
  }
}

/** What is written already and waits joins the digest of its day, else it is a mail of its own. */
function withWaiting(
  mails: readonly PlannedMail[],
  waiting: Awaited<ReturnType<typeof listWaiting>>,
  zone: string,
): PlannedMail[] {
  const written = new Map<string, PlannedMail & { items: PlannedMail["items"][number][] }>();
  for (const { mailId, kind, sendAt, recipientId, deadlineId, step, role } of waiting) {
    const mail = written.get(mailId) ?? { sendAt, on: localDay(sendAt, zone), recipientId, kind, items: [] };
    mail.items.push({ deadlineId, step, role });
    written.set(mailId, mail);
  }
  const dayOf = ({ kind, recipientId, on }: PlannedMail) => `${kind} ${recipientId} ${on}`;
  const digests = new Map(
    mails.filter(({ kind }) => kind === "digest").map((mail) => [dayOf(mail), mail] as const),
  );
  const own = [...written.values()].filter((mail) => !digests.has(dayOf(mail)));
  const joined = new Map(
    [...written.values()].flatMap((mail) => {
      const digest = digests.get(dayOf(mail));
      return digest === undefined ? [] : [[digest, mail.items] as const];
    }),
  );
  return [...mails.map((mail) => ({ ...mail, items: [...(joined.get(mail) ?? []), ...mail.items] })), ...own];
}

/**
 * The same for everybody or for one person, with the mails that are written and wait, and the reminders that people have
 * put off themselves.
 */
export async function foreseeFor(
  session: Session,
  window: { readonly from: string; readonly to: string },
  personId: string | undefined,
): Promise<Foreseen> {
  const leadIds = personId === undefined ? null : await findReachOf(session, personId);
  const { mails, titles, until } = await foresee(session, window, { leadIds });
  const { zone } = session.caller;
  const coming = { after: session.now, until: endOfDayAt(until, zone) };
  const again = await listPutOff(session, coming);
  const waiting = await listWaiting(session, coming);
  const all = [
    ...withWaiting(mails, waiting, zone),
    ...again.map(
      ({ deadlineId, personId: recipientId, remindAt, role }): PlannedMail => ({
        ...{ sendAt: remindAt, on: localDay(remindAt, zone), recipientId, kind: "digest" },
        items: [{ deadlineId, step: "again", role }],
      }),
    ),
  ].filter(
    ({ recipientId, on }) => on >= window.from && (personId === undefined || recipientId === personId),
  );
  return {
    mails: all.sort((a, b) => Date.parse(a.sendAt) - Date.parse(b.sendAt)),
    titles: new Map([
      ...titles,
      ...[...again, ...waiting].map(({ deadlineId, title }) => [deadlineId, title] as const),
    ]),
    until,
  };
}
