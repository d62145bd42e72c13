import { fill, formatDay, formatDayWithWeekday, type Language, namesText, type Text } from "@zuwendo/domain";
import { type Entry, type Letter, pageUrl, type RenderedMail } from "./letter.ts";
import { renderLetter } from "./render-letter.ts";
import { greeting, officeLine } from "./standing-phrases.ts";

/** What a mail about somebody's access or address is to say; `until` is when its link ends, `path` where it leads. */
export type AccountMatter =
  | {
      readonly kind: "invitation";
      readonly inviterName: string;
      readonly roles: readonly Text[];
      /** The first day of the roles, if it is yet to come. */
      readonly rolesFrom: string | null;
      readonly until: { readonly on: string; readonly time: string };
      readonly path: string;
    }
  | {
      readonly kind: "address-confirmation";
      readonly newEmail: string;
      readonly until: { readonly on: string; readonly time: string };
      readonly path: string;
    }
  /** Goes to the old address, which does not learn the new one. */
  | { readonly kind: "address-changed"; readonly by: "person" | "office" };

export interface AccountMailInput {
  readonly language: Language;
  readonly recipientName: string;
  readonly officeName: string;
  /** The office's address for questions; null where it names none. */
  readonly officeEmail: string | null;
  readonly publicUrl: string;
  readonly matter: AccountMatter;
}

const phrases = {
  de: {
    invitation: {
      subject: "Einladung zu Zuwendo: {office}",
      heading: "{inviter} lädt Sie zu Zuwendo ein",
      role: "Ihre Rolle: {roles}",
      roles: "Ihre Rollen: {roles}",
      from: "Gültig ab: {day}",
      about: "In Zuwendo führt die Koordinierungsstelle Projektideen, Anträge und Fristen.",
      question: "Ansehen und Zugang einrichten, möglich bis {day}, {time} Uhr:",
      button: "Einladung ansehen",
      unwanted: "Wenn Sie diese Einladung nicht erwartet haben, brauchen Sie nichts zu tun.",
    },
    confirmation: {
      subject: "Bitte bestätigen Sie Ihre neue Mail-Adresse",
      heading: "Bestätigen Sie Ihre neue Mail-Adresse",
      key: "Neue Adresse: {email}",
      until: "Bis Sie sie bestätigen, gehen alle Mails an die bisherige Adresse.",
      question: "Ansehen und bestätigen, möglich bis {day}, {time} Uhr:",
      button: "Adresse bestätigen",
      unwanted:
        "Wenn Sie das nicht veranlasst haben, brauchen Sie nichts zu tun: Es bleibt alles, wie es ist.",
    },
    changed: {
      subject: "Ihre Mail-Adresse wurde geändert",
      heading: "Ihre Mail-Adresse wurde geändert",
      key: "Mails gehen ab jetzt an eine andere Adresse",
      person: "Sie wurde mit Ihrem Zugang angegeben und aus dem neuen Postfach bestätigt.",
      office: "Die Koordinierungsstelle hat sie eingetragen.",
      write: "Ist das nicht richtig, schreiben Sie bitte gleich an {email}.",
      tell: "Ist das nicht richtig, wenden Sie sich bitte gleich an die Koordinierungsstelle.",
    },
  },
  en: {
    invitation: {
      subject: "Invitation to Zuwendo: {office}",
      heading: "{inviter} invites you to Zuwendo",
      role: "Your role: {roles}",
      roles: "Your roles: {roles}",
      from: "Valid from: {day}",
      about: "The coordination office keeps project ideas, applications and deadlines in Zuwendo.",
      question: "Look at it and set up your access, possible until {day}, {time}:",
      button: "Look at the invitation",
      unwanted: "If you did not expect this invitation, there is nothing you need to do.",
    },
    confirmation: {
      subject: "Please confirm your new email address",
      heading: "Confirm your new email address",
      key: "New address: {email}",
      until: "Until you confirm it, all emails go to the address you had so far.",
      question: "Look at it and confirm, possible until {day}, {time}:",
      button: "Confirm the address",
      unwanted: "If you did not ask for this, there is nothing you need to do: everything stays as it is.",
    },
    changed: {
      subject: "Your email address has been changed",
      heading: "Your email address has been changed",
      key: "Emails go to another address from now on",
      person: "It was given with your access and confirmed from the new mailbox.",
      office: "The coordination office has entered it.",
      write: "If that is not right, please write to {email} at once.",
      tell: "If that is not right, please turn to the coordination office at once.",
    },
  },
} as const;

/**
 * A mail about somebody's access or address. It links to its own page and nothing else: whoever has the mailbox is not yet, or
 * no longer, known to be its recipient.
 */
export function renderAccountMail(input: AccountMailInput): RenderedMail {
  const { language, recipientName } = input;
  const { entry, closing, ...words } = wordsOf(input);
  return renderLetter({
    language,
    ...words,
    greeting: greeting(recipientName, language),
    sections: [{ heading: null, entries: [entry] }],
    links: [],
    closing: [...closing, officeLine(input)],
  });
}

type Words = Pick<Letter, "subject" | "heading" | "closing"> & { readonly entry: Entry };

function wordsOf({ language, officeName, officeEmail, publicUrl, matter }: AccountMailInput): Words {
  const about = { heading: officeName, remark: "" };
  const reply = (
    { path, until }: Extract<AccountMatter, { path: string }>,
    say: { readonly question: string; readonly button: string },
  ) => {
    const url = pageUrl(publicUrl, path);
    const params = { day: formatDayWithWeekday(until.on, language), time: until.time };
    return { question: fill(say.question, params), url, choices: [{ label: say.button, url }] };
  };
  switch (matter.kind) {
    case "invitation": {
      const say = phrases[language].invitation;
      const { roles, rolesFrom } = matter;
      const from = rolesFrom === null ? "" : fill(say.from, { day: formatDay(rolesFrom, language) });
      const keyLine = fill(roles.length === 1 ? say.role : say.roles, {
        roles: namesText(roles)[language],
      });
      return {
        subject: fill(say.subject, { office: officeName }),
        heading: fill(say.heading, { inviter: matter.inviterName }),
        entry: { ...about, keyLine, lines: [from, say.about], reply: reply(matter, say) },
        closing: [say.unwanted],
      };
    }
    case "address-confirmation": {
      const say = phrases[language].confirmation;
      const keyLine = fill(say.key, { email: matter.newEmail });
      return {
        ...{ subject: say.subject, heading: say.heading },
        entry: { ...about, keyLine, lines: [say.until], reply: reply(matter, say) },
        closing: [say.unwanted],
      };
    }
    case "address-changed": {
      const say = phrases[language].changed;
      const advice = officeEmail === null ? say.tell : fill(say.write, { email: officeEmail });
      return {
        ...{ subject: say.subject, heading: say.heading },
        entry: { ...about, keyLine: say.key, lines: [say[matter.by], advice], reply: null },
        closing: [],
      };
    }
    default:
      return matter satisfies never;
  }
}
