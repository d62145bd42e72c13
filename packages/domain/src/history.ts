import { type DeadlineKind, deadlineProfiles } from "./deadlines/kinds.ts";
import { labels } from "./labels.ts";
import { moneyText } from "./money/money-words.ts";
import type { Labels, Text } from "./text.ts";
import { dayText } from "./time/day-words.ts";
import { capitalised } from "./time/days-left.ts";
import { labelOf, namesText, say } from "./wording.ts";

/** What a history is about, each thing in the singular. */
const thingLabels = {
  ideas: { de: "Projektidee", en: "Project idea" },
  applications: { de: "Antrag", en: "Application" },
  votes: { de: "Votum", en: "Vote" },
  grants: { de: "Bewilligung", en: "Grant" },
  disbursements: { de: "Auszahlung", en: "Payment" },
  "payment-requests": { de: "Mittelabruf", en: "Payment request" },
  "status-links": { de: "Statusseite", en: "Status link" },
  deadlines: { de: "Frist", en: "Deadline" },
  extensions: { de: "Fristverlängerung", en: "Extension" },
  meetings: { de: "Sitzung", en: "Meeting" },
  papers: { de: "Vorlage", en: "Paper" },
  funds: { de: "Fonds", en: "Fund" },
  "fund-years": { de: "Haushaltsjahr", en: "Fund year" },
  "ledger-entries": { de: "Buchung", en: "Ledger entry" },
} as const satisfies Labels;

/** The states of the things that take steps. */
const stateLabels: Readonly<Record<string, Labels>> = {
  ideas: labels.ideaState,
  applications: labels.applicationState,
  deadlines: labels.deadlineState,
  extensions: labels.extensionState,
  papers: labels.paperState,
};

/** What was done other than creating, changing and taking a step. */
const actLabels: Labels = {
  "move-to-call": {
    de: "{thing} in eine andere Antragsrunde verlegt",
    en: "{thing} moved to another call",
  },
  "paper-receipt": { de: "{thing} auf Papier eingegangen", en: "{thing} received on paper" },
  "dismiss-match": { de: "Passung verworfen", en: "Match dismissed" },
  "restore-match": { de: "Passung wieder aufgenommen", en: "Match restored" },
  answer: { de: "{thing}: aus einer Mail beantwortet", en: "{thing}: answered from an email" },
  "take-back": {
    de: "{thing}: Antwort aus einer Mail zurückgenommen",
    en: "{thing}: answer from an email taken back",
  },
  revoke: { de: "{thing} beendet", en: "{thing} ended" },
};

/** What an entry of the audit log says that was done; steps to a state name it themselves. */
export const auditActionLabels: Labels = {
  create: { de: "angelegt", en: "created" },
  change: { de: "geändert", en: "changed" },
  revoke: { de: "beendet", en: "ended" },
  answer: { de: "aus einer Mail beantwortet", en: "answered from an email" },
  "take-back": { de: "Antwort zurückgenommen", en: "answer taken back" },
  "hand-over": { de: "verabschiedet und übergeben", en: "let go and handed over" },
  deactivate: { de: "deaktiviert", en: "deactivated" },
  reactivate: { de: "wieder zugelassen", en: "let in again" },
  erase: { de: "gelöscht", en: "erased" },
};

/** An entry of the audit log, as far as its sentence needs it. */
export interface Act {
  readonly action: string;
  readonly subjectType: string;
  readonly changes: Readonly<Record<string, unknown>>;
}

/** Things that a project has several of, by what tells them apart. */
const namedThings: Labels = {
  deadlines: { de: "Frist „{name}“", en: "Deadline “{name}”" },
  extensions: { de: "Verlängerung der Frist „{name}“", en: "Extension of the deadline “{name}”" },
};

/** What a deadline is called in a history: its kind or, made by hand, its own title. */
export function deadlineName(kind: DeadlineKind, title: string, isByHand: boolean): Text {
  return isByHand ? { de: title, en: title } : deadlineProfiles[kind].label;
}

/** What became of a deadline. */
const deadlineSteps: Labels = {
  met: { de: "{thing} erfüllt", en: "{thing} met" },
  cancelled: { de: "{thing} aufgehoben", en: "{thing} cancelled" },
  open: { de: "{thing} wieder geöffnet", en: "{thing} opened again" },
};

/**
 * What was done, without who did it: „Antrag: bewilligt“, „Frist „Mittelabruf“ erfüllt“. Its money is told by its ledger
 * entries. `name` is that of the deadline it is about; null for other things.
 */
export function actText({ action, subjectType, changes }: Act, name: Text | null = null): Text {
  const named = name && namedThings[subjectType];
  const thing = named ? say(named, { name }) : labelOf(thingLabels, subjectType);
  if (action.startsWith("to:")) {
    const to = action.slice("to:".length);
    const step = subjectType === "deadlines" ? deadlineSteps[to] : undefined;
    if (step !== undefined) return say(step, { thing });
    const state = labelOf(stateLabels[subjectType] ?? {}, to);
    return say({ de: "{thing}: {state}", en: "{thing}: {state}" }, { thing, state });
  }
  if (action === "create") {
    const outcome = valueText("outcome", changes.outcome, new Map());
    return outcome === null
      ? say({ de: "{thing} angelegt", en: "{thing} created" }, { thing })
      : say({ de: "{thing}: {outcome}", en: "{thing}: {outcome}" }, { thing, outcome });
  }
  return say(actLabels[action] ?? { de: "{thing} geändert", en: "{thing} changed" }, { thing });
}

/** A movement of money: „Vormerkung: 2.400,00 €“; `project` says whose it is where that does not go without saying. */
export function entryText(kind: string, amountCents: number, project: string | null = null): Text {
  const { de, en } = labelOf(labels.ledgerKind, kind);
  const values = { kind: { de, en: capitalised(en) }, amount: moneyText(amountCents) };
  return project === null
    ? say({ de: "{kind}: {amount}", en: "{kind}: {amount}" }, values)
    : say({ de: "{kind}: {amount} – {project}", en: "{kind}: {amount} – {project}" }, { ...values, project });
}

export function mailText(kind: string, recipient: string): Text {
  return say(
    { de: "{kind} an {recipient}", en: "{kind} to {recipient}" },
    { kind: labelOf(labels.mailKind, kind), recipient },
  );
}

/** Whose labels the words in a field have. */
const wordsOfFields: Readonly<Record<string, Labels>> = {
  outcome: labels.voteOutcome,
  instrument: labels.grantInstrument,
  financingType: labels.financingType,
  applicantKind: labels.applicantKind,
  origin: labels.ideaOrigin,
  topics: labels.topic,
  measureKinds: labels.measureKind,
  targetGroups: labels.targetGroup,
  strictness: labels.strictness,
  rollPolicy: labels.rollPolicy,
  land: labels.land,
  language: labels.language,
  state: labels.meetingState,
};

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const day = /^\d{4}-\d\d-\d\d/;
const revised: Text = { de: "neu gefasst", en: "revised" };
const unknown: Text = { de: "nicht mehr bekannt", en: "no longer known" };

/** The ids in values, whose names a history must look up. */
export function idsIn(values: Iterable<unknown>): string[] {
  return [...values].flat().filter((value): value is string => typeof value === "string" && uuid.test(value));
}

/** A value as people read it; null for none. `names` are those of ids. */
export function valueText(field: string, value: unknown, names: ReadonlyMap<string, string>): Text | null {
  if (value === null || value === undefined || value === "") return null;
  if (Array.isArray(value)) {
    const parts = value.flatMap((part) => valueText(field, part, names) ?? []);
    return parts.length === 0 ? null : parts.includes(revised) ? revised : namesText(parts);
  }
  if (typeof value === "boolean") return value ? { de: "ja", en: "yes" } : { de: "nein", en: "no" };
  if (typeof value === "object") {
    return "amountCents" in value && typeof value.amountCents === "number"
      ? moneyText(value.amountCents)
      : revised;
  }
  const text = String(value);
  if (uuid.test(text)) {
    const name = names.get(text);
    return name === undefined ? unknown : { de: name, en: name };
  }
  if (day.test(text)) return dayText(text.slice(0, "YYYY-MM-DD".length));
  return wordsOfFields[field]?.[text] ?? { de: text, en: text };
}
