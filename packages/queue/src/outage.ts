/** The part of a logger this package uses; a pino logger fits. */
export type Log = {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

/** Remembers whether the transport is failing, so that an outage is one line in the log and not one per retry. */
export type Outage = {
  begin(error: unknown): void;
  end(): void;
};

/** An Outage that writes one warning when it begins and one line with its length when it ends. */
export function watchOutage(log: Log, transport: string): Outage {
  let since: number | undefined;
  return {
    begin(error) {
      if (since !== undefined) return;
      since = Date.now();
      log.warn(
        { reason: error instanceof Error ? error.message : String(error), transport },
        "the queue is failing",
      );
    },
    end() {
      if (since === undefined) return;
      log.info({ transport, outageMs: Date.now() - since }, "the queue works again");
      since = undefined;
    },
  };
}
