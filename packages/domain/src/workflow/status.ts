import { type DeadlineKind, deadlineProfiles } from "../deadlines/kinds.ts";
import type { Labels, Text } from "../text.ts";
import { dayText } from "../time/day-words.ts";
import { joinTexts, say } from "../wording.ts";
import type { ApplicationState } from "./applications.ts";
import type { IdeaState } from "./ideas.ts";

/** Who has to act next so that things go on. */
export const actors = ["applicant", "office", "lead-office", "committee", "funder", "nobody"] as const;
export type Actor = (typeof actors)[number];

export const actorLabels: Labels<Actor> = {
  applicant: { de: "Antragstellende", en: "applicant" },
  office: { de: "Koordinierungsstelle", en: "coordination office" },
  "lead-office": { de: "federführendes Amt", en: "lead office" },
  committee: { de: "Ausschuss", en: "committee" },
  funder: { de: "Zuwendungsgeber", en: "funder" },
  nobody: { de: "niemand", en: "nobody" },
};

/** Kinds that nobody has to act on: a right that may be used, and keeping what is there. */
export const kindsWithoutAct: readonly DeadlineKind[] = ["objection", "retention-end"];

/** A duty with its day. */
export interface NextDuty {
  readonly kind: DeadlineKind;
  readonly on: string;
}

/** Where something stands, in the office's words and in those for whoever applied. */
export interface Status {
  readonly actor: Actor;
  readonly text: Text;
  readonly applicantText: Text;
}

/** What the sentence of an application's state is made of; days are local days of the office. */
export interface ApplicationStanding {
  readonly state: ApplicationState;
  readonly since: string;
  readonly today: string;
  readonly meetingOn: string | null;
  /** Whether a fund of the office pays; otherwise the decision is the funder's. */
  readonly hasFund: boolean;
  readonly startsOn: string;
  readonly endsOn: string;
  /** The earliest deadline that is still open. */
  readonly nextDuty: NextDuty | null;
}

interface Sentence {
  readonly actor: Actor;
  readonly office: Text;
  readonly applicant: Text;
}

const nothingToDo: Text = { de: "Sie müssen nichts tun.", en: "There is nothing you need to do." };

/** What each state means, and who acts next. Places: `{meeting}`, `{start}`, `{end}`, `{duty}`. */
function sentenceOf(standing: ApplicationStanding): Sentence {
  const { state, meetingOn, today, hasFund } = standing;
  switch (state) {
    case "draft":
      return {
        actor: "applicant",
        office: { de: "In Vorbereitung", en: "Being prepared" },
        applicant: {
          de: "Ihr Antrag ist noch nicht eingereicht.",
          en: "Your application has not been submitted yet.",
        },
      };
    case "submitted":
      return {
        actor: "office",
        office: {
          de: "Eingereicht, wartet auf die formale Prüfung",
          en: "Submitted, waiting for the formal check",
        },
        applicant: waiting({
          de: "Ihr Antrag ist eingegangen und wird geprüft.",
          en: "Your application has arrived and is being checked.",
        }),
      };
    case "returned":
      return {
        actor: "applicant",
        office: { de: "Zur Ergänzung zurückgegeben", en: "Returned for completion" },
        applicant: {
          de: "Bitte ergänzen Sie Ihren Antrag und reichen Sie ihn erneut ein.",
          en: "Please complete your application and submit it again.",
        },
      };
    case "formally-checked":
      return afterCheck(meetingOn, hasFund);
    case "on-agenda":
      return onAgenda(meetingOn, today);
    case "recommended":
      return {
        actor: "lead-office",
        office: {
          de: "Vom Ausschuss befürwortet, noch nicht bewilligt",
          en: "Recommended by the committee, not granted yet",
        },
        applicant: {
          de: "Der Ausschuss hat Ihren Antrag befürwortet. Bitte beginnen Sie erst, wenn die Bewilligung da ist.",
          en: "The committee has recommended your application. Please do not start before it is granted.",
        },
      };
    case "granted":
      return {
        actor: "applicant",
        office: { de: "Bewilligt, Beginn am {start}", en: "Granted, starts on {start}" },
        applicant: {
          de: "Ihr Antrag ist bewilligt. Das Projekt beginnt am {start}.",
          en: "Your application has been granted. The project starts on {start}.",
        },
      };
    case "running":
      return {
        actor: "applicant",
        office: { de: "In der Umsetzung bis {end}", en: "Under way until {end}" },
        applicant: { de: "Ihr Projekt läuft bis {end}.", en: "Your project runs until {end}." },
      };
    case "proof-due":
      return {
        actor: "applicant",
        office: { de: "Beendet, Verwendungsnachweis offen", en: "Ended, proof of use outstanding" },
        applicant: {
          de: "Bitte reichen Sie den Verwendungsnachweis ein.",
          en: "Please submit the proof of use.",
        },
      };
    case "proof-submitted":
      return {
        actor: "office",
        office: {
          de: "Verwendungsnachweis eingereicht, wartet auf die Prüfung",
          en: "Proof of use submitted, waiting to be checked",
        },
        applicant: waiting({
          de: "Ihr Verwendungsnachweis ist eingegangen und wird geprüft.",
          en: "Your proof of use has arrived and is being checked.",
        }),
      };
    case "closed":
      return ended(
        { de: "Abgeschlossen", en: "Closed" },
        { de: "Ihr Projekt ist abgeschlossen.", en: "Your project is closed." },
      );
    case "rejected":
      return ended(
        { de: "Abgelehnt", en: "Rejected" },
        { de: "Ihr Antrag wurde abgelehnt.", en: "Your application was rejected." },
      );
    case "withdrawn":
      return ended(
        { de: "Zurückgezogen", en: "Withdrawn" },
        { de: "Ihr Antrag ist zurückgezogen.", en: "Your application has been withdrawn." },
      );
    default:
      return state satisfies never;
  }
}

function afterCheck(meetingOn: string | null, hasFund: boolean): Sentence {
  if (!hasFund) {
    return {
      actor: "funder",
      office: { de: "Geprüft, liegt beim Zuwendungsgeber", en: "Checked, with the funder" },
      applicant: waiting({
        de: "Ihr Antrag ist geprüft; nun entscheidet der Zuwendungsgeber.",
        en: "Your application has been checked; the funder decides now.",
      }),
    };
  }
  const applicant = waiting(
    meetingOn === null
      ? {
          de: "Ihr Antrag ist geprüft und wartet auf eine Sitzung.",
          en: "Your application has been checked and is waiting for a meeting.",
        }
      : {
          de: "Ihr Antrag ist geprüft und soll am {meeting} beraten werden.",
          en: "Your application has been checked and is to be discussed on {meeting}.",
        },
  );
  const office =
    meetingOn === null
      ? { de: "Geprüft, noch ohne Sitzung", en: "Checked, no meeting yet" }
      : {
          de: "Geprüft, für die Sitzung am {meeting} vorgesehen",
          en: "Checked, planned for the meeting on {meeting}",
        };
  return { actor: "office", office, applicant };
}

/** Once the meeting's day is over, the office owes the result. */
function onAgenda(meetingOn: string | null, today: string): Sentence {
  if (meetingOn !== null && meetingOn < today) {
    return {
      actor: "office",
      office: {
        de: "Am {meeting} beraten, Votum noch nicht eingetragen",
        en: "Discussed on {meeting}, vote not recorded yet",
      },
      applicant: waiting({
        de: "Ihr Antrag stand am {meeting} auf der Tagesordnung; das Ergebnis ist noch nicht eingetragen.",
        en: "Your application was on the agenda on {meeting}; the result has not been recorded yet.",
      }),
    };
  }
  if (meetingOn === null) {
    return {
      actor: "office",
      office: {
        de: "Auf der Tagesordnung, doch die Sitzung ist abgesagt",
        en: "On an agenda, but the meeting was called off",
      },
      applicant: waiting({
        de: "Ihr Antrag soll in einer Sitzung beraten werden, deren Tag noch nicht feststeht.",
        en: "Your application is to be discussed in a meeting whose day is not set yet.",
      }),
    };
  }
  return {
    actor: "committee",
    office: {
      de: "Auf der Tagesordnung der Sitzung am {meeting}",
      en: "On the agenda of the meeting on {meeting}",
    },
    applicant: waiting({
      de: "Ihr Antrag wird am {meeting} beraten.",
      en: "Your application will be discussed on {meeting}.",
    }),
  };
}

function waiting(text: Text): Text {
  return joinTexts([text, nothingToDo]);
}

function ended(office: Text, applicant: Text): Sentence {
  return { actor: "nobody", office, applicant };
}

/** The state of an application in one sentence: since when, who acts next, and by which day. */
export function applicationStatus(standing: ApplicationStanding): Status {
  const { actor, office, applicant } = sentenceOf(standing);
  const places = {
    ...(standing.meetingOn !== null && { meeting: dayText(standing.meetingOn) }),
    start: dayText(standing.startsOn),
    end: dayText(standing.endsOn),
  };
  const duties = standing.nextDuty === null ? [] : [dutyText(standing.nextDuty, standing.today)];
  return {
    actor,
    text: joinTexts([stateText(say(office, places), standing.since, actor), ...duties]),
    applicantText: joinTexts([say(applicant, places), ...(actor === "applicant" ? duties : [])]),
  };
}

function stateText(state: Text, since: string, actor: Actor): Text {
  const values = { state, since: dayText(since), actor: actorLabels[actor] };
  return actor === "nobody"
    ? say({ de: "{state} (seit {since}).", en: "{state} (since {since})." }, values)
    : say(
        {
          de: "{state} (seit {since}). Am Zug: {actor}.",
          en: "{state} (since {since}). Next to act: {actor}.",
        },
        values,
      );
}

function dutyText({ kind, on }: NextDuty, today: string): Text {
  const sentence =
    on < today
      ? { de: "Überfällig seit {on}: {duty}.", en: "Overdue since {on}: {duty}." }
      : { de: "Nächste Frist: {duty} bis {on}.", en: "Next deadline: {duty} by {on}." };
  return say(sentence, { duty: deadlineProfiles[kind].label, on: dayText(on) });
}

/** What the sentence of an idea's state is made of. */
export interface IdeaStanding {
  readonly state: IdeaState;
  readonly since: string;
  readonly hasApplication: boolean;
}

const ideaSentences: Readonly<Record<IdeaState, Sentence>> = {
  captured: {
    actor: "office",
    office: { de: "Erfasst, wartet auf Beratung", en: "Recorded, waiting for advice" },
    applicant: waiting({
      de: "Ihre Idee ist angekommen; die Koordinierungsstelle meldet sich.",
      en: "Your idea has arrived; the coordination office will get in touch.",
    }),
  },
  "in-advice": {
    actor: "office",
    office: { de: "In Beratung", en: "Advice in progress" },
    applicant: {
      de: "Ihre Idee ist in Beratung. Wenn ein Programm passt, können Sie einen Antrag daraus machen.",
      en: "We are advising on your idea. Once a programme fits, you can turn it into an application.",
    },
  },
  parked: {
    actor: "nobody",
    office: { de: "Zurückgestellt", en: "Parked" },
    applicant: { de: "Ihre Idee ist zurückgestellt.", en: "Your idea has been parked." },
  },
  merged: {
    actor: "nobody",
    office: { de: "Mit einer anderen Idee zusammengeführt", en: "Merged with another idea" },
    applicant: {
      de: "Ihre Idee wurde mit einer anderen zusammengeführt.",
      en: "Your idea has been merged with another.",
    },
  },
  rejected: {
    actor: "nobody",
    office: { de: "Nicht weiterverfolgt", en: "Not pursued" },
    applicant: { de: "Ihre Idee wird nicht weiterverfolgt.", en: "Your idea will not be pursued." },
  },
};

const hasBecomeApplication: Sentence = {
  actor: "nobody",
  office: { de: "Aus der Idee ist ein Antrag geworden", en: "Has become an application" },
  applicant: {
    de: "Aus Ihrer Idee ist ein Antrag geworden; dort steht, wie es weitergeht.",
    en: "Your idea has become an application, which says what comes next.",
  },
};

/** The state of an idea in one sentence. */
export function ideaStatus({ state, since, hasApplication }: IdeaStanding): Status {
  const isTaken = hasApplication && (state === "captured" || state === "in-advice");
  const { actor, office, applicant } = isTaken ? hasBecomeApplication : ideaSentences[state];
  return { actor, text: stateText(office, since, actor), applicantText: applicant };
}

/** States that wait for the office: to check, to put on an agenda, to grant, to check the proof. */
export const officeStates: readonly ApplicationState[] = [
  "submitted",
  "formally-checked",
  "recommended",
  "proof-submitted",
];
