import { byLanguage, DomainError } from "@zuwendo/domain";
import type { Session } from "../../request/session.ts";
import { isTaken } from "./access-queries.ts";

const isTheirs = {
  de: "Unter dieser Adresse bekommt schon jemand anderes in Ihrer Koordinierungsstelle Mails, gleich ob groß oder klein geschrieben. Bitte den vorhandenen Eintrag ändern oder eine andere Adresse wählen.",
  en: "Somebody else in your office gets their mails at this address already, in whatever case it is written. Please change the existing entry or choose another address.",
};

/** Refuses an address that somebody else of the office has, however it is spelt: `already-exists`. */
export async function assertFree(
  session: Session,
  email: string,
  personId: string | null = null,
): Promise<void> {
  if (await isTaken(session, email, personId)) throw takenAddress();
}

/** The refusal of an address that somebody else of the office has. */
export function takenAddress(): DomainError {
  return new DomainError("already-exists", byLanguage({ advice: isTheirs }), "/email");
}
