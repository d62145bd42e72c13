import type { Text } from "../text.ts";

/** What a caller is told when something cannot be done. */
export interface Problem {
  /** HTTP status the code is answered with (RFC 9110). */
  readonly status: number;
  readonly title: Text;
  /** What happened and what to do about it; `{name}` places are filled from the error's params. */
  readonly detail: Text;
}
