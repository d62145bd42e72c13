import {
  deadlineKinds,
  deadlineProfiles,
  fill,
  type Language,
  mutableKinds,
  type Preferences,
  stepText,
} from "@zuwendo/domain";
import { dayOf, deadlineHead, kindName, projectName, roleName } from "../../pages/deadline-lines.ts";
import type { Page } from "../../pages/frame.ts";
import { Html, html } from "../../pages/html.ts";
import type { Visit } from "../../pages/signed-link.ts";
import type { StoredPreferences } from "../preferences/queries.ts";
import type { ComingReminder } from "./next-reminders.ts";
import { phrases, reasons } from "./phrases.ts";
import type { Deputy, OwnReminder } from "./queries.ts";

export interface PersonalPage {
  readonly coming: readonly ComingReminder[];
  readonly reminders: readonly OwnReminder[];
  readonly deputies: readonly Deputy[];
  /** As they are stored. */
  readonly preferences: StoredPreferences;
  /** As the form shows them: stored, or refused and to be corrected. */
  readonly shown: Preferences;
  readonly status?: number;
  /** What has become of the last click. */
  readonly message?: string;
}

/** Everything that is planned for and was sent to somebody, and what they can choose. */
export function personalPage(visit: Visit, content: PersonalPage): Page {
  const { language, officeName, reader } = visit;
  const say = phrases[language];
  const { message, status = 200 } = content;
  return {
    ...{ status, language, officeName, heading: say.heading },
    body: html`${message === undefined ? undefined : html`<p class="note" role="status">${message}</p>`}
<p>${fill(say.forWhom, { name: reader.name })}</p>
<nav aria-label="${say.onThisPage}"><ul>
<li><a href="#coming">${say.coming}</a></li>
<li><a href="#wishes">${say.wishes}</a></li>
<li><a href="#sent">${say.sent}</a></li>
</ul></nav>
<section class="part" id="coming"><h2>${say.coming}</h2>
${entries(
  content.coming.map((coming) => comingEntry(visit, coming)),
  say.comingNone,
)}</section>
<section class="part" id="wishes"><h2>${say.wishes}</h2>
${wishesForm(content, language)}</section>
<section class="part" id="sent"><h2>${say.sent}</h2>
${entries(
  content.reminders.map((reminder) => sentEntry(visit, reminder)),
  say.sentNone,
)}</section>`,
  };
}

function entries(items: readonly Html[], none: string): Html {
  if (items.length === 0) return html`<p>${none}</p>`;
  return html`<ul>${items.map((item) => html`<li class="entry">${item}</li>\n`)}</ul>`;
}

function comingEntry({ session, language }: Visit, { deadline, remindAt, step, role }: ComingReminder): Html {
  const say = phrases[language];
  const day = dayOf(remindAt, session.caller.zone, language);
  const why = step === null ? say.putOff : whyText({ step, role, kind: deadline.kind }, language);
  return html`<h3>${kindName(deadline.kind, language)}</h3>
${deadlineHead(deadline, session, language)}<p class="small">${fill(say.comingOn, { day })}. ${why}</p>`;
}

function sentEntry({ session, language }: Visit, reminder: OwnReminder): Html {
  const { kind, dueAt, sentAt } = reminder;
  const day = dayOf(sentAt ?? dueAt, session.caller.zone, language);
  return html`<h3>${kindName(kind, language)}</h3>
<p>${projectName(reminder)}<br>${stateText(reminder, day, language)}</p>
<p class="small">${whyText(reminder, language)}</p>`;
}

function whyText(
  { step, role, kind }: Pick<OwnReminder, "step" | "role" | "kind">,
  language: Language,
): string {
  return fill(phrases[language].why, {
    step: stepText(step)[language],
    role: roleName(role, kind, language),
  });
}

function stateText({ state, reason }: OwnReminder, day: string, language: Language): string {
  const say = phrases[language];
  switch (state) {
    case "sent":
      return fill(say.stateSent, { day });
    case "bound":
      return fill(say.stateBound, { day });
    case "skipped":
    case "dropped": {
      const words = reasons[reason ?? ""]?.[language];
      return words === undefined
        ? fill(say.stateSkipped, { day }).replace(" ({reason})", "")
        : fill(say.stateSkipped, { day, reason: words });
    }
    default:
      return state satisfies never;
  }
}

const checked = new Html(" checked");
const selected = new Html(" selected");

function wishesForm({ shown, preferences, deputies }: PersonalPage, language: Language): Html {
  const say = phrases[language];
  const optional = mutableKinds.map((kind) => {
    const isOn = !shown.mutedKinds.includes(kind);
    return html`<label class="tick"><input type="checkbox" name="kinds" value="${kind}"${isOn ? checked : undefined}> <span>${kindName(kind, language)}</span></label>\n`;
  });
  const statutory = deadlineKinds
    .filter((kind) => deadlineProfiles[kind].isStatutory)
    .map(
      (kind) =>
        html`<label class="tick"><input type="checkbox" checked disabled> <span>${kindName(kind, language)}</span></label>\n`,
    );
  const people = deputies.map(
    ({ id, name }) =>
      html`<option value="${id}"${id === shown.deputyId ? selected : undefined}>${name}</option>`,
  );
  return html`<form method="post" action="?">
<input type="hidden" name="version" value="${preferences.version}">
<fieldset><legend>${say.kinds}</legend>
${optional}</fieldset>
<fieldset aria-describedby="always-on"><legend>${say.alwaysOn}</legend>
<p class="small" id="always-on">${say.alwaysOnText}</p>
${statutory}</fieldset>
<p class="field"><label for="mail-at">${say.time}</label>
<input type="time" id="mail-at" name="mailAt" value="${shown.mailAt ?? ""}" aria-describedby="mail-at-hint">
<br><span class="small" id="mail-at-hint">${say.timeHint}</span></p>
<fieldset><legend>${say.absence}</legend>
<p class="field"><label for="absent-from">${say.absentFrom}</label>
<input type="date" id="absent-from" name="absentFrom" value="${shown.absentFrom ?? ""}"></p>
<p class="field"><label for="absent-until">${say.absentUntil}</label>
<input type="date" id="absent-until" name="absentUntil" value="${shown.absentUntil ?? ""}"></p>
<p class="field"><label for="deputy">${say.deputy}</label>
<select id="deputy" name="deputyId" aria-describedby="deputy-hint"><option value="">${say.nobody}</option>${people}</select>
<br><span class="small" id="deputy-hint">${say.deputyHint}</span></p></fieldset>
<button class="first">${say.save}</button></form>`;
}
