import { once } from "node:events";
import { startChild } from "../bench/children.ts";
import type { SinkBehaviour } from "./plan.ts";
import { quietPort } from "./ports.ts";
import type { Teardown } from "./teardown.ts";

/** What the mail server did with one mail, by its own clock, which is also the database's. */
export interface SinkNote {
  /** `cut`: the client had gone before the answer; `hung`: read to the end and never answered. */
  readonly kind: "accepted" | "refused-421" | "refused-450" | "refused-550" | "cut" | "hung";
  readonly to: string;
  readonly messageId: string;
  readonly at: number;
}

export interface Sink {
  readonly url: string;
  /** Everything so far; complete up to the last `behave`. */
  readonly notes: readonly SinkNote[];
  behave(behaviour: SinkBehaviour): Promise<void>;
}

/** The mail server as a process of its own. */
export async function sinkForFaults(t: Teardown): Promise<Sink> {
  const child = await startChild("../faults/smtp-sink.ts", String(await quietPort()));
  t.teardown(child.stop);
  const notes: SinkNote[] = [];
  child.process.on("message", (message: SinkNote | { readonly kind: "done" }) => {
    if (message.kind !== "done") notes.push(message);
  });
  const answered = async () => {
    for (;;) {
      const [message] = await once(child.process, "message");
      if (message.kind === "done") return;
    }
  };
  return {
    url: `smtp://127.0.0.1:${child.port}`,
    notes,
    behave: async (behaviour) => {
      const done = answered();
      child.process.send(behaviour);
      await done;
    },
  };
}
