import { once } from "node:events";
import type { Transport } from "./transport.ts";
import { pause } from "./wait.ts";

const retryMs = 1_000;

/**
 * What build makes, once the transport answers and the thing says that it is ready. BullMQ keeps a failed start
 * for ever, so it is thrown away and built again. Undefined when the signal is aborted first.
 */
export async function openWhenUp<T extends { waitUntilReady(): Promise<unknown>; release(): Promise<void> }>(
  transport: Transport,
  signal: AbortSignal,
  build: () => T,
): Promise<T | undefined> {
  while (!signal.aborted) {
    const isUp = await transport.untilUp(signal).then(
      () => true,
      () => false,
    );
    if (!isUp) return undefined;
    const built = build();
    if (await isReady(built, signal)) return built;
    await built.release().catch(transport.outage.begin);
    await pause(retryMs, signal);
  }
  return undefined;
}

async function isReady(built: { waitUntilReady(): Promise<unknown> }, signal: AbortSignal): Promise<boolean> {
  const finished = new AbortController();
  const aborted = once(signal, "abort", { signal: finished.signal }).then(() => false);
  aborted.catch(() => undefined);
  const ready = built.waitUntilReady().then(
    () => true,
    () => false,
  );
  const isFirst = await Promise.race([ready, aborted]);
  finished.abort();
  return isFirst && !signal.aborted;
}
