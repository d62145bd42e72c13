/** How long a notice holds: whoever can tell repeats it, and an attempt to write shows soon enough. */
const noticeMs = 5_000;

/** Whether anything can be stored, as far as this process knows. */
export interface Storage {
  readonly isFull: () => boolean;
  /** Takes down that storing failed or would fail; holds for 5 s. */
  readonly noteFull: () => void;
}

export function openStorage(): Storage {
  let fullUntilMs = 0;
  return {
    isFull: () => performance.now() < fullUntilMs,
    noteFull: () => {
      fullUntilMs = performance.now() + noticeMs;
    },
  };
}

/** Whether the database could not write: its disk is full, over its quota, broken or read-only. */
export function isStorageFault(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  switch (error.code) {
    case "53100":
    case "58030":
    case "25006":
      return true;
    case "42501":
    case "XX000":
      // PostgreSQL has no code of its own for a read-only file system and for a quota
      return /Read-only file system|Disk quota exceeded/.test(error.message);
    default:
      return false;
  }
}
