import type { DeadlineKind } from "../deadlines/kinds.ts";
import { deadlineProfiles } from "../deadlines/kinds.ts";
import { DomainError } from "../errors.ts";
import { fieldText } from "../field-labels.ts";
import { may, type RoleHolder, rolesOn, scopeOf } from "../roles.ts";
import { epochMs } from "../time/calendar.ts";
import { byLanguage } from "../wording.ts";
import type { SkipReason } from "./due-steps.ts";
import type { ReminderAudience, ReminderStep } from "./ladders.ts";
import { type Receiver, standInFor } from "./plans.ts";

/** The people of some offices by id, with what they wish of mails. */
export type People = ReadonlyMap<string, Person>;

/** Somebody who can be reminded. */
export interface Person extends Receiver, RoleHolder {
  readonly officeId: string;
  readonly name: string;
  readonly organisationId: string | null;
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
  readonly applicationId: string | null;
  readonly committeeId: string | null;
}

/** What of an application says who may see it. */
export interface ConcernedApplication {
  readonly id: string;
  readonly leadId: string;
  readonly organisationId: string;
  readonly partnerOrganisationIds: readonly string[];
  /** Whether a committee has it in front of it or behind it. */
  readonly isOnAgenda: boolean;
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
  /** Those of the deadlines, by id. */
  readonly applications: ReadonlyMap<string, ConcernedApplication>;
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

/** Functions that a certain person has for a deadline, not a role in the office. */
const personalFunctions: readonly ReminderAudience[] = ["lead", "owner", "deputy"];

/** Who holds an audience for a deadline on a day; nobody where the function is not filled. */
function holdersOf(
  deadline: Concerning,
  audience: ReminderAudience,
  people: People,
  today: string,
): string[] {
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
        .filter((person) => person.officeId === deadline.officeId && rolesOn(person, today).includes(role))
        .map(({ id }) => id);
    }
    default:
      return audience satisfies never;
  }
}

function known(people: People, id: string | null): string[] {
  return id !== null && people.has(id) ? [id] : [];
}

/** Whether a person's roles show them a deadline on a day: the reach of `deadlines.read`, as the API has it. */
function maySee(person: Person, deadline: Concerning, around: Around, today: string): boolean {
  const scope = scopeOf(rolesOn(person, today), "deadlines.read");
  const application = around.applications.get(deadline.applicationId ?? "");
  const isTheirs = [deadline.leadId, deadline.ownerId, application?.leadId].includes(person.id);
  const { organisationId } = person;
  const organisations = [application?.organisationId, ...(application?.partnerOrganisationIds ?? [])];
  switch (scope) {
    case undefined:
      return false;
    case "all":
      return true;
    case "own":
      return isTheirs || (organisationId !== null && organisations.includes(organisationId));
    case "agenda":
      return deadline.committeeId !== null || application?.isOnAgenda === true;
    default:
      return scope satisfies never;
  }
}

/**
 * Whether a step is meant for a lead or owner and none of them may be told any more, as their roles have ended or do not
 * show them the thing: the office has to find somebody else.
 */
export function lacksPerson(
  deadline: Concerning,
  audience: readonly ReminderAudience[],
  around: Around,
  today: string,
): boolean {
  const named = [
    ...(audience.includes("lead") ? [deadline.leadId] : []),
    ...(audience.includes("owner") ? [deadline.ownerId] : []),
  ].flatMap((id) => around.people.get(id ?? "") ?? []);
  return named.length > 0 && !named.some((person) => maySee(person, deadline, around, today));
}

interface When {
  readonly at: string;
  readonly today: string;
  /** What somebody has asked for, and what is no reminder, comes also where the kind is muted. */
  readonly isAsked?: boolean;
  /** Who has put the reminder off: it is meant for them, not for an audience. */
  readonly askedBy?: string;
}

/**
 * The recipients of a reminder, each person once, in the first of their functions: only whom their roles show the deadline
 * on that day. Who is away is stood in for, by somebody who may see it as well. Where nobody is left of the persons it is
 * meant for, or nobody holds any of the functions, the coordinators are told, and even those who are away rather than
 * nobody: a duty must not stay silent. `silence` says who is not told after all, by what holds at the moment.
 */
export function recipientsOf(
  deadline: Concerning,
  audience: readonly ReminderAudience[],
  around: Around,
  { at, today, isAsked = false, askedBy }: When,
): Recipient[] {
  const { people } = around;
  const isEntitled = (id: string) => {
    const person = people.get(id);
    return person !== undefined && maySee(person, deadline, around, today);
  };
  const holding = (role: ReminderAudience) =>
    holdersOf(deadline, role, people, today).map((id): Meant => ({ id, role, receiverId: id }));
  const reached = (meant: readonly Meant[]) =>
    meant.flatMap((one) => {
      const receiverId = isEntitled(one.id) ? standInFor(one.id, people, today, isEntitled) : null;
      return receiverId === null ? [] : [{ ...one, receiverId }];
    });
  const named: readonly Meant[] =
    askedBy === undefined ? audience.flatMap(holding) : [{ id: askedBy, role: "owner", receiverId: askedBy }];
  const isPersonal = ({ role }: Meant) => personalFunctions.includes(role);
  const told = reached(named);
  const isForNobody = named.length === 0 || (named.some(isPersonal) && !told.some(isPersonal));
  const withOffice = isForNobody ? [...told, ...reached(holding("office"))] : told;
  const found = new Map<string, Recipient>();
  for (const { id, role, receiverId } of withOffice.length > 0 ? withOffice : holding("office")) {
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

/** Whom a reminder is meant for, as what, and who receives it. */
interface Meant {
  readonly id: string;
  readonly role: ReminderAudience;
  readonly receiverId: string;
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

/**
 * Refuses somebody as the person whom the deadlines of a thing concern when mails can never reach them: without a role
 * that shows deadlines, or with roles that have ended. Throws `person-without-role` on the field.
 */
export function assertReachable(person: RoleHolder, today: string, field: string): void {
  // Who begins later can be named already; until then the coordinators are told.
  if (may(rolesOn({ ...person, rolesFrom: null }, today), "deadlines.read")) return;
  throw new DomainError("person-without-role", byLanguage({ field: fieldText(field) }), `/${field}`);
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
