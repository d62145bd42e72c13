import {
  addDays,
  assertHappened,
  byLanguage,
  DomainError,
  daysBeforePosting,
  type GrantInstrument,
  type NoticeService,
  servedOn,
  type Text,
} from "@zuwendo/domain";
import type { Session } from "../../request/session.ts";

const rules = {
  contract: { de: "Ein Vertrag wird nicht bekannt gegeben.", en: "A contract is not served." },
  follows: {
    de: "„servedOn“ folgt aus „service“; bitte dieses ändern.",
    en: "“servedOn” follows from “service”; please change that.",
  },
} as const satisfies Record<string, Text>;

function refusal(rule: Text, pointer: string): DomainError {
  return new DomainError("value-refused", byLanguage({ rule }), pointer);
}

/**
 * The day from which a grant counts, and the day it left the office, before which nothing is paid. Throws `value-refused`,
 * `day-in-future`, `days-out-of-order`.
 */
export function readService(
  { caller, today }: Session,
  given: {
    readonly instrument: GrantInstrument;
    readonly service: NoticeService | null;
    /** Where it was entered itself. */
    readonly servedOn: string | undefined;
  },
  votedOn: string,
): { readonly servedOn: string; readonly issuedOn: string } {
  const { instrument, service } = given;
  if (service === null) {
    const on = given.servedOn ?? today;
    assertHappened(on, { today, notBefore: votedOn }, "/servedOn");
    return { servedOn: on, issuedOn: on };
  }
  if (instrument === "contract") throw refusal(rules.contract, "/service");
  if (given.servedOn !== undefined) throw refusal(rules.follows, "/servedOn");
  const { postedOn, receivedOn = null } = service;
  const latest = addDays(today, daysBeforePosting);
  assertHappened(postedOn, { today: latest, notBefore: votedOn }, "/service/postedOn");
  if (receivedOn !== null) assertHappened(receivedOn, { today, notBefore: postedOn }, "/service/receivedOn");
  return { servedOn: servedOn(service, caller.procedureAct).on, issuedOn: postedOn };
}
