import type { DeadlineKind } from "../deadlines/kinds.ts";
import { deadlineProfiles } from "../deadlines/kinds.ts";
import { epochMs } from "../time/calendar.ts";
import type { SkipReason } from "./due-steps.ts";
import type { ReminderAudience, ReminderStep } from "./ladders.ts";
import { type Receiver, standInFor } from "./plans.ts";

/** The people of some offices by id, with what they wish of mails. */
export type People = ReadonlyMap<string, Person>;

/** Somebody who can be reminded. */
export interface Person extends Receiver {
  readonly officeId: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly mutedKinds: readonly string[];
  /** Local time of day the digest is wanted at; null: as soon as the office sends. */
  readonly mailAt: string | null;
}

/** What of a deadline says whom it concerns. */
export interface Concerning {
  readonly id: string;
  readonly officeId: string;
  readonly kind: DeadlineKind;
  readonly leadId: string | null;
  readonly ownerId: string | null;
}

/** Somebody who is told, as what, and for whom they stand in. */
export interface Recipient {
  readonly id: string;
  readonly role: ReminderAudience;
  readonly forId: string | null;
  readonly mailAt: string | null;
  /** Why this one is not told after all; null for those who are. */
  readonly silence: SkipReason | null;
}

/** What somebody answered to a reminder, and until when they are left alone for it. */
export interface GivenAnswer {
  readonly deadlineId: string;
  readonly personId: string;
  readonly answer: "done" | "later" | "not-mine";
  readonly quietUntil: string;
}

/** Whom reminders can concern, and what they have answered. */
export interface Around {
  readonly people: People;
  readonly answers: readonly GivenAnswer[];
}

const silences: Readonly<Record<GivenAnswer["answer"], SkipReason>> = {
  done: "answered-done",
  later: "put-off",
  "not-mine": "not-theirs",
};

/** The roles that hold the audiences of the office. */
const rolesOf: Partial<Record<ReminderAudience, string>> = {
  office: "coordinator",
  "lead-office": "lead-office",
};

/** Who holds an audience for a deadline; nobody where the function is not filled. */
function holdersOf(deadline: Concerning, audience: ReminderAudience, people: People): string[] {
  switch (audience) {
    case "lead":
      return known(people, deadline.leadId);
    case "owner":
      return known(people, deadline.ownerId);
    case "deputy":
      return known(people, people.get(deadline.leadId ?? "")?.deputyId ?? null);
    case "office":
    case "lead-office": {
      const role = rolesOf[audience] ?? "";
      return [...people.values()]
        .filter((person) => person.officeId === deadline.officeId && person.roles.includes(role))
        .map(({ id }) => id);
    }
    default:
      return audience satisfies never;
  }
}

function known(people: People, id: string | null): string[] {
  return id !== null && people.has(id) ? [id] : [];
}

/**
 * The recipients of a reminder, each person once, in the first of their functions. Where nobody holds any of the
 * functions the office is told: a duty without a person must not stay silent. Who is away on the day is stood in for;
 * `silence` says who is not told after all, by what holds at the moment. What somebody has asked for (`isAsked`), and what
 * is no reminder, comes also where the kind is muted.
 */
export function recipientsOf(
  deadline: Concerning,
  audience: readonly ReminderAudience[],
  around: Around,
  { at, today, isAsked = false }: { readonly at: string; readonly today: string; readonly isAsked?: boolean },
): Recipient[] {
  const { people } = around;
  const named = audience.flatMap((role) => holdersOf(deadline, role, people).map((id) => ({ id, role })));
  const meant =
    named.length > 0
      ? named
      : holdersOf(deadline, "office", people).map((id) => ({ id, role: "office" as const }));
  const found = new Map<string, Recipient>();
  for (const { id, role } of meant) {
    const receiverId = standInFor(id, people, today);
    const receiver = people.get(receiverId);
    if (receiver === undefined || found.has(receiverId)) continue;
    found.set(receiverId, {
      id: receiverId,
      role: receiverId === id ? role : "deputy",
      forId: receiverId === id ? null : id,
      mailAt: receiver.mailAt,
      silence: silenceOf(deadline, isAsked ? { ...receiver, mutedKinds: [] } : receiver, around.answers, at),
    });
  }
  return [...found.values()];
}

function silenceOf(
  deadline: Concerning,
  person: Person,
  answers: readonly GivenAnswer[],
  at: string,
): SkipReason | null {
  const answer = answers.find(
    (one) =>
      one.deadlineId === deadline.id && one.personId === person.id && epochMs(one.quietUntil) > epochMs(at),
  );
  if (answer !== undefined) return silences[answer.answer];
  const isMuted = person.mutedKinds.includes(deadline.kind) && !deadlineProfiles[deadline.kind].isStatutory;
  return isMuted ? "muted" : null;
}

/** A reminder that somebody got, and whom its deadline concerns. */
export interface GivenReminder extends Pick<Concerning, "leadId" | "ownerId"> {
  readonly step: string;
  readonly role: ReminderAudience;
  /** Whom the recipient stood in for. */
  readonly forId: string | null;
}

/**
 * The steps that come to the recipient as this one did: for their function, for that of whom they stand in for or, where
 * nobody holds the functions a step names and the office is told instead, also those that name no others.
 */
export function stepsAlike(reminder: GivenReminder, ladder: readonly ReminderStep[]): ReminderStep[] {
  const { forId, leadId, ownerId, role } = reminder;
  const functions: readonly ReminderAudience[] =
    forId === null
      ? [role]
      : forId === leadId
        ? ["lead"]
        : forId === ownerId
          ? ["owner"]
          : ["office", "lead-office"];
  const names = (step: ReminderStep) => step.audience.some((audience) => functions.includes(audience));
  const current = ladder.find(({ key }) => key === reminder.step);
  if (current === undefined || names(current)) return ladder.filter(names);
  return ladder.filter(
    (step) => names(step) || step.audience.every((audience) => current.audience.includes(audience)),
  );
}
