import type { Crew } from "./crew.ts";
import type { Closed } from "./load.ts";
import type { Claim, Told } from "./record.ts";
import type { SinkNote } from "./sink.ts";

export interface Evidence {
  readonly told: readonly Told[];
  readonly claims: readonly Claim[];
  readonly notes: readonly SinkNote[];
  readonly closed: readonly Closed[];
  readonly kills: Crew["kills"];
}

/** A mail that the server accepted more than once. */
export interface Duplicate {
  readonly messageId: string;
  readonly times: readonly number[];
  /** From the first acceptance to the signal of the kill that it is owed to, which may have come first; undefined where there was none before the next attempt. */
  readonly killAfterMs: number | undefined;
}

export interface Verdict {
  readonly accepted: number;
  readonly duplicates: readonly Duplicate[];
  readonly underOtherIds: readonly string[];
  readonly lost: readonly string[];
  readonly forClosed: readonly string[];
  /** Closed deadlines whose mail had been taken up before, and those of which none went out. */
  readonly closedTooLate: number;
  readonly closedUntold: number;
  readonly rejected: readonly Told[];
  readonly rejectedUntold: readonly Told[];
  /** Noted as sent although the server never accepted it. */
  readonly sentInVain: readonly Told[];
  readonly takenUpAgain: number;
  /** From the 250 to the commit that notes it, in milliseconds, the shortest first. */
  readonly committedAfterMs: readonly number[];
}

/** The clocks of this process and of the mail server's are read in whole milliseconds. */
const clockMs = 2;

function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

function mailIdOf(messageId: string): string {
  return messageId.slice(1, messageId.indexOf("@"));
}

/** Holds what the mail server did against what the database says and when it was said. */
export function judge({ told, claims, notes, closed, kills }: Evidence): Verdict {
  const accepted = notes.filter(({ kind }) => kind === "accepted");
  const byMessage = groupBy(accepted, ({ messageId }) => messageId);
  const byRecipient = groupBy(accepted, ({ to }) => to);
  const claimsOf = groupBy(claims, ({ mailId }) => mailId);
  const closedAt = new Map(closed.map(({ deadlineId, confirmedAt }) => [deadlineId, confirmedAt]));

  const duplicates = [...byMessage].flatMap(([messageId, mails]): Duplicate[] => {
    const times = mails.map(({ at }) => at).sort((a, b) => a - b);
    const [first = 0, second] = times;
    if (second === undefined) return [];
    const kill = kills.find(({ from, until }) => until + clockMs >= first && from <= second);
    return [{ messageId, times, killAfterMs: kill && kill.from - first }];
  });

  /** Each person has one deadline, and it reminds once. */
  const perDeadline = groupBy(told, ({ deadlineId }) => deadlineId);
  const lost: string[] = [];
  const forClosed: string[] = [];
  let closedTooLate = 0;
  let closedUntold = 0;
  for (const [deadlineId, rows] of perDeadline) {
    const mails = rows.flatMap(({ email }) => byRecipient.get(email) ?? []);
    const confirmedAt = closedAt.get(deadlineId);
    if (confirmedAt === undefined) {
      const isRejected = rows.some((row) => row.mailState === "rejected" && row.hasTask && row.isSuppressed);
      if (mails.length === 0 && !isRejected) lost.push(deadlineId);
      continue;
    }
    if (mails.length === 0) closedUntold += 1;
    else closedTooLate += 1;
    const isLate = mails.some(({ messageId, at }) => {
      const claim = claimsOf.get(mailIdOf(messageId))?.findLast((claim) => claim.at <= at);
      return claim === undefined || claim.at > confirmedAt;
    });
    if (isLate) forClosed.push(deadlineId);
  }

  const committedAfterMs = told
    .flatMap(({ mailState, committedAt, email }) => {
      const last = byRecipient.get(email)?.at(-1);
      return mailState === "sent" && committedAt !== null && last !== undefined
        ? [committedAt - last.at]
        : [];
    })
    .sort((a, b) => a - b);
  const rejected = told.filter(({ mailState }) => mailState === "rejected");
  return {
    accepted: byMessage.size,
    duplicates,
    underOtherIds: [...byRecipient]
      .filter(([, mails]) => new Set(mails.map(({ messageId }) => messageId)).size > 1)
      .map(([to]) => to),
    ...{ lost, forClosed, closedTooLate, closedUntold, rejected },
    rejectedUntold: rejected.filter(({ hasTask, isSuppressed }) => !hasTask || !isSuppressed),
    sentInVain: told.filter(
      ({ mailState, email }) => mailState === "sent" && byRecipient.get(email) === undefined,
    ),
    takenUpAgain: [...claimsOf.values()].filter(({ length }) => length > 1).length,
    committedAfterMs,
  };
}
