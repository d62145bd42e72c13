import {
  assertPreferences,
  type DeadlineKind,
  DomainError,
  defaultPreferences,
  type Preferences,
} from "@zuwendo/domain";
import { validate } from "uuid";
import type { Session } from "../../request/session.ts";
import { assertNamed, findUnerased } from "../../resources/named-people.ts";
import { findPreferences, isPerson, type StoredPreferences, savePreferences } from "./queries.ts";

/** What holds for a person, chosen or not; `not-found` for somebody the caller may not look after. */
export async function getPreferences(
  session: Session,
  personId: string,
  options: { readonly lock?: boolean } = {},
): Promise<StoredPreferences> {
  const isInReach = session.scope === "all" || personId === session.caller.personId;
  if (!isInReach || !validate(personId) || !(await isPerson(session, personId, options.lock === true))) {
    throw new DomainError("not-found");
  }
  return (await findPreferences(session, personId)) ?? { ...defaultPreferences, version: 0 };
}

/** A person's preferences as the API shows them. */
export function presentPreferences(id: string, preferences: StoredPreferences) {
  const { mutedKinds, mailAt, deputyId, absentFrom, absentUntil, version } = preferences;
  return { id, mutedKinds, mailAt, deputyId, absentFrom, absentUntil, version };
}

/** Changes some of the preferences that `getPreferences` has locked; what stays the same is not written. */
export async function changePreferences(
  session: Session,
  personId: string,
  before: StoredPreferences,
  changes: Partial<Preferences>,
): Promise<StoredPreferences> {
  const wanted: Preferences = { ...before, ...changes };
  await findUnerased(session, personId);
  assertPreferences(personId, wanted);
  await assertNamed(session, { deputyId: changes.deputyId }, before);
  const changed = Object.entries(changes).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof Preferences]),
  );
  if (changed.length === 0) return before;
  const saved = await savePreferences(session, personId, wanted);
  session.audit({
    action: "change",
    subjectType: "preferences",
    subjectId: personId,
    version: saved.version,
    changes: Object.fromEntries(changed),
  });
  return saved;
}

/** Switches reminders of some kinds off or on again for whoever runs the session; doing so twice changes nothing more. */
export async function muteKinds(
  session: Session,
  kinds: readonly DeadlineKind[],
  isMuted: boolean,
): Promise<StoredPreferences> {
  const { personId } = session.caller;
  const before = await getPreferences(session, personId, { lock: true });
  const others = before.mutedKinds.filter((kind) => !kinds.includes(kind));
  const added = kinds.filter((kind) => !before.mutedKinds.includes(kind));
  const mutedKinds = isMuted ? [...before.mutedKinds, ...added] : others;
  return changePreferences(session, personId, before, { mutedKinds });
}
