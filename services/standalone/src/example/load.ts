import type { Role } from "@zuwendo/domain";
import { catalogueFiles } from "./catalogue.ts";
import { type Access, openClient } from "./client.ts";
import { openPlayer, type Player } from "./player.ts";

export interface ExampleOptions extends Omit<Access, "run"> {
  /** One of each role: whom the files mean by `people/` and the role. */
  readonly people: Readonly<Record<Role, string>>;
  /** The day that all days of the example count from: the office's local day of the first run, also in a repeated one. */
  readonly today: string;
}

/** The rules come before the meetings and grants that bring the duties, the money before the applications. */
const stages: readonly (readonly string[])[] = [
  [
    ...["organisations", "people", "themes", "ideas.early", "ideas.projects", "committees"].map(ofExample),
    ...catalogueFiles("programmes", "SH"),
    ...["programmes", "deadline-rules", "reminder-plans", "funds", "fund-years"].map(ofExample),
  ],
  [
    ...catalogueFiles("calls", "SH"),
    ...["meetings", "calls", "applications.decided", "applications.ahead"].map(ofExample),
  ],
];

function ofExample(file: string): string {
  return `example/${file}`;
}

/**
 * Loads the example office through the public REST interface. A run that was interrupted is continued by the next one
 * (within the seven days that the API keeps its idempotency keys).
 */
export async function loadExample(options: ExampleOptions): Promise<void> {
  const { play } = openExample(options);
  for (const files of stages) await Promise.all(files.map((file) => play(file)));
}

/** Opens the example's files for an office. */
export function openExample({ people, today, ...access }: ExampleOptions): Player {
  const player = openPlayer(openClient({ ...access, run: "example" }), today);
  for (const [role, id] of Object.entries(people)) player.know(`people/${role}`, { id });
  return player;
}
