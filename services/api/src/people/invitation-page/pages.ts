import {
  fill,
  formatDay,
  type Language,
  localDay,
  localTime,
  namesText,
  type Role,
  roleLabels,
} from "@zuwendo/domain";
import { buttonForm, type Page, paragraphs } from "../../pages/frame.ts";
import { html } from "../../pages/html.ts";
import type { Visit } from "../../pages/signed-link.ts";
import type { FollowedInvitation } from "../invitations/queries.ts";

const phrases = {
  de: {
    ask: "Einladung zu Zuwendo",
    who: "{inviter} lädt Sie ein, {name}: Arbeiten Sie in Zuwendo mit „{office}“ zusammen.",
    role: "Ihre Rolle: {roles}.",
    roles: "Ihre Rollen: {roles}.",
    from: "Das gilt ab dem {day}; vorher öffnet der Zugang noch nichts.",
    until: "Das gilt bis zum {day}.",
    makes:
      "Mit dem Knopf entsteht Ihr erstes Token, das ist der Schlüssel zu Ihrem Zugang. Es gilt 90 Tage und wird Ihnen ein einziges Mal angezeigt.",
    button: "Zugang einrichten",
    nothingYet: "Noch ist nichts geändert. Die Einladung gilt bis {day}, {time} Uhr.",
    made: "Ihr Zugang ist eingerichtet",
    once: "Dieses Token sehen Sie nur jetzt. Bitte bewahren Sie es auf wie ein Passwort:",
    valid: "Es gilt bis zum {day}. Weitere Token legen Sie damit selbst an.",
    how: "Programme senden es mit jeder Anfrage in dieser Kopfzeile:",
    docs: "Was sich damit tun lässt, steht in der Beschreibung der Schnittstelle:",
    used: "Diese Einladung ist schon verwendet",
    usedText: "Am {day} wurde mit ihr ein Token erstellt. Ein zweites gibt es über diesen Link nicht.",
    usedAdvice:
      "Haben Sie es nicht mehr, oder waren Sie das nicht? Dann wenden Sie sich bitte gleich an {contact}: Das Token lässt sich widerrufen, und Sie können neu eingeladen werden.",
    revoked: "Diese Einladung gilt nicht mehr",
    revokedText:
      "Vielleicht haben Sie eine neuere Mail mit einer Einladung. Sonst wenden Sie sich bitte an {contact}.",
    expired: "Diese Einladung ist abgelaufen",
    expiredText: "Sie galt bis {day}, {time} Uhr. Für eine neue wenden Sie sich bitte an {contact}.",
  },
  en: {
    ask: "Invitation to Zuwendo",
    who: "{inviter} invites you, {name}, to work with “{office}” in Zuwendo.",
    role: "Your role: {roles}.",
    roles: "Your roles: {roles}.",
    from: "It counts from {day}; until then the access opens nothing.",
    until: "It counts until {day}.",
    makes:
      "The button makes your first token, the key to your access. It is valid for 90 days and shown to you once.",
    button: "Set up access",
    nothingYet: "Nothing has been changed yet. The invitation is valid until {day}, {time}.",
    made: "Your access is set up",
    once: "You see this token only now. Please keep it like a password:",
    valid: "It is valid until {day}. With it you make further tokens yourself.",
    how: "Programs send it with every request in this header:",
    docs: "What can be done with it is in the description of the interface:",
    used: "This invitation has been used already",
    usedText: "On {day} a token was made with it. This link makes no second one.",
    usedAdvice:
      "If you no longer have it, or if that was not you, please turn to {contact} at once: the token can be revoked, and you can be invited anew.",
    revoked: "This invitation is no longer valid",
    revokedText: "You may have a newer email with an invitation. Otherwise please turn to {contact}.",
    expired: "This invitation has expired",
    expiredText: "It was valid until {day}, {time}. For a new one please turn to {contact}.",
  },
} as const satisfies Record<Language, Record<string, string>>;

/** Name of the token that an invitation of that day makes, in its owner's language. */
export function tokenName(day: string, language: Language): string {
  const names = { de: "aus der Einladung vom {day}", en: "from the invitation of {day}" } as const;
  return fill(names[language], { day: formatDay(day, language) });
}

/** The page that says who invites to what before anything is made. */
export function askPage(visit: Visit, invitation: FollowedInvitation): Page {
  const { session, language, officeName, reader } = visit;
  const say = phrases[language];
  const { roles, rolesFrom, rolesUntil, inviterName } = invitation;
  const names = namesText(roles.map((role) => roleLabels[role as Role]))[language];
  const day = (on: string) => formatDay(on, language);
  return {
    ...frameOf(visit, say.ask),
    body: html`${paragraphs(
      fill(say.who, { inviter: inviterName, name: reader.name, office: officeName }),
      fill(roles.length === 1 ? say.role : say.roles, { roles: names }),
      ...(rolesFrom !== null && rolesFrom > session.today ? [fill(say.from, { day: day(rolesFrom) })] : []),
      ...(rolesUntil === null ? [] : [fill(say.until, { day: day(rolesUntil) })]),
      say.makes,
    )}${buttonForm({ access: "set-up" }, say.button, { isFirst: true })}
<p class="small">${fill(say.nothingYet, endOf(visit, invitation))}</p>`,
  };
}

/** The one time that the token is shown. */
export function madePage(visit: Visit, made: { token: string; expiresAt: string; docsUrl: string }): Page {
  const { session, language } = visit;
  const say = phrases[language];
  const day = formatDay(localDay(made.expiresAt, session.caller.zone), language);
  return {
    ...frameOf(visit, say.made),
    body: html`<p class="note">${say.once}<br><code>${made.token}</code></p>
${paragraphs(fill(say.valid, { day }), say.how)}<p><code>Authorization: Bearer ${made.token}</code></p>
<p>${say.docs}<br><a href="${made.docsUrl}">${made.docsUrl}</a></p>`,
  };
}

/** An invitation that makes nothing any more, and whom to ask. */
export function closedPage(
  visit: Visit,
  invitation: FollowedInvitation,
  how: "used" | "revoked" | "expired",
  status: number,
): Page {
  const { session, language } = visit;
  const say = phrases[language];
  const { inviterName, inviterEmail, officeEmail, usedAt } = invitation;
  const contact = [inviterName, officeEmail ?? inviterEmail].filter((part) => part !== null).join(", ");
  const usedOn = formatDay(localDay(usedAt ?? session.now, session.caller.zone), language);
  const texts = {
    used: [fill(say.usedText, { day: usedOn }), fill(say.usedAdvice, { contact })],
    revoked: [fill(say.revokedText, { contact })],
    expired: [fill(say.expiredText, { contact, ...endOf(visit, invitation) })],
  };
  return { ...frameOf(visit, say[how]), status, body: paragraphs(...texts[how]) };
}

function endOf({ session, language }: Visit, { expiresAt }: FollowedInvitation) {
  const { zone } = session.caller;
  return { day: formatDay(localDay(expiresAt, zone), language), time: localTime(expiresAt, zone) };
}

function frameOf({ language, officeName }: Visit, heading: string): Omit<Page, "body"> {
  return { language, officeName, heading, hasNotice: false };
}
