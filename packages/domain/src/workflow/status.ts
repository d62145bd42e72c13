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

/** Kinds that nobody has to act on: a right that may be used, a period that ends, and keeping what is there. */
export const kindsWithoutAct: readonly DeadlineKind[] = ["objection", "granting-period-end", "retention-end"];

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
  /** What it has been since the day of its state: „seit“ stands right behind it, never behind another day. */
  readonly office: Text;
  /** What else there is to say of it. */
  readonly detail?: Text;
  /** What whoever acts next has to do, where the state does not say it. */
  readonly act?: Text;
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
        office: { de: "Eingereicht", en: "Submitted" },
        detail: { de: "wartet auf die formale Prüfung", en: "waiting for the formal check" },
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
        office: { de: "Vom Ausschuss befürwortet", en: "Recommended by the committee" },
        detail: { de: "noch nicht bewilligt", en: "not granted yet" },
        applicant: {
          de: "Der Ausschuss hat Ihren Antrag befürwortet. Bitte beginnen Sie erst, wenn die Bewilligung da ist.",
          en: "The committee has recommended your application. Please do not start before it is granted.",
        },
      };
    case "granted":
      return {
        actor: "applicant",
        office: { de: "Bewilligt", en: "Granted" },
        detail: { de: "Beginn am {start}", en: "starts on {start}" },
        act: { de: "Projekt beginnen", en: "start the project" },
        applicant: {
          de: "Ihr Antrag ist bewilligt. Bitte beginnen Sie das Projekt am {start}.",
          en: "Your application has been granted. Please start the project on {start}.",
        },
      };
    case "running":
      return {
        actor: "applicant",
        office: { de: "In der Umsetzung", en: "Under way" },
        detail: { de: "endet am {end}", en: "ends on {end}" },
        act: { de: "Projekt umsetzen", en: "carry out the project" },
        applicant: { de: "Ihr Projekt läuft bis {end}.", en: "Your project runs until {end}." },
      };
    case "proof-due":
      return {
        actor: "applicant",
        office: { de: "Verwendungsnachweis offen", en: "Proof of use outstanding" },
        detail: { de: "das Projekt ist beendet", en: "the project has ended" },
        applicant: {
          de: "Bitte reichen Sie den Verwendungsnachweis ein.",
          en: "Please submit the proof of use.",
        },
      };
    case "proof-submitted":
      return {
        actor: "office",
        office: { de: "Verwendungsnachweis eingereicht", en: "Proof of use submitted" },
        detail: { de: "wartet auf die Prüfung", en: "waiting to be checked" },
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
      office: { de: "Geprüft", en: "Checked" },
      detail: { de: "liegt beim Zuwendungsgeber", en: "with the funder" },
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
  const detail =
    meetingOn === null
      ? { de: "noch ohne Sitzung", en: "no meeting yet" }
      : {
          de: "für die Sitzung am {meeting} vorgesehen",
          en: "planned for the meeting on {meeting}",
        };
  return { actor: "office", office: { de: "Geprüft", en: "Checked" }, detail, applicant };
}

const onTheAgenda: Text = { de: "Auf der Tagesordnung", en: "On an agenda" };

/** Once the meeting's day is over, the office owes the result. */
function onAgenda(meetingOn: string | null, today: string): Sentence {
  if (meetingOn !== null && meetingOn < today) {
    return {
      actor: "office",
      office: onTheAgenda,
      detail: {
        de: "am {meeting} beraten, Votum noch nicht eingetragen",
        en: "discussed on {meeting}, vote not recorded yet",
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
      office: onTheAgenda,
      detail: { de: "doch die Sitzung ist abgesagt", en: "but the meeting was called off" },
      applicant: waiting({
        de: "Ihr Antrag soll in einer Sitzung beraten werden, deren Tag noch nicht feststeht.",
        en: "Your application is to be discussed in a meeting whose day is not set yet.",
      }),
    };
  }
  return {
    actor: "committee",
    office: onTheAgenda,
    detail: { de: "Sitzung am {meeting}", en: "meeting on {meeting}" },
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
  const sentence = sentenceOf(standing);
  const { actor, applicant, detail } = sentence;
  const places = {
    ...(standing.meetingOn !== null && { meeting: dayText(standing.meetingOn) }),
    start: dayText(standing.startsOn),
    end: dayText(standing.endsOn),
  };
  const duties = standing.nextDuty === null ? [] : [dutyText(standing.nextDuty, standing.today)];
  return {
    actor,
    text: joinTexts([
      stateText({ ...sentence, ...(detail && { detail: say(detail, places) }) }, standing.since),
      ...duties,
    ]),
    applicantText: joinTexts([say(applicant, places), ...(actor === "applicant" ? duties : [])]),
  };
}

function stateText({ office, detail, actor, act }: Omit<Sentence, "applicant">, since: string): Text {
  const head = say(
    { de: "{state} (seit {since})", en: "{state} (since {since})" },
    {
      ...{ state: office, since: dayText(since) },
    },
  );
  const state =
    detail === undefined ? head : say({ de: "{head}, {detail}", en: "{head}, {detail}" }, { head, detail });
  if (actor === "nobody") return say({ de: "{state}.", en: "{state}." }, { state });
  const whoActs = actorLabels[actor];
  const next =
    act === undefined ? whoActs : say({ de: "{whoActs} ({act})", en: "{whoActs} ({act})" }, { whoActs, act });
  return say({ de: "{state}. Am Zug: {next}.", en: "{state}. Next to act: {next}." }, { state, next });
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
    office: { de: "Erfasst", en: "Recorded" },
    detail: { de: "wartet auf Beratung", en: "waiting for advice" },
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
  const sentence = isTaken ? hasBecomeApplication : ideaSentences[state];
  return { actor: sentence.actor, text: stateText(sentence, since), applicantText: sentence.applicant };
}

/** States that wait for the office: to check, to put on an agenda, to grant, to check the proof. */
export const officeStates: readonly ApplicationState[] = [
  "submitted",
  "formally-checked",
  "recommended",
  "proof-submitted",
];
