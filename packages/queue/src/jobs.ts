/** When a job runs by itself: every so many milliseconds, or by a cron pattern in a zone. */
export type Schedule = { everyMs: number } | { cron: string; zone: string };

/** One kind of wake-up: the ids it carries, how often BullMQ tries it and how many finished ones it keeps. */
export type Job = {
  ids: readonly string[];
  attempts: number;
  removeOnComplete: true | { count: number };
  removeOnFail: { count: number };
  schedule?: Schedule;
};

/** Every job there is. A job is a hint: PostgreSQL knows what is due, and retries live there, so attempts is 1. */
export const jobs = {
  "sweep-reminders": {
    ids: [],
    attempts: 1,
    removeOnComplete: true,
    removeOnFail: { count: 100 },
    schedule: { everyMs: 5_000 },
  },
  "send-mails": {
    ids: [],
    attempts: 1,
    removeOnComplete: true,
    removeOnFail: { count: 100 },
  },
  "fold-rollups": {
    ids: ["officeId", "fundYearId"],
    attempts: 1,
    removeOnComplete: true,
    removeOnFail: { count: 100 },
  },
  "check-drift": {
    ids: [],
    attempts: 1,
    removeOnComplete: { count: 30 },
    removeOnFail: { count: 30 },
    schedule: { cron: "10 3 * * *", zone: "Europe/Berlin" },
  },
  "clean-up": {
    ids: [],
    attempts: 1,
    removeOnComplete: { count: 30 },
    removeOnFail: { count: 30 },
    schedule: { cron: "40 3 * * *", zone: "Europe/Berlin" },
  },
} as const satisfies Record<string, Job>;

export type JobName = keyof typeof jobs;

/** The payload of a job: one string per id it names, nothing else. */
export type JobPayload<N extends JobName> = { [Id in (typeof jobs)[N]["ids"][number]]: string };

/** The names of all jobs, in the order of the catalogue. */
export const jobNames = Object.keys(jobs) as JobName[];

/** The catalogue entry of a job, widened to its general shape. */
export function jobNamed(name: JobName): Job {
  return jobs[name];
}

/** True when the catalogue knows this name. */
export function isJobName(name: string): name is JobName {
  return Object.hasOwn(jobs, name);
}

/**
 * The payload read back from the queue: its ids as strings, anything else left out.
 * Throws a TypeError naming the id when one is missing or no string.
 */
export function parsePayload<N extends JobName>(name: N, payload: unknown): JobPayload<N> {
  const found: Record<string, unknown> = Object(payload);
  const ids: Record<string, string> = {};
  for (const id of jobNamed(name).ids) {
    const value = found[id];
    if (typeof value !== "string") throw new TypeError(`${name} needs ${id} as a string`);
    ids[id] = value;
  }
  return ids as JobPayload<N>;
}

/**
 * The same text for the same hint: name and ids, joined by a slash. It never holds a colon, which BullMQ
 * keeps for itself, and escapes what could make two different hints alike.
 */
export function hintId(name: JobName, payload: Readonly<Record<string, string>>): string {
  return [name, ...jobNamed(name).ids.map((id) => escapeId(String(payload[id])))].join("/");
}

function escapeId(id: string): string {
  return id.replaceAll("%", "%25").replaceAll(":", "%3A").replaceAll("/", "%2F");
}
