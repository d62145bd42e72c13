import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { type KnownOffice, writeOffice } from "./known-office.ts";
import { perRole } from "./office.ts";

/** A slow machine should not keep a person waiting for the address; counted from the start of the launcher. */
const patienceMs = 6500;

/**
 * Fills the example office over the REST interface unless that was done. Returns when it is filled, or earlier when
 * that takes long: then with a note to show, and `log` hears of the end. A start that was killed in between is
 * continued by the next one.
 */
export async function fillExample(options: {
  dataDir: string;
  address: string;
  office: KnownOffice | undefined;
  log: (sentence: string) => void;
}): Promise<{ note?: string }> {
  const { dataDir, address, office, log } = options;
  if (office === undefined || !office.isExample || office.isLoaded) return {};
  let isWaiting = true;
  const filling = load(address, office)
    .then(() => {
      writeOffice(dataDir, { ...office, isLoaded: true });
      if (!isWaiting) log("The example office is filled.");
      return {};
    })
    .catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      const note = `The example office could not be filled and will be continued with the next start: ${reason}`;
      if (!isWaiting) log(note);
      return { note };
    });
  const patience = sleep(Math.max(0, patienceMs - performance.now()), {
    note: "The example office is still being filled; Zuwendo says when it is done.",
  });
  const result = await Promise.race([filling, patience]);
  isWaiting = false;
  return result;
}

async function load(address: string, office: KnownOffice): Promise<void> {
  const { loadExample } = await import("./example/load.ts");
  // the day of the first run, so that a repeated one sends the same bodies under the same keys
  const today = office.createdOn;
  await loadExample({ address, tokens: perRole(office, "token"), people: perRole(office, "id"), today });
}
