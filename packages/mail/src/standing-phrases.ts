import { fill, type Language } from "@zuwendo/domain";
import type { Link } from "./letter.ts";

const phrases = {
  de: {
    greeting: "Guten Tag {name},",
    subject: "Betreff: {title}",
    project: "Projekt: {title} ({number})",
    ofProject: "Betreff: {title} (Antrag {number})",
    paper: "Vorlage: {title} ({paperNumber})",
    standsIn: "Sie vertreten {name}.",
    notice:
      "Es gilt der Bescheid oder Aufruf, nicht diese Mail. Die Frist läuft auch, wenn eine Mail ausbleibt.",
    personal: "Alle Ihre Erinnerungen und Einstellungen",
    unsubscribe: "Freiwillige Erinnerungen abbestellen",
  },
  en: {
    greeting: "Hello {name},",
    subject: "Subject: {title}",
    project: "Project: {title} ({number})",
    ofProject: "Subject: {title} (application {number})",
    paper: "Paper: {title} ({paperNumber})",
    standsIn: "You are standing in for {name}.",
    notice:
      "The grant notice (Bescheid) or the call prevails, not this email. The deadline runs even if an email is lost.",
    personal: "All your reminders and settings",
    unsubscribe: "Unsubscribe from voluntary reminders",
  },
} as const;

/** The first line of a mail. */
export function greeting(name: string, language: Language): string {
  return fill(phrases[language].greeting, { name });
}

/** What a deadline is about; `number` is that of the application, null without one. */
export interface Matter {
  readonly title: string;
  readonly number: string | null;
  /** Of the paper that it is about. */
  readonly paperNumber?: string | null;
  /** The office made it by hand: its title is its own, and not that of the project. */
  readonly isByHand: boolean;
}

/** The project a deadline is about, or whatever else it is. */
export function matterLine({ title, number, paperNumber, isByHand }: Matter, language: Language): string {
  const say = phrases[language];
  if (paperNumber != null) return fill(say.paper, { title, paperNumber });
  if (number === null) return fill(say.subject, { title });
  return fill(isByHand ? say.ofProject : say.project, { title, number });
}

/** What a subject names: the kind and, where there is one, the number of the application or paper. It is no personal data. */
export function kindAndNumber(
  kind: string,
  { number, paperNumber = null }: Pick<Matter, "number" | "paperNumber">,
): string {
  const named = number ?? paperNumber;
  return named === null ? kind : `${kind} ${named}`;
}

/** Why a deputy gets a mail about what is another's; empty for one's own. */
export function standInLine(name: string | null, language: Language): string {
  return name === null ? "" : fill(phrases[language].standsIn, { name });
}

/** Where a person's reminders and wishes are and, where anything in the mail is voluntary, how to end it. */
export function standingLinks(
  urls: { readonly personUrl: string; readonly unsubscribeUrl: string | null },
  language: Language,
): Link[] {
  const say = phrases[language];
  return [
    { label: say.personal, url: urls.personUrl },
    ...(urls.unsubscribeUrl === null ? [] : [{ label: say.unsubscribe, url: urls.unsubscribeUrl }]),
  ];
}

interface Office {
  readonly officeName: string;
  readonly officeEmail: string | null;
}

/** The end of every mail: the notice prevails, a missing mail excuses nothing, and who writes. */
export function closingLines(office: Office, language: Language): string[] {
  return [phrases[language].notice, officeLine(office)];
}

/** Who writes, and where questions go. */
export function officeLine({ officeName, officeEmail }: Office): string {
  return officeEmail === null ? officeName : `${officeName}, ${officeEmail}`;
}
