import {
  daysBetween,
  daysLeft,
  epochMs,
  fill,
  formatDayWithWeekday,
  type Language,
  localDay,
  putOffDays,
  putOffUntil,
  type ReminderAnswer,
} from "@zuwendo/domain";
import { dayOf, deadlineHead, kindName, projectName, whyLine } from "../../pages/deadline-lines.ts";
import { buttonForm, type Page, paragraphs } from "../../pages/frame.ts";
import { type Html, html } from "../../pages/html.ts";
import type { Visit } from "../../pages/signed-link.ts";
import type { Session } from "../../request/session.ts";
import { sendRuleOf } from "../../request/session.ts";
import { type Effect, effectOf } from "./answering.ts";
import { phrases } from "./phrases.ts";
import type { AnsweredReminder } from "./queries.ts";
import { takingBackOf } from "./taking-back.ts";

type Part = { readonly heading: string; readonly text: string; readonly form?: Html };

/** The page that asks before it changes anything; the answer chosen in the mail comes first. */
export function askPage(visit: Visit, reminder: AnsweredReminder, chosen: ReminderAnswer | undefined): Page {
  const { session, language } = visit;
  const say = phrases[language];
  const parts = {
    done: donePart(session, reminder, language, chosen === "done"),
    later: laterPart(session, reminder, language, chosen === "later"),
    "not-mine": {
      heading: say.notMine,
      text: say.notMineText,
      form: buttonForm({ answer: "not-mine" }, say.notMineButton, { isFirst: chosen === "not-mine" }),
    },
  } satisfies Record<ReminderAnswer, Part>;
  const order = [chosen, "done", "later", "not-mine"] as const;
  const [first, ...others] = [...new Set(order)].flatMap((answer) => (answer === undefined ? [] : [answer]));
  const before = [
    ...(reminder.version === reminder.deadlineVersion || reminder.takenBack !== null ? [] : [say.moved]),
    ...takenBackNote(visit, reminder),
  ];
  return {
    ...frameOf(visit, kindName(reminder.kind, language)),
    body: html`${before.map((text) => html`<p class="note">${text}</p>\n`)}${deadlineHead(reminder, session, language)}
<p class="small">${whyLine(reminder, language)}</p>
<p>${say.nothingYet}</p>
${first === undefined ? undefined : partHtml(parts[first])}
${chosen === undefined ? undefined : html`<p class="between">${say.instead}</p>`}
${others.map((answer) => partHtml(parts[answer]))}`,
  };
}

function partHtml({ heading, text, form }: Part): Html {
  return html`<section class="part">
<h2>${heading}</h2>
<p>${text}</p>
${form}
</section>
`;
}

function donePart(session: Session, reminder: AnsweredReminder, language: Language, isFirst: boolean): Part {
  const say = phrases[language];
  const closes = effectOf(session, reminder, { answer: "done", days: 0 })?.closes === true;
  const asks = isOver(session, reminder) ? say.doneLate : say.doneAsks;
  return {
    heading: say.done,
    text: closes ? say.doneCloses : asks,
    form: buttonForm({ answer: "done" }, closes ? say.closeButton : say.doneButton, { isFirst }),
  };
}

function laterPart(session: Session, reminder: AnsweredReminder, language: Language, isFirst: boolean): Part {
  const say = phrases[language];
  const mornings = morningsFor(session, reminder);
  if (mornings.length === 0) return { heading: say.later, text: noMorningText(session, reminder, language) };
  const usual = mornings.findLast(({ days }) => days <= putOffDays.usual) ?? mornings[0];
  const options = mornings.map((morning) => {
    const left = daysLeft(
      { days: daysBetween(session.today, morning.day), time: "24:00", isOver: false },
      language,
    );
    const label = fill(say.laterOption, { left, day: formatDayWithWeekday(morning.day, language) });
    return morning === usual
      ? html`<option value="${morning.days}" selected>${label}</option>`
      : html`<option value="${morning.days}">${label}</option>`;
  });
  const more = html`<p class="field"><label for="days">${say.laterLabel}</label>
<select id="days" name="days">${options}</select></p>`;
  return {
    heading: say.later,
    text: say.laterText,
    form: buttonForm({ answer: "later" }, say.laterButton, { isFirst, more }),
  };
}

function noMorningText(session: Session, reminder: AnsweredReminder, language: Language): string {
  const say = phrases[language];
  return isOver(session, reminder) ? say.laterOver : say.laterNone;
}

/** The mornings that a reminder can be put off to, each with the fewest days that lead to it. */
function morningsFor(session: Session, { endsAt }: AnsweredReminder): { days: number; day: string }[] {
  const rule = sendRuleOf(session);
  const mornings: { days: number; day: string }[] = [];
  for (let days: number = putOffDays.least; days <= putOffDays.most; days += 1) {
    const morning = putOffUntil(days, { now: session.now, endsAt, rule });
    if (morning === undefined) continue;
    const day = localDay(morning, rule.zone);
    if (mornings.at(-1)?.day !== day) mornings.push({ days, day });
  }
  return mornings;
}

/** What has become of the answer, with the button that takes it back. */
export function thanksPage(visit: Visit, reminder: AnsweredReminder, effect: Effect): Page {
  const say = phrases[visit.language];
  return {
    ...frameOf(visit, say.thanks),
    body: html`${about(reminder, visit.language)}${paragraphs(consequence(visit, reminder, effect), say.close)}${takeBackPart(visit, reminder)}`,
  };
}

/** The button that takes an answer back, or why it cannot be taken back any more. */
function takeBackPart({ session, language }: Visit, reminder: AnsweredReminder): Html | undefined {
  const taking = takingBackOf(session, reminder);
  if (taking === undefined) return undefined;
  const { zone } = session.caller;
  if ("against" in taking) return paragraphs(taking.against.text[language]);
  const say = phrases[language];
  const label = taking.reopens ? say.reopenButton : say.takeBackButton;
  return html`<section class="part">
<p>${fill(taking.reopens ? say.reopenText : say.takeBackText, { day: dayOf(taking.until, zone, language) })}</p>
${buttonForm({ "take-back": "yes" }, label)}
</section>
`;
}

function nameOf(answer: ReminderAnswer, language: Language): string {
  const say = phrases[language];
  return { done: say.done, later: say.later, "not-mine": say.notMine }[answer];
}

/** That an earlier answer does not count any more. */
function takenBackNote({ session, language }: Visit, { takenBack, takenBackAt }: AnsweredReminder): string[] {
  if (takenBack === null || takenBackAt === null) return [];
  const day = dayOf(takenBackAt, session.caller.zone, language);
  return [fill(phrases[language].takenBackNote, { day, answer: nameOf(takenBack, language) })];
}

/** The answer does not count any more. */
export function takenBackPage(visit: Visit, reminder: AnsweredReminder): Page {
  const say = phrases[visit.language];
  const text = reminder.state === "open" ? say.takenBackText : say.reopenedText;
  return {
    ...frameOf(visit, say.takenBack),
    body: html`${about(reminder, visit.language)}${paragraphs(text, say.answerAgain, say.close)}`,
  };
}

/** Nothing happens a second time. */
export function alreadyPage(visit: Visit, reminder: AnsweredReminder, status: number): Page {
  const { session, language } = visit;
  const say = phrases[language];
  const answer = reminder.answer ?? "done";
  const text = fill(say.alreadyText, {
    day: dayOf(reminder.answeredAt ?? session.now, session.caller.zone, language),
    answer: nameOf(answer, language),
  });
  const { remindAt } = reminder;
  const isAhead = remindAt !== null && epochMs(remindAt) > epochMs(session.now);
  const again = isAhead ? [consequence(visit, reminder, { answer, closes: false, remindAt })] : [];
  return {
    ...frameOf(visit, say.already),
    status,
    body: html`${about(reminder, language)}${paragraphs(text, ...again)}${takeBackPart(visit, reminder)}`,
  };
}

/** There is no morning left to put the reminder off to. */
export function tooLatePage(visit: Visit, reminder: AnsweredReminder): Page {
  const say = phrases[visit.language];
  return {
    ...frameOf(visit, say.tooLate),
    status: 422,
    body: html`${about(reminder, visit.language)}${deadlineHead(reminder, visit.session, visit.language)}
${paragraphs(`${noMorningText(visit.session, reminder, visit.language)} ${say.unchanged}`)}`,
  };
}

/** The deadline is closed; of one closed long ago, not even its name is told any more. */
export function overPage(visit: Visit, reminder: AnsweredReminder, isLongAgo: boolean): Page {
  const { session, language } = visit;
  const say = phrases[language];
  const sentence = reminder.state === "met" ? say.overMet : say.overCancelled;
  const day = dayOf(reminder.closedAt ?? session.now, session.caller.zone, language);
  return {
    ...frameOf(visit, say.over),
    status: 410,
    body: isLongAgo
      ? paragraphs(say.overLong)
      : html`${about(reminder, language)}${paragraphs(fill(sentence, { day }))}`,
  };
}

function frameOf({ language, officeName }: Visit, heading: string): Omit<Page, "body"> {
  return { language, officeName, heading };
}

function about(reminder: AnsweredReminder, language: Language): Html {
  return html`<p><strong>${kindName(reminder.kind, language)}</strong>: ${projectName(reminder)}</p>\n`;
}

function consequence(
  { session, language }: Visit,
  reminder: AnsweredReminder,
  { answer, closes, remindAt }: Pick<Effect, "answer" | "closes" | "remindAt">,
): string {
  const say = phrases[language];
  switch (answer) {
    case "done":
      return closes ? say.closed : isOver(session, reminder) ? say.askedLate : say.asked;
    case "later": {
      const day = localDay(remindAt ?? session.now, session.caller.zone);
      return fill(say.again, { day: formatDayWithWeekday(day, language) });
    }
    case "not-mine":
      return say.notTheirs;
    default:
      return answer satisfies never;
  }
}

function isOver({ now }: Session, { endsAt }: AnsweredReminder): boolean {
  return epochMs(endsAt) <= epochMs(now);
}
