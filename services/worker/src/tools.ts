import type { Storage } from "@zuwendo/db";
import type { Transport } from "@zuwendo/mail";
import type { Pool } from "pg";
import type { Logger } from "pino";

/** What the jobs work with. */
export interface Tools {
  readonly pool: Pool;
  /** The instant the rules work with, from the database's; a calendar of its own for demonstrations. */
  readonly clock: (databaseNow: string) => string;
  readonly storage: Storage;
  readonly transport: Transport;
  readonly publicUrl: string;
  /** The address that mails and invitations come from. */
  readonly sender: string;
  readonly logger: Logger;
  /** Aborted when the worker is told to stop: finish what is in hand, begin nothing. */
  readonly stopping: AbortSignal;
}
