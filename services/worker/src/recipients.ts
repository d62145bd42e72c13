import type { Transaction } from "@zuwendo/db";
import {
  type DeadlineKind,
  deadlineProfiles,
  type Receiver,
  type ReminderAudience,
  type SkipReason,
  standInFor,
} from "@zuwendo/domain";
import { sql } from "kysely";

/** The people of some offices by id, with what they wish of mails. */
export type People = ReadonlyMap<string, Person>;

interface Person extends Receiver {
  readonly officeId: string;
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

interface Answer {
  readonly deadlineId: string;
  readonly personId: string;
  readonly answer: "done" | "later" | "not-mine";
}

const silences: Readonly<Record<Answer["answer"], SkipReason>> = {
  done: "answered-done",
  later: "put-off",
  "not-mine": "not-theirs",
};

/** The roles that hold the audiences of the office. */
const rolesOf: Partial<Record<ReminderAudience, string>> = {
  office: "coordinator",
  "lead-office": "lead-office",
};

/** Everybody these deadlines may concern: leads, owners, whoever stands in, and the people of their offices. */
export async function findPeople(
  tx: Transaction,
  about: readonly Concerning[],
  now: string,
): Promise<{ people: People; answers: readonly Answer[] }> {
  const offices = [...new Set(about.map(({ officeId }) => officeId))];
  const ids = [...new Set(about.flatMap(({ leadId, ownerId }) => [leadId ?? [], ownerId ?? []].flat()))];
  const rows = await tx.run<Person>(sql`
    select p.office_id, p.id, coalesce(f.muted_kinds, '{}') as muted_kinds, f.mail_at, f.deputy_id, f.absent_from,
      f.absent_until, case when p.roles_until < (${now}::timestamptz at time zone o.zone)::date then '{}' else p.roles end as roles
    from people p
      join offices o on o.id = p.office_id
      left join preferences f on f.office_id = p.office_id and f.person_id = p.id
    where p.office_id = any(${offices}::uuid[]) and (p.id = any(${ids}::uuid[])
      or p.roles && array['coordinator', 'lead-office']
      or p.id in (select deputy_id from preferences where office_id = any(${offices}::uuid[])))`);
  const answers = await tx.run<Answer>(sql`
    select deadline_id, person_id, answer from reminder_answers
    where office_id = any(${offices}::uuid[]) and deadline_id = any(${about.map(({ id }) => id)}::uuid[])
      and quiet_until > ${now}`);
  return { people: new Map(rows.map((row) => [row.id, row])), answers };
}

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
 * functions the office is told: a duty without a person must not stay silent. Who is away is stood in for.
 */
export function recipientsOf(
  deadline: Concerning,
  audience: readonly ReminderAudience[],
  { people, answers }: { readonly people: People; readonly answers: readonly Answer[] },
  today: string,
): Recipient[] {
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
      silence: silenceOf(deadline, receiver, answers),
    });
  }
  return [...found.values()];
}

function silenceOf(deadline: Concerning, person: Person, answers: readonly Answer[]): SkipReason | null {
  const answer = answers.find((one) => one.deadlineId === deadline.id && one.personId === person.id);
  if (answer !== undefined) return silences[answer.answer];
  const isMuted = person.mutedKinds.includes(deadline.kind) && !deadlineProfiles[deadline.kind].isStatutory;
  return isMuted ? "muted" : null;
}
