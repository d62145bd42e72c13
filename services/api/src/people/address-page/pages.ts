import { fill, formatDay, type Language, localDay, localTime } from "@zuwendo/domain";
import { buttonForm, type Page, paragraphs } from "../../pages/frame.ts";
import { html } from "../../pages/html.ts";
import type { Visit } from "../../pages/signed-link.ts";
import type { FollowedChange } from "../address-changes/queries.ts";

const phrases = {
  de: {
    ask: "Neue Mail-Adresse bestätigen",
    text: "{name}, Mails von „{office}“ sollen künftig an {email} gehen, nicht mehr an {old}.",
    button: "Ja, Adresse bestätigen",
    nothingYet: "Noch ist nichts geändert. Bestätigen können Sie bis {day}, {time} Uhr.",
    done: "Ihre neue Adresse gilt",
    doneText: "Mails von „{office}“ gehen ab jetzt an {email}. An die bisherige Adresse geht eine Nachricht.",
    close: "Sie können dieses Fenster schließen.",
    confirmed: "Schon bestätigt",
    confirmedText: "Diese Adresse wurde am {day} bestätigt; es wurde nichts weiter geändert.",
    revoked: "Dieser Link gilt nicht mehr",
    revokedText:
      "Vielleicht haben Sie eine neuere Mail, oder Ihre Adresse ist inzwischen eine andere. Es wurde nichts geändert.",
    expired: "Dieser Link ist abgelaufen",
    expiredText:
      "Er galt bis {day}, {time} Uhr. Bitte ändern Sie Ihre Adresse noch einmal; es wurde nichts geändert.",
    askOffice: "Fragen beantwortet „{office}“.",
    askAt: "Fragen beantwortet „{office}“, {email}.",
  },
  en: {
    ask: "Confirm your new email address",
    text: "{name}, emails from “{office}” are to go to {email}, no longer to {old}.",
    button: "Yes, confirm the address",
    nothingYet: "Nothing has been changed yet. You can confirm until {day}, {time}.",
    done: "Your new address is in force",
    doneText: "Emails from “{office}” go to {email} from now on. The address you had so far gets a message.",
    close: "You can close this window.",
    confirmed: "Confirmed already",
    confirmedText: "This address was confirmed on {day}; nothing else has been changed.",
    revoked: "This link is no longer valid",
    revokedText:
      "You may have a newer email, or your address is another one by now. Nothing has been changed.",
    expired: "This link has expired",
    expiredText:
      "It was valid until {day}, {time}. Please change your address once more; nothing has been changed.",
    askOffice: "“{office}” answers questions.",
    askAt: "“{office}” answers questions, {email}.",
  },
} as const satisfies Record<Language, Record<string, string>>;

/** The page that says which address it is before anything changes. */
export function askPage(visit: Visit, change: FollowedChange): Page {
  const { language, officeName: office, reader } = visit;
  const say = phrases[language];
  const { newEmail: email, oldEmail: old } = change;
  return {
    ...frameOf(visit, say.ask),
    body: html`${paragraphs(fill(say.text, { name: reader.name, office, email, old }))}${buttonForm({ address: "confirm" }, say.button, { isFirst: true })}
<p class="small">${fill(say.nothingYet, endOf(visit, change))}</p>`,
  };
}

export function donePage(visit: Visit, { newEmail: email }: FollowedChange): Page {
  const say = phrases[visit.language];
  const text = fill(say.doneText, { office: visit.officeName, email });
  return { ...frameOf(visit, say.done), body: paragraphs(text, say.close) };
}

/** A change that can no longer be confirmed, and whom to ask. */
export function closedPage(
  visit: Visit,
  change: FollowedChange,
  how: "confirmed" | "revoked" | "expired",
  status: number,
): Page {
  const { session, language, officeName: office } = visit;
  const say = phrases[language];
  const { confirmedAt, officeEmail } = change;
  const day = formatDay(localDay(confirmedAt ?? session.now, session.caller.zone), language);
  const texts = {
    confirmed: fill(say.confirmedText, { day }),
    revoked: say.revokedText,
    expired: fill(say.expiredText, endOf(visit, change)),
  };
  const whom =
    officeEmail === null ? fill(say.askOffice, { office }) : fill(say.askAt, { office, email: officeEmail });
  return { ...frameOf(visit, say[how]), status, body: paragraphs(texts[how], whom) };
}

function endOf({ session, language }: Visit, { expiresAt }: FollowedChange) {
  const { zone } = session.caller;
  return { day: formatDay(localDay(expiresAt, zone), language), time: localTime(expiresAt, zone) };
}

function frameOf({ language, officeName }: Visit, heading: string): Omit<Page, "body"> {
  return { language, officeName, heading, hasNotice: false };
}
