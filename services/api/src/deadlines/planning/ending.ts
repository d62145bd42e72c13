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

/** Why there is no day any more: the reason of a rule that leads to none, or that there is no rule left to fall back to. */
export function reasonOfNone(rule: DeadlineRule | undefined): Text {
  if (rule === undefined || !isOpenEnded(rule)) return ruleGone;
  // Calls may name one of the usual reasons by its code.
  const reason: Text | NoDeadlineReason = rule.reason;
  return typeof reason === "string" ? noDeadlineLabels[reason] : reason;
}

/** Cancels open deadlines that their rule has ended, each with the rule's reason, and lets those concerned be told. */
export function endByRule(
  session: Session,
  endings: readonly { readonly id: string; readonly because: Text }[],
): void {
  const stated = ({ de, en }: Text) => `${byRule} ${de} / ${en}`;
  const reasons = new Map(endings.map(({ because }) => [stated(because), because]));
  for (const [reason, because] of reasons) {
    const ids = endings.filter((ending) => stated(ending.because) === reason).map(({ id }) => id);
    closeDeadlines(session, { ids }, "cancelled", { reason, because });
  }
}
