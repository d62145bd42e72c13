import { byLanguage, DomainError } from "@zuwendo/domain";
import type { Session } from "../../request/session.ts";
import { isTaken } from "./queries.ts";

const isTheirs = {
  de: "Unter dieser Adresse bekommt schon jemand anderes in Ihrer Koordinierungsstelle Mails.",
  en: "Somebody else in your office gets their mails at this address already.",
};

/** Refuses an address that somebody else of the office has: `already-exists`. */
export async function assertFree(session: Session, email: string): Promise<void> {
  if (await isTaken(session, email, session.caller.personId)) throw takenAddress();
}

/** The refusal of an address that somebody else of the office has. */
export function takenAddress(): DomainError {
  return new DomainError("already-exists", byLanguage({ advice: isTheirs }), "/email");
}
