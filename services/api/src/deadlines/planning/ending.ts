import {
  type DeadlineRule,
  isOpenEnded,
  type NoDeadlineReason,
  noDeadlineLabels,
  type Text,
} from "@zuwendo/domain";
import type { Session } from "../../request/session.ts";
import { closeDeadlines } from "./change.ts";
import { byRule } from "./stored-queries.ts";

const ruleGone: Text = { de: "Die Fristregel wurde gelöscht", en: "The deadline rule was deleted" };

/** A deadline that is owed no longer, why by code and, where those concerned are to be told, in words. */
export interface Ending {
  readonly id: string;
  readonly reason: string;
  readonly because?: Text;
}

/** The reason shown when a rule leads to no day any more, or there is no rule left to fall back to. */
export function endedByRule(rule: DeadlineRule | undefined): Omit<Ending, "id"> {
  const because = reasonOfNone(rule);
  return { reason: `${byRule} ${because.de} / ${because.en}`, because };
}

function reasonOfNone(rule: DeadlineRule | undefined): Text {
  if (rule === undefined || !isOpenEnded(rule)) return ruleGone;
  // Calls may name one of the usual reasons by its code.
  const reason: Text | NoDeadlineReason = rule.reason;
  return typeof reason === "string" ? noDeadlineLabels[reason] : reason;
}

/** Cancels open deadlines, each with its reason, and lets those concerned be told where there are words for it. */
export function endDuties(session: Session, endings: readonly Ending[]): void {
  const kinds = new Map(
    endings.map(({ reason, because }) => [JSON.stringify([reason, because]), { reason, because }]),
  );
  for (const [key, { reason, because }] of kinds) {
    const ids = endings
      .filter((one) => JSON.stringify([one.reason, one.because]) === key)
      .map(({ id }) => id);
    closeDeadlines(session, { ids }, "cancelled", { reason, ...(because && { because }) });
  }
}
