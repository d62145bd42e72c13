import {
  applicationStateLabels,
  capitalised,
  fill,
  formatDay,
  type Language,
  localDay,
  localTime,
  moneyText,
  voteOutcomeLabels,
} from "@zuwendo/domain";
import type { Page } from "../../pages/frame.ts";
import { type Html, html } from "../../pages/html.ts";
import type { Visit } from "../../pages/signed-link.ts";
import { type ApplicationRow, statusOf } from "../applications/queries.ts";
import type { FollowedLink, PastStep } from "./queries.ts";

const phrases = {
  de: {
    heading: "Stand des Antrags {number}",
    money: "Geld",
    requested: "Beantragt: {amount}",
    granted: "Bewilligt: {amount}",
    paid: "Ausgezahlt: {amount}",
    soFar: "Was bisher geschah",
    nothingYet: "Noch nichts: Der Antrag ist angelegt.",
    vote: "Votum des Ausschusses: {what}",
    grant: "Bewilligung eingetragen: {amount}",
    payment: "Ausgezahlt: {amount}",
    questions: "Fragen?",
    ask: "Die Koordinierungsstelle hilft weiter: {email}. Bitte nennen Sie die Nummer {number}.",
    askNobody: "Die Koordinierungsstelle hilft weiter. Bitte nennen Sie die Nummer {number}.",
    asOf: "Stand: {day}, {time} Uhr. Wer die Adresse dieser Seite kennt, kann sie lesen; geben Sie sie nur weiter, an wen Sie möchten.",
    revokedHeading: "Diese Seite gibt es nicht mehr",
    revoked:
      "Die Adresse wurde zurückgezogen, oder der Antrag hat eine andere Leitung oder einen anderen Träger. Fragen Sie bitte die Koordinierungsstelle nach einer neuen.",
  },
  en: {
    heading: "Status of application {number}",
    money: "Money",
    requested: "Requested: {amount}",
    granted: "Granted: {amount}",
    paid: "Paid: {amount}",
    soFar: "What has happened so far",
    nothingYet: "Nothing yet: the application has been created.",
    vote: "Vote of the committee: {what}",
    grant: "Grant recorded: {amount}",
    payment: "Paid: {amount}",
    questions: "Questions?",
    ask: "The coordination office will help: {email}. Please mention the number {number}.",
    askNobody: "The coordination office will help. Please mention the number {number}.",
    asOf: "As of {day}, {time}. Whoever knows the address of this page can read it; pass it on only to those who should.",
    revokedHeading: "This page no longer exists",
    revoked:
      "The address was withdrawn, or the application has another lead or organisation. Please ask the coordination office for a new one.",
  },
} as const satisfies Record<Language, Record<string, string>>;

/** Where an application stands, for whoever has been given the address: no person is named. */
export function statusPage(
  visit: Visit,
  row: ApplicationRow,
  steps: readonly PastStep[],
  { officeEmail }: FollowedLink,
): Page {
  const { language, officeName, session } = visit;
  const { zone } = session.caller;
  const say = phrases[language];
  const { number } = row;
  const ask = officeEmail === null ? say.askNobody : say.ask;
  const place = [row.organisationName, row.programmeName].filter((name) => name !== null).join(" · ");
  const asOf = {
    day: formatDay(session.today, language),
    time: localTime(session.now, zone),
  };
  return {
    ...{ language, officeName, heading: fill(say.heading, { number }) },
    body: html`<p><strong>${row.title}</strong><br>${place}</p>
<p class="note">${statusOf(session, row).applicantText[language]}</p>
<section class="part"><h2>${say.money}</h2>
${listOf(moneyLines(row, language))}</section>
<section class="part"><h2>${say.soFar}</h2>
${steps.length === 0 ? html`<p>${say.nothingYet}</p>` : listOf(steps.map((step) => stepLine(step, zone, language)))}</section>
<section class="part"><h2>${say.questions}</h2>
<p>${fill(ask, { number, email: officeEmail ?? "" })}</p></section>
<p class="small">${fill(say.asOf, asOf)}</p>`,
  };
}

/** What is shown once the address has been withdrawn. */
export function revokedPage({ language, officeName }: Visit): Page {
  const say = phrases[language];
  return {
    status: 410,
    language,
    officeName,
    heading: say.revokedHeading,
    body: html`<p>${say.revoked}</p>`,
  };
}

function listOf(lines: readonly string[]): Html {
  return html`<ul class="points">${lines.map((line) => html`<li>${line}</li>\n`)}</ul>\n`;
}

function moneyLines(
  { requestedCents, grantedCents, paidCents }: ApplicationRow,
  language: Language,
): string[] {
  const say = phrases[language];
  const line = (words: string, cents: number) => fill(words, { amount: moneyText(cents)[language] });
  return [
    line(say.requested, requestedCents),
    ...(grantedCents === null ? [] : [line(say.granted, grantedCents), line(say.paid, paidCents)]),
  ];
}

function stepLine(step: PastStep, zone: string, language: Language): string {
  const day = formatDay(step.on ?? localDay(step.at, zone), language);
  return `${day}: ${stepText(step, language)}`;
}

function stepText(step: PastStep, language: Language): string {
  const say = phrases[language];
  switch (step.kind) {
    case "state":
      return capitalised(applicationStateLabels[step.what][language]);
    case "vote":
      return fill(say.vote, { what: voteOutcomeLabels[step.what][language] });
    case "grant":
    case "payment":
      return fill(say[step.kind], { amount: moneyText(step.amountCents)[language] });
    default:
      return step satisfies never;
  }
}
