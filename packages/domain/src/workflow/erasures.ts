import type { Reason } from "../errors.ts";
import { hasRolesAhead, type RoleHolder, rolesOn } from "../roles.ts";
import type { Text } from "../text.ts";
import { dayText } from "../time/day-words.ts";
import { countText, type Noun, namesText, say } from "../wording.ts";
import { type ApplicationState, openApplicationStates } from "./applications.ts";

/** An application that somebody led or brought in, as far as its file must name them. */
export interface KeptFile {
  readonly state: ApplicationState;
  /** The last day for which its vouchers are kept; null: none yet, or none at all. */
  readonly retentionEndsOn: string | null;
}

/** Whether, and until when, a name must stay known; without a day while a file is not closed. */
export interface Restriction {
  readonly isRestricted: boolean;
  readonly keptUntil: string | null;
}

/** How long a person's files must be able to name them: to the last day of the longest retention, for now without end while one is open. */
export function restrictionBy(files: readonly KeptFile[], today: string): Restriction {
  if (files.some(({ state }) => openApplicationStates.includes(state))) {
    return { isRestricted: true, keptUntil: null };
  }
  const last = files
    .map(({ retentionEndsOn }) => retentionEndsOn)
    .filter((day) => day !== null)
    .sort()
    .at(-1);
  return last === undefined || last < today
    ? { isRestricted: false, keptUntil: null }
    : { isRestricted: true, keptUntil: last };
}

/** The same as a sentence. */
export function restrictionText({ isRestricted, keptUntil }: Restriction): Text {
  if (!isRestricted) {
    return {
      de: "Name und Mailadresse müssen nicht mehr bekannt bleiben; sie werden nirgends aufbewahrt.",
      en: "Name and email address need not stay known; they are kept nowhere.",
    };
  }
  if (keptUntil === null) {
    return {
      de: "Ein Antrag ist noch nicht abgeschlossen. Bis das Ende der Aufbewahrungsfrist feststeht und vorbei ist, bleiben Name und Mailadresse eingeschränkt erhalten (Art. 18 DSGVO): nur im Löschprotokoll, nur für den Betrieb lesbar.",
      en: "An application is not closed yet. Until the end of its retention is known and past, name and email address are kept under restriction (Art. 18 GDPR): in the protocol only, readable by operators only.",
    };
  }
  return say(
    {
      de: "Bis {day} bleiben Name und Mailadresse eingeschränkt erhalten (Art. 18 DSGVO): nur im Löschprotokoll, nur für den Betrieb lesbar. Am Tag danach werden sie auch dort gelöscht.",
      en: "Until {day} name and email address are kept under restriction (Art. 18 GDPR): in the protocol only, readable by operators only. The day after they are deleted there, too.",
    },
    { day: dayText(keptUntil) },
  );
}

/** What of somebody's holdings must be in other hands first, with its number. */
const held: Readonly<Record<string, Noun>> = {
  applications: {
    one: { de: "1 laufender Antrag", en: "1 application that has not come to its end" },
    other: { de: "{count} laufende Anträge", en: "{count} applications that have not come to their end" },
  },
  ideas: {
    one: { de: "1 offene Projektidee", en: "1 open project idea" },
    other: { de: "{count} offene Projektideen", en: "{count} open project ideas" },
  },
  deadlinesLed: {
    one: { de: "1 offene Frist als Projektleitung", en: "1 open deadline as project lead" },
    other: { de: "{count} offene Fristen als Projektleitung", en: "{count} open deadlines as project lead" },
  },
  deadlinesOwned: {
    one: { de: "1 offene Frist als zuständige Person", en: "1 open deadline as the person in charge" },
    other: {
      de: "{count} offene Fristen als zuständige Person",
      en: "{count} open deadlines as the person in charge",
    },
  },
  deputyFor: {
    one: { de: "1 Vertretung", en: "standing in for 1 person" },
    other: { de: "{count} Vertretungen", en: "standing in for {count} people" },
  },
};

/** What the obstacles of an erasure look at. */
export interface ErasureFacts {
  readonly person: RoleHolder;
  readonly today: string;
  readonly isCaller: boolean;
  /** How many of each they hold, by the names of the holdings; tokens and calendars end with the erasure. */
  readonly holdings: Readonly<Record<string, number>>;
  /** Mails to others that name them and that a worker is sending at this moment. */
  readonly mailsOnTheirWay: number;
}

/** Why somebody cannot be erased yet, and what to do first; none when they can. */
export function erasureObstacles(facts: ErasureFacts): Reason[] {
  const { person, today, isCaller, holdings, mailsOnTheirWay } = facts;
  const counts = Object.entries(held).flatMap(([name, noun]) => {
    const count = holdings[name] ?? 0;
    return count === 0 ? [] : [countText(count, noun)];
  });
  const rolesText: Text =
    rolesOn(person, today).length > 0
      ? {
          de: "Die Person hat heute noch Rollen. Bitte deaktivieren oder verabschieden Sie sie zuerst. Möglich ist die Löschung nach dem letzten Tag ihrer Rollen (rolesUntil); das kann auch gestern sein.",
          en: "The person still has roles today. Please deactivate them or let them go first. The erasure is possible after the last day of their roles (rolesUntil), which may be yesterday.",
        }
      : {
          de: "Die Rollen der Person beginnen erst noch. Bitte nehmen Sie sie ihr zuerst.",
          en: "The person's roles have yet to begin. Please take them away first.",
        };
  return [
    ...(isCaller
      ? [
          {
            code: "erasing-oneself",
            text: {
              de: "Niemand löscht sich selbst. Bitte wenden Sie sich an eine andere Person aus dem Betrieb.",
              en: "Nobody erases themselves. Please ask another operator.",
            },
          },
        ]
      : []),
    ...(hasRolesAhead(person, today) ? [{ code: "roles-in-force", text: rolesText }] : []),
    ...(counts.length === 0
      ? []
      : [
          {
            code: "holds-something",
            text: say(
              {
                de: "Die Person hält noch: {held}. Bitte übergeben Sie das zuerst.",
                en: "The person still holds: {held}. Please hand this over first.",
              },
              { held: namesText(counts) },
            ),
          },
        ]),
    ...(mailsOnTheirWay === 0
      ? []
      : [
          {
            code: "mail-on-its-way",
            text: {
              de: "Eine Mail, die die Person nennt, wird gerade versandt. Bitte versuchen Sie es in einigen Minuten noch einmal.",
              en: "An email that names the person is being sent. Please try again in a few minutes.",
            },
          },
        ]),
  ];
}
