import type { DeadlineKind, Language } from "@zuwendo/domain";
import { kindName } from "../../pages/deadline-lines.ts";
import { buttonForm, type Page } from "../../pages/frame.ts";
import { type Html, html } from "../../pages/html.ts";
import type { Visit } from "../../pages/signed-link.ts";

const phrases = {
  de: {
    heading: "Mails abbestellen",
    ask: "Diese Erinnerungen aus der Mail lassen sich abschalten:",
    button: "Abschalten",
    keepAsk: "Diese Erinnerungen kommen weiter, weil die Pflicht auf Gesetz oder Bescheid beruht:",
    nothing: "In dieser Mail steht nichts, das sich abschalten lässt.",
    done: "Abgeschaltet",
    doneText: "Wir erinnern Sie nicht mehr an:",
    undo: "Wieder einschalten",
    undone: "Wieder eingeschaltet",
    undoneText: "Wir erinnern Sie wieder an:",
    isOff: "Diese Erinnerungen sind schon abgeschaltet:",
    unchanged: "Noch ist nichts geändert.",
  },
  en: {
    heading: "Unsubscribe",
    ask: "These reminders in the email can be switched off:",
    button: "Switch off",
    keepAsk: "These reminders go on, because the duty is based on a statute or the grant notice:",
    nothing: "There is nothing in this email that can be switched off.",
    done: "Switched off",
    doneText: "We no longer remind you of:",
    undo: "Switch on again",
    undone: "Switched on again",
    undoneText: "We remind you again of:",
    isOff: "These reminders are already switched off:",
    unchanged: "Nothing has been changed yet.",
  },
} as const satisfies Record<Language, Record<string, string>>;

/** The kinds in a mail: those that can be switched off, and those that go on. */
export interface KindsOfMail {
  readonly optional: readonly DeadlineKind[];
  readonly statutory: readonly DeadlineKind[];
}

function listOf(kinds: readonly DeadlineKind[], language: Language): Html {
  return html`<ul class="points">${kinds.map((kind) => html`<li>${kindName(kind, language)}</li>\n`)}</ul>\n`;
}

function remaining({ statutory }: KindsOfMail, language: Language): Html | undefined {
  if (statutory.length === 0) return undefined;
  return html`<section class="part"><p>${phrases[language].keepAsk}</p>
${listOf(statutory, language)}</section>`;
}

/** The page that asks before it changes anything. */
export function askPage(visit: Visit, kinds: KindsOfMail, muted: readonly DeadlineKind[]): Page {
  const { language, officeName } = visit;
  const say = phrases[language];
  const isOff = (kind: DeadlineKind) => muted.includes(kind);
  const off = kinds.optional.filter(isOff);
  const on = kinds.optional.filter((kind) => !isOff(kind));
  const body = html`${kinds.optional.length > 0 ? undefined : html`<p>${say.nothing}</p>`}
${on.length === 0 ? undefined : html`<p>${say.ask}</p>${listOf(on, language)}${buttonForm({ reminders: "off" }, say.button, { isFirst: true })}<p class="small">${say.unchanged}</p>`}
${off.length === 0 ? undefined : html`<p>${say.isOff}</p>${listOf(off, language)}${buttonForm({ reminders: "on" }, say.undo)}`}
${remaining(kinds, language)}`;
  return { language, officeName, heading: say.heading, body };
}

/** What has been switched, and the way back. */
export function switchedPage(visit: Visit, kinds: KindsOfMail, isOff: boolean): Page {
  const { language, officeName } = visit;
  const say = phrases[language];
  if (kinds.optional.length === 0) return askPage(visit, kinds, []);
  const back = isOff
    ? buttonForm({ reminders: "on" }, say.undo)
    : buttonForm({ reminders: "off" }, say.button);
  const body = html`<p>${isOff ? say.doneText : say.undoneText}</p>
${listOf(kinds.optional, language)}${back}${remaining(kinds, language)}`;
  return { language, officeName, heading: isOff ? say.done : say.undone, body };
}
