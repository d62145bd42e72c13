import { formatDay, labelOf, labels } from "@zuwendo/domain";
import type { Knowledge } from "./knowledge.ts";
import { type Book, isAway, plusDays } from "./model.ts";
import { type Findings, type Mail, type News, nameOf, type Reminder } from "./records.ts";
import { type Duty, expectedOn, isNobodyThere } from "./steps.ts";

/** What the checks work with, and what came in the days that they look at. */
export interface Came {
  readonly book: Book;
  readonly known: Knowledge;
  readonly findings: Findings;
  readonly mails: readonly Mail[];
  readonly reminders: readonly Reminder[];
  /** What the office was asked to find a lead for. */
  readonly leaderless: ReadonlySet<string>;
  readonly from: string;
  readonly to: string;
}

const accountKinds = ["invitation", "address-confirmation", "address-changed"];

/** Everybody who got a mail was there that day, and had a part in all that it is about. */
export function checkReaders({ book, findings, known, mails, reminders }: Came): void {
  for (const { forOn, id, kind, recipientId, state, text } of mails) {
    const member = book.of(recipientId);
    const words = `${formatDay(forOn, "en")}: ${kind} to ${member?.name ?? recipientId}`;
    if (state === "dropped") continue;
    if (state !== "captured") findings.fault("forgotten", `${words} is ${state}`);
    if (accountKinds.includes(kind)) continue;
    findings.looked.nobody += 1;
    const inIt = reminders.filter(({ mailId }) => mailId === id);
    const duties = inIt.map(({ deadlineId }) => known.duty(deadlineId));
    const abouts =
      kind === "moved" ? known.aboutsIn(text ?? "") : duties.map((duty) => duty && known.aboutOf(duty));
    if (abouts.length === 0) findings.fault("nobody", `${words} is about nothing that is known`);
    const isOutsider = abouts.some(
      (about) => member === undefined || about === undefined || !book.hasPart(member, about, forOn),
    );
    if (isOutsider) findings.fault("nobody", `${words}, who has no part in it`);
    if (member !== undefined && isAway(member, forOn) && !isNobodyThere(book, forOn)) {
      findings.fault("nobody", `${words}, who is away`);
    }
  }
}

/** Whoever had been told a day, and still has a part in it, or who stands in for them, was told the other one. */
export function checkNews({ book, findings, known, mails, to }: Came): void {
  for (const one of known.takeNews()) {
    const { duty, newOn, personId } = one;
    const person = book.of(personId);
    const about = known.aboutOf(duty);
    if (person === undefined || !book.hasPart(person, about, to)) continue;
    const receiver = book.receiverFor(person, about, to);
    if (receiver === undefined) continue;
    findings.looked.moved += 1;
    const isTold = mails.some(
      ({ kind, recipientId, text }) =>
        kind === "moved" &&
        recipientId === receiver.id &&
        tells(text ?? "", one, known.namedIn(duty), receiver.language),
    );
    if (!isTold) {
      const change = newOn === null ? "the end" : `the new day ${newOn}`;
      findings.fault("moved", `${receiver.name} was not told ${change} of ${nameOf(duty)}`);
    } else if (newOn !== null) known.remember(duty.id, personId, newOn);
  }
}

/** Whether a paragraph of a mail says of a duty which day it had and which one it has. */
function tells(text: string, { duty, newOn, oldOn }: News, name: string, language: "de" | "en"): boolean {
  const label = labelOf(labels.deadlineKind, duty.kind)[language];
  return text.split("\n\n").some((paragraph) => {
    const [first, days = ""] = paragraph.split("\n");
    const [before = "", after = ""] = days.split("→");
    const isThis = first === label && paragraph.includes(name) && before.includes(formatDay(oldOn, language));
    return isThis && (newOn === null || after.includes(formatDay(newOn, language)));
  });
}

/** Every step that was due reached exactly those whom it is for, and nothing came that was not due. */
export function checkSteps(came: Came): void {
  const { findings, from, known, mails, reminders, to } = came;
  const dayOf = new Map(mails.map(({ id, forOn }) => [id, forOn]));
  const explained = new Set<string>();
  for (const duty of known.open) {
    for (const [day, { audience, keys }] of known.dueDaysOf(duty)) {
      if (day <= from || day > to) continue;
      const sent = reminders.filter(
        ({ deadlineId, mailId, step }) =>
          deadlineId === duty.id && keys.includes(step) && dayOf.get(mailId ?? "") === day,
      );
      for (const { id } of sent) explained.add(id);
      checkStep(came, duty, { audience, day, sent, key: keys.join("/") });
    }
  }
  for (const { deadlineId, id, mailId, recipientId, step } of reminders) {
    const day = dayOf.get(mailId ?? "");
    // A duty that arose after all its steps is told at once.
    const isLastCall = day !== undefined && day <= plusDays(known.sinceOf(deadlineId), 1);
    if (explained.has(id) || isLastCall) continue;
    const duty = known.duty(deadlineId);
    const name = came.book.of(recipientId)?.name;
    findings.fault("nobody", `${day}, ${step} of ${duty && nameOf(duty)} to ${name}: not due`);
  }
}

interface StepOfDay {
  readonly audience: readonly string[];
  readonly day: string;
  readonly sent: readonly Reminder[];
  readonly key: string;
}

function checkStep(came: Came, duty: Duty, { audience, day, key, sent }: StepOfDay): void {
  const { book, findings, known, leaderless } = came;
  findings.looked.forgotten += 1;
  const { lacksLead, receivers } = expectedOn(book, known.aboutOf(duty), audience, day);
  const told = new Set(sent.map(({ recipientId }) => recipientId));
  const what = `${formatDay(day, "en")}, ${key} of ${nameOf(duty)}`;
  for (const id of receivers) {
    if (!told.has(id)) findings.fault("forgotten", `${what}: ${book.of(id)?.name} got nothing`);
  }
  for (const id of told) {
    if (!receivers.has(id)) findings.fault("nobody", `${what}: ${book.of(id)?.name} got it`);
  }
  if (lacksLead && !leaderless.has(duty.id)) findings.fault("forgotten", `${what}: no task to find a lead`);
}

/** Nobody got the same step of the same day again; `sent` goes on from one look to the next. */
export function checkOnce({ findings, known, reminders, book }: Came, sent: Set<string>): void {
  for (const { deadlineId, forId, recipientId, step } of reminders) {
    const duty = known.duty(deadlineId);
    if (duty === undefined) continue;
    findings.looked.twice += 1;
    const key = [deadlineId, step, recipientId, duty.effectiveOn].join();
    if (sent.has(key)) {
      findings.fault("twice", `${step} of ${nameOf(duty)} to ${book.of(recipientId)?.name}`);
    }
    sent.add(key);
    known.remember(deadlineId, forId ?? recipientId, duty.effectiveOn);
  }
}
