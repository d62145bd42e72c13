import type { Handlers } from "@zuwendo/queue";
import { cleanUp } from "./clean-up.ts";
import { checkDrift } from "./money/check-drift.ts";
import { foldRollups } from "./money/fold-rollups.ts";
import type { Rounds } from "./rounds.ts";
import type { Tools } from "./tools.ts";

/** Every job there is. A hint only wakes what would have found the work by itself. */
export function handlersFor(tools: Tools, rounds: Rounds): Handlers {
  return {
    "sweep-reminders": () => rounds.remind(),
    "send-mails": () => rounds.send(),
    "fold-rollups": (fundYear) => foldRollups(tools, fundYear),
    "check-drift": () => checkDrift(tools).then(() => undefined),
    "clean-up": () => cleanUp(tools),
  };
}
