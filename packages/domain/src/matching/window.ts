import { addMonths, compareDays } from "../time/calendar.ts";
import { dayText } from "../time/day-words.ts";
import { countText, joinTexts, type Noun, say } from "../wording.ts";
import type { Finding, MatchFacts, MatchVerdict } from "./criteria.ts";

const byGravity: readonly MatchVerdict[] = ["fail", "unknown", "warn", "pass"];

/**
 * Whether the call is open and the project fits its dates. The gravest finding decides and gives the reason.
 * A project without dates yet only warns: its dates can still be chosen to fit.
 */
export function judgeWindow(facts: MatchFacts): Finding {
  const findings = [judgeOpening(facts), ...judgeDates(facts)];
  const verdict = byGravity.find((grave) => findings.some((finding) => finding.verdict === grave)) ?? "pass";
  const gravest = findings.filter((finding) => finding.verdict === verdict);
  return { verdict, reason: joinTexts(gravest.map(({ reason }) => reason)) };
}

function judgeOpening({ call, today }: MatchFacts): Finding {
  const { opensOn, closesOn } = call;
  if (closesOn !== null && compareDays(closesOn, today) < 0) {
    const sentence = { de: "Der Antragsschluss war am {day}.", en: "The call closed on {day}." };
    return { verdict: "fail", reason: say(sentence, { day: dayText(closesOn) }) };
  }
  if (closesOn === null && call.noDeadlineReason !== "rolling") return judgeMissingDeadline(call);
  if (opensOn !== null && compareDays(opensOn, today) > 0) {
    const sentence = { de: "Der Aufruf öffnet erst am {day}.", en: "The call does not open until {day}." };
    return { verdict: "warn", reason: say(sentence, { day: dayText(opensOn) }) };
  }
  if (closesOn === null) {
    return {
      verdict: "pass",
      reason: { de: "Anträge sind jederzeit möglich.", en: "Applications are possible at any time." },
    };
  }
  const sentence = { de: "Der Aufruf ist bis {day} offen.", en: "The call is open until {day}." };
  return { verdict: "pass", reason: say(sentence, { day: dayText(closesOn) }) };
}

function judgeMissingDeadline({ noDeadlineReason }: MatchFacts["call"]): Finding {
  return noDeadlineReason === "exhausted"
    ? {
        verdict: "fail",
        reason: { de: "Die Mittel des Aufrufs sind ausgeschöpft.", en: "The call's money is used up." },
      }
    : {
        verdict: "unknown",
        reason: {
          de: "Der Antragsschluss ist noch nicht bekannt.",
          en: "The closing date is not known yet.",
        },
      };
}

function judgeDates({ idea, programme, call, today }: MatchFacts): Finding[] {
  const { startsOn, endsOn } = idea;
  const latestEndOn = earlier(call.projectTo, programme.latestEndOn);
  const findings: Finding[] = [];
  const add = (verdict: Finding["verdict"], de: string, en: string, day: string) =>
    findings.push({ verdict, reason: say({ de, en }, { day: dayText(day) }) });

  if (call.projectFrom !== null && startsOn !== null && compareDays(startsOn, call.projectFrom) < 0) {
    add("fail", "Das Projekt beginnt vor dem {day}.", "The project starts before {day}.", call.projectFrom);
  }
  if (latestEndOn !== null && endsOn !== null && compareDays(endsOn, latestEndOn) > 0) {
    add("fail", "Das Projekt endet nach dem {day}.", "The project ends after {day}.", latestEndOn);
  }
  if (latestEndOn !== null && endsOn === null) {
    add(
      "warn",
      "Die Idee nennt noch kein Ende; es muss spätestens am {day} liegen.",
      "The idea names no end yet; it must be no later than {day}.",
      latestEndOn,
    );
  }
  if (call.projectFrom !== null && startsOn === null) {
    add(
      "warn",
      "Die Idee nennt noch keinen Beginn; er darf frühestens am {day} liegen.",
      "The idea names no start yet; it must be no earlier than {day}.",
      call.projectFrom,
    );
  }
  if (startsOn !== null && compareDays(startsOn, call.closesOn ?? today) <= 0) {
    add(
      "warn",
      "Das Projekt beginnt am {day}, also bevor entschieden sein kann; vor der Bewilligung darf es nicht beginnen.",
      "The project starts on {day}, before a decision is possible; it must not start before the grant.",
      startsOn,
    );
  }
  return [...findings, ...judgeDuration(startsOn, endsOn, programme.maxDurationMonths)];
}

const monthCount: Noun = {
  one: { de: "1 Monat", en: "1 month" },
  other: { de: "{count} Monate", en: "{count} months" },
};

function judgeDuration(startsOn: string | null, endsOn: string | null, months: number | null): Finding[] {
  if (startsOn === null || endsOn === null || months === null) return [];
  if (compareDays(endsOn, addMonths(startsOn, months)) < 0) return [];
  const sentence = {
    de: "Das Projekt dauert länger als erlaubt (höchstens {months}).",
    en: "The project takes longer than allowed (at most {months}).",
  };
  return [{ verdict: "fail", reason: say(sentence, { months: countText(months, monthCount) }) }];
}

function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return compareDays(a, b) <= 0 ? a : b;
}
