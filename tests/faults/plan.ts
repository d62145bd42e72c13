/** How long reminders fall due, and the faults with them. */
const loadMs = 220_000;
const deadlineCount = 2_000;
const closedPerKind = 150;
const killCount = 30;
const flushCount = 5;
const restartCount = 2;
/** So that the workers are up when the first fault comes, and the last one still finds something to break. */
const marginMs = 5_000;

export const closings = ["met", "moved", "cancelled"] as const;
export type Closing = (typeof closings)[number];

/** What the mail server does for a while. */
export type SinkBehaviour =
  | { readonly does: "accept" | "close" | "hang" }
  | { readonly does: "refuse"; readonly code: 421 | 450 | 550 };

export interface Stretch {
  readonly atMs: number;
  readonly forMs: number;
  readonly behaviour: SinkBehaviour;
}

/** What is to happen, in milliseconds from the start of the load. */
export interface Plan {
  readonly deadlines: readonly {
    readonly dueMs: number;
    readonly closing?: { readonly how: Closing; readonly atMs: number };
  }[];
  /** `pick` from 0 up to 1 says which of the workers that run then. */
  readonly kills: readonly { readonly atMs: number; readonly pick: number }[];
  readonly queueFaults: readonly {
    readonly atMs: number;
    readonly does: "flush" | "restart";
    readonly downMs: number;
  }[];
  readonly postgresRestarts: readonly number[];
  readonly stretches: readonly Stretch[];
}

const stretches: readonly Omit<Stretch, "atMs">[] = [
  { behaviour: { does: "close" }, forMs: 10_000 },
  { behaviour: { does: "refuse", code: 421 }, forMs: 6_000 },
  { behaviour: { does: "refuse", code: 450 }, forMs: 6_000 },
  { behaviour: { does: "refuse", code: 550 }, forMs: 5_000 },
  { behaviour: { does: "hang" }, forMs: 8_000 },
];

/** Numbers from 0 up to 1, the same ones for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const byTime = (one: { readonly atMs: number }, other: { readonly atMs: number }) => one.atMs - other.atMs;

/** What happens when, by nothing but the seed. */
export function planFaults(seed: number): Plan {
  const random = randomFrom(seed);
  const moment = () => marginMs + random() * (loadMs - 2 * marginMs);
  const times = <T>(count: number, make: (index: number) => T) =>
    Array.from({ length: count }, (_, i) => make(i));
  const shuffled = <T>(values: readonly T[]) =>
    values
      .map((value) => ({ value, atMs: random() }))
      .sort(byTime)
      .map(({ value }) => value);

  /** Every other one just around the moment at which the reminder goes out, the rest up to a minute before. */
  const closingAt = (dueMs: number) =>
    Math.max(0, random() < 0.5 ? dueMs - 1_000 + random() * 3_000 : dueMs - random() * 60_000);
  const hows = shuffled(times(deadlineCount, (index) => closings[Math.floor(index / closedPerKind)]));
  const deadlines = hows.map((how) => {
    const dueMs = random() * loadMs;
    return how === undefined ? { dueMs } : { dueMs, closing: { how, atMs: closingAt(dueMs) } };
  });

  const slotMs = (loadMs - 2 * marginMs) / stretches.length;
  const planned = shuffled(stretches).map((stretch, slot) => ({
    ...stretch,
    atMs: marginMs + slot * slotMs + random() * (slotMs - stretch.forMs),
  }));
  const halfMs = (loadMs - 2 * marginMs) / restartCount;
  return {
    deadlines,
    kills: times(killCount, () => ({ atMs: moment(), pick: random() })).sort(byTime),
    queueFaults: [
      ...times(flushCount, () => ({ atMs: moment(), does: "flush" as const, downMs: 0 })),
      ...times(restartCount, () => ({
        atMs: moment(),
        does: "restart" as const,
        downMs: 500 + random() * 2_500,
      })),
    ].sort(byTime),
    postgresRestarts: times(restartCount, (half) => marginMs + (half + random()) * halfMs),
    stretches: planned,
  };
}
