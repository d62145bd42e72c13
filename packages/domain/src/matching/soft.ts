import { fillText, type Text } from "../text.ts";
import { daysBetween } from "../time/calendar.ts";
import { dayText } from "../time/day-words.ts";
import { targetGroupLabels, topicLabels } from "../vocabulary.ts";
import { countText, listText, type Noun, say } from "../wording.ts";
import type { Finding, Judge, MatchCriterion, MatchFacts } from "./criteria.ts";

/** Days before a close from which an application is tight: plan, papers and signatures take about four weeks. */
const tightLeadDays = 28;

/** The soft criteria with their points, 100 together. The weights are this product's choice, not a funder's rule. */
export const softCriteria: readonly {
  readonly criterion: MatchCriterion;
  readonly label: Text;
  readonly points: number;
  readonly judge: Judge;
}[] = [
  { criterion: "topics", label: { de: "Themen", en: "topics" }, points: 50, judge: judgeTopics },
  {
    criterion: "target-groups",
    label: { de: "Zielgruppen", en: "target groups" },
    points: 25,
    judge: judgeTargetGroups,
  },
  { criterion: "lead-time", label: { de: "Vorlauf", en: "lead time" }, points: 15, judge: judgeLeadTime },
  { criterion: "opinion", label: { de: "Stellungnahme", en: "opinion" }, points: 10, judge: judgeOpinion },
];

function judgeTopics({ idea, programme }: MatchFacts): Finding {
  if (programme.topics.length === 0) {
    return {
      verdict: "pass",
      reason: { de: "Das Programm steht allen Themen offen.", en: "The programme is open to all topics." },
    };
  }
  const funded = listText(programme.topics.map((topic) => topicLabels[topic]));
  if (idea.topics.length === 0) {
    const reason = say(
      {
        de: "Die Idee nennt noch kein Thema; das Programm fördert {funded}.",
        en: "The idea names no topic yet; the programme funds {funded}.",
      },
      { funded },
    );
    return { verdict: "unknown", reason };
  }
  const shared = idea.topics.filter((topic) => programme.topics.includes(topic));
  if (shared.length === 0) {
    const reason = say(countText(idea.topics.length, noneFunded), { funded });
    return { verdict: "fail", reason };
  }
  return {
    verdict: "pass",
    earnedBp: Math.round((shared.length * 10_000) / idea.topics.length),
    reason: say(fundedTopics(shared.length, idea.topics.length), {
      shared: listText(shared.map((topic) => topicLabels[topic])),
    }),
  };
}

const noneFunded: Noun = {
  one: {
    de: "Das Thema der Idee wird nicht gefördert; das Programm fördert {funded}.",
    en: "The idea's topic is not funded; the programme funds {funded}.",
  },
  other: {
    de: "Keines der Themen der Idee wird gefördert; das Programm fördert {funded}.",
    en: "None of the idea's topics is funded; the programme funds {funded}.",
  },
};

function fundedTopics(count: number, all: number): Text {
  if (all === 1) {
    return {
      de: "Das Thema der Idee wird gefördert: {shared}.",
      en: "The idea's topic is funded: {shared}.",
    };
  }
  const sentence = countText(count, {
    one: {
      de: "1 von {all} Themen der Idee wird gefördert: {shared}.",
      en: "1 of the idea's {all} topics is funded: {shared}.",
    },
    other: {
      de: "{count} von {all} Themen der Idee werden gefördert: {shared}.",
      en: "{count} of the idea's {all} topics are funded: {shared}.",
    },
  });
  return fillText(sentence, { all });
}

function judgeTargetGroups({ idea, programme }: MatchFacts): Finding {
  if (programme.targetGroups.length === 0) {
    return {
      verdict: "pass",
      reason: {
        de: "Das Programm ist nicht auf bestimmte Zielgruppen beschränkt.",
        en: "The programme is not limited to certain target groups.",
      },
    };
  }
  const wanted = listText(programme.targetGroups.map((group) => targetGroupLabels[group]));
  if (idea.targetGroups.length === 0) {
    const reason = say(
      {
        de: "Die Idee nennt noch keine Zielgruppe; das Programm richtet sich an {wanted}.",
        en: "The idea names no target group yet; the programme is for {wanted}.",
      },
      { wanted },
    );
    return { verdict: "unknown", reason };
  }
  const shared = idea.targetGroups.filter((group) => programme.targetGroups.includes(group));
  const reached = shared.length > 0;
  const reason = say(
    reached
      ? countText(shared.length, {
          one: {
            de: "Die Idee erreicht die Zielgruppe {groups}.",
            en: "The idea reaches the target group {groups}.",
          },
          other: {
            de: "Die Idee erreicht die Zielgruppen {groups}.",
            en: "The idea reaches the target groups {groups}.",
          },
        })
      : {
          de: "Die Idee erreicht keine Zielgruppe des Programms; es richtet sich an {groups}.",
          en: "The idea reaches none of the programme's target groups; it is for {groups}.",
        },
    { groups: reached ? listText(shared.map((group) => targetGroupLabels[group])) : wanted },
  );
  return { verdict: reached ? "pass" : "fail", reason };
}

function judgeLeadTime({ call, today }: MatchFacts): Finding {
  if (call.closesOn === null) {
    return call.noDeadlineReason === "rolling"
      ? {
          verdict: "pass",
          reason: {
            de: "Anträge werden laufend angenommen; es gibt keinen Antragsschluss.",
            en: "Applications are taken at any time; there is no closing date to meet.",
          },
        }
      : {
          verdict: "unknown",
          reason: {
            de: "Wie viel Zeit bleibt, ist ohne Antragsschluss nicht bekannt.",
            en: "Without a closing date it is not known how much time is left.",
          },
        };
  }
  const days = daysBetween(today, call.closesOn);
  const values = { closesOn: dayText(call.closesOn) };
  if (days < 0) {
    const reason = say(
      { de: "Der Antragsschluss am {closesOn} ist vorbei.", en: "The closing date, {closesOn}, has passed." },
      values,
    );
    return { verdict: "fail", reason };
  }
  return { verdict: days < tightLeadDays ? "warn" : "pass", reason: say(leftUntilClose(days), values) };
}

function leftUntilClose(days: number): Text {
  if (days === 0) {
    return { de: "Heute, am {closesOn}, ist Antragsschluss.", en: "Today, {closesOn}, is the closing date." };
  }
  return countText(days, {
    one: {
      de: "Bis zum Antragsschluss am {closesOn} bleibt noch 1 Tag.",
      en: "1 day is left until the closing date, {closesOn}.",
    },
    other: {
      de: "Bis zum Antragsschluss am {closesOn} bleiben noch {count} Tage.",
      en: "{count} days are left until the closing date, {closesOn}.",
    },
  });
}

function judgeOpinion({ programme }: MatchFacts): Finding {
  return programme.opinionRequired
    ? {
        verdict: "warn",
        reason: {
          de: "Dem Antrag muss eine Stellungnahme der Kommune beiliegen; bitte früh anfragen.",
          en: "The application needs a written opinion from the municipality; please ask for it early.",
        },
      }
    : {
        verdict: "pass",
        reason: {
          de: "Eine Stellungnahme der Kommune ist nicht nötig.",
          en: "No opinion from the municipality is needed.",
        },
      };
}
