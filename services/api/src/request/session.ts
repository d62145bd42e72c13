import { build, type Storage, type Transaction } from "@zuwendo/db";
import { localDay, type Scope, type SendRule } from "@zuwendo/domain";
import type pg from "pg";
import type { Caller } from "./caller.ts";

/** What the routes need from the outside. */
export interface Deps {
  readonly pool: pg.Pool;
  /** The instant the rules work with, from the database's; a calendar of its own for demonstrations. */
  readonly clock: (databaseNow: string) => string;
  readonly storage: Storage;
  /** Wakes the worker; returns at once and may be lost. */
  readonly nudge: (job: "sweep-reminders" | "fold-rollups", payload: Record<string, string>) => void;
  /** The address at which people reach the API, without a slash at its end. */
  readonly publicUrl: string;
}

/** Who looks, how far they see, and when. */
export interface Viewer {
  readonly caller: Caller;
  /** How far the caller's roles reach for the permission of the route. */
  readonly scope: Scope;
  readonly now: string;
  /** The office's local day. */
  readonly today: string;
  /** Whether something is to be changed: partners see an application, but only its own organisation changes it. */
  readonly isWriting?: boolean;
}

/** A transaction inside the caller's office. */
export interface Session extends Transaction, Viewer {
  /** Writes down who did what; sent with the commit. */
  audit(entry: {
    action: string;
    subjectType: string;
    subjectId: string;
    version?: number;
    changes?: object;
    /** What the changed fields held. */
    before?: object;
  }): void;
  /** Wakes the worker after the commit. */
  nudge: Deps["nudge"];
}

/** What a handler answers: the body, and what the headers are made of. */
export interface Answer {
  readonly status?: number;
  readonly body: unknown;
  /** Becomes the ETag. */
  readonly version?: number;
  /** The ETag of a thing without a version. */
  readonly tag?: string;
  readonly location?: string;
  /** Shown once: part of this reply, never of the reply stored for an Idempotency-Key. */
  readonly secret?: object;
}

/** When and on which days the caller's office sends. */
export function sendRuleOf({ caller }: Pick<Viewer, "caller">): SendRule {
  const { land, zone, sendFrom, sendWeekdays } = caller;
  return { land, zone, sendFrom, sendWeekdays };
}

/** What a rule may know of who asks. */
export function viewAs(deps: Deps, { caller, scope }: { caller: Caller; scope: Scope }): Viewer {
  const now = deps.clock(caller.enteredAt);
  return {
    caller,
    scope,
    now,
    get today() {
      return localDay(now, caller.zone);
    },
  };
}

/** The transaction with what the caller brings along. */
export function openSession(
  deps: Deps,
  tx: Transaction,
  admitted: { caller: Caller; scope: Scope },
  nudges: Parameters<Deps["nudge"]>[],
): Session {
  const { caller } = admitted;
  if (caller.isStale && caller.tokenId !== null && !deps.storage.isFull()) tx.queue(markUsed(caller.tokenId));
  return {
    ...tx,
    ...viewAs(deps, admitted),
    audit: ({ action, subjectType, subjectId, version, changes, before }) => {
      const { personId, tokenId } = caller;
      const said = JSON.stringify(changes ?? {});
      tx.queue({
        sql: insertAudit,
        parameters: [
          ...[personId, tokenId, action, subjectType, subjectId, version ?? null, said],
          before === undefined ? null : JSON.stringify(before),
        ],
      });
    },
    nudge: (...nudge) => {
      nudges.push(nudge);
    },
  };
}

/** The same session with the reach of the office, for what a rule or a page needs beyond the caller's own rows. */
export function asOffice(session: Session): Session {
  return { ...session, scope: "all" };
}

/** As text: every change sends it, and building it anew costs more than running it. */
const insertAudit = `insert into audit_log (person_id, token_id, action, subject_type, subject_id, version, changes, before)
  values ($1, $2, $3, $4, $5, $6, $7, $8)`;

function markUsed(tokenId: string) {
  return build.updateTable("tokens").set({ lastUsedAt: new Date().toISOString() }).where("id", "=", tokenId);
}
