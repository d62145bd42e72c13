import type { Duplicate } from "./judge.ts";
import type { Line } from "./report.ts";
import type { Outcome } from "./run.ts";

const killsPerDuplicate = 5;

function none(what: string, found: readonly unknown[] | number): Line {
  const count = typeof found === "number" ? found : found.length;
  return { what, count, promise: "0", isKept: count === 0 };
}

function describe({ messageId, times, killAfterMs }: Duplicate, startAt: number): Line {
  const moments = times.map((at) => `${((at - startAt) / 1000).toFixed(1)} s`).join(" and ");
  const why = killAfterMs === undefined ? "no kill in between" : `kill after ${killAfterMs} ms`;
  return { what: `– ${messageId.slice(1, 9)}… at ${moments}`, count: why };
}

function spread(sorted: readonly number[]): string {
  const at = (part: number) => Math.round(sorted[Math.floor(part * (sorted.length - 1))] ?? 0);
  return [0.5, 0.99, 1].map(at).join(", ");
}

/** The table of a run. */
export function linesOf(outcome: Outcome, seed: number): Line[] {
  const { plan, verdict, evidence, isOnRedis, startAt } = outcome;
  const { duplicates } = verdict;
  const kills = evidence.kills.length;
  const noted = (wanted: string) => evidence.notes.filter(({ kind }) => kind === wanted).length;
  const queueFaults = (wanted: string) => plan.queueFaults.filter(({ does }) => does === wanted).length;
  const closed = (wanted: string) => evidence.closed.filter(({ how }) => how === wanted).length;
  const most = Math.floor(kills / killsPerDuplicate);
  return [
    { what: "seed", count: String(seed) },
    { what: "duration, s", count: Math.round(outcome.seconds) },
    { what: "workers killed", count: kills },
    { what: isOnRedis ? "FLUSHALLs" : "truncations of the queue in PostgreSQL", count: queueFaults("flush") },
    { what: "Redis kills and restarts", count: isOnRedis ? queueFaults("restart") : "no Redis here" },
    { what: "PostgreSQL immediate restarts", count: plan.postgresRestarts.length },
    { what: "recipients answered 421", count: noted("refused-421") },
    { what: "recipients answered 450", count: noted("refused-450") },
    { what: "recipients answered 550", count: noted("refused-550") },
    { what: "mails hung inside DATA", count: noted("hung") },
    { what: "mails read whose client was gone before the 250", count: noted("cut") },
    { what: "deadlines whose reminder falls due", count: plan.deadlines.length },
    { what: "– met, moved and cancelled", count: ["met", "moved", "cancelled"].map(closed).join(" + ") },
    { what: "– of these without a mail", count: verdict.closedUntold },
    { what: "– of these mailed, taken up before", count: verdict.closedTooLate },
    { what: "mails accepted", count: verdict.accepted },
    { what: "– ms from the 250 to the commit: median, p99, max", count: spread(verdict.committedAfterMs) },
    { what: "mails taken up more than once", count: verdict.takenUpAgain },
    none("not final in the end", outcome.left),
    none("lost", verdict.lost),
    none("noted as sent, never accepted", verdict.sentInVain),
    {
      what: "accepted twice, under one Message-ID",
      count: duplicates.length,
      promise: `≤ ${most}, 1 for ${killsPerDuplicate} kills`,
      isKept: duplicates.length <= most,
    },
    { what: "– for each kill", count: (duplicates.length / Math.max(kills, 1)).toFixed(2) },
    ...duplicates.map((duplicate) => describe(duplicate, startAt)),
    none(
      "– without a kill after the first 250",
      duplicates.filter(({ killAfterMs }) => killAfterMs === undefined),
    ),
    none("accepted twice, under two Message-IDs", verdict.underOtherIds),
    none("mails for a deadline closed before the claim", verdict.forClosed),
    { what: "mails rejected with 550", count: verdict.rejected.length },
    none("– without a task and a suppression", verdict.rejectedUntold),
    none("workers that ended by themselves", outcome.ended),
    none(
      "workers that did not stop in order",
      outcome.codes.filter((code) => code !== 0),
    ),
  ];
}
