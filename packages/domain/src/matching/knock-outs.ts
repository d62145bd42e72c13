import type { Text } from "../text.ts";
import { dayText } from "../time/day-words.ts";
import { applicantKindLabels, charitableOn, measureKindLabels, topicLabels } from "../vocabulary.ts";
import { countText, listText, type Noun, say } from "../wording.ts";
import type { Finding, Judge, MatchCriterion, MatchFacts } from "./criteria.ts";
import { judgeAmount, judgeOwnShare } from "./money.ts";
import { judgeWindow } from "./window.ts";

/** The criteria one failure of which decides, in the order they are shown. */
export const knockOuts: readonly { readonly criterion: MatchCriterion; readonly judge: Judge }[] = [
  { criterion: "applicant-kind", judge: judgeApplicantKind },
  { criterion: "area", judge: judgeArea },
  { criterion: "exclusions", judge: judgeExclusions },
  { criterion: "amount", judge: judgeAmount },
  { criterion: "window", judge: judgeWindow },
  { criterion: "own-share", judge: judgeOwnShare },
  { criterion: "charitable", judge: judgeCharitable },
];

function judgeApplicantKind({ idea, programme }: MatchFacts): Finding {
  const { applicantKinds: allowed, applicantKindsExcluded: excluded } = programme;
  if (allowed === null && excluded.length === 0) {
    return {
      verdict: "pass",
      reason: { de: "Antragsberechtigt sind alle.", en: "Everybody may apply." },
    };
  }
  if (idea.applicantKind === null) {
    return {
      verdict: "unknown",
      reason: {
        de: "Wer den Antrag stellt, ist noch offen; das Programm lässt nicht alle zu.",
        en: "Who will apply is still open; the programme does not admit everybody.",
      },
    };
  }
  const applicant = listText([applicantKindLabels[idea.applicantKind]]);
  if (excluded.includes(idea.applicantKind)) {
    const reason = say(
      {
        de: "Antragstellende der Art {applicant} sind ausgeschlossen.",
        en: "Applicants of the kind {applicant} are excluded.",
      },
      { applicant },
    );
    return { verdict: "fail", reason };
  }
  if (allowed === null || allowed.includes(idea.applicantKind)) {
    const reason = say(
      {
        de: "Antragstellende der Art {applicant} sind antragsberechtigt.",
        en: "Applicants of the kind {applicant} may apply.",
      },
      { applicant },
    );
    return { verdict: "pass", reason };
  }
  const reason = say(
    {
      de: "Antragstellende der Art {applicant} sind nicht antragsberechtigt; zugelassen: {allowed}.",
      en: "Applicants of the kind {applicant} may not apply; those admitted: {allowed}.",
    },
    { applicant, allowed: listText(allowed.map((kind) => applicantKindLabels[kind])) },
  );
  return { verdict: "fail", reason };
}

/** A key covers all keys that begin with it (AGS: Land, Kreis, municipality). */
function judgeArea({ idea, programme: { areaKeys } }: MatchFacts): Finding {
  if (areaKeys === null) {
    return {
      verdict: "pass",
      reason: {
        de: "Das Programm ist nicht auf ein Gebiet beschränkt.",
        en: "The programme is not limited to an area.",
      },
    };
  }
  if (idea.areaKeys.length === 0) {
    return {
      verdict: "unknown",
      reason: {
        de: "Die Idee nennt noch keinen Ort; das Fördergebiet ist begrenzt.",
        en: "The idea names no place yet; the funding area is limited.",
      },
    };
  }
  const isInside = (key: string) => areaKeys.some((area) => key.startsWith(area));
  const touches = (key: string) => isInside(key) || areaKeys.some((area) => area.startsWith(key));
  if (idea.areaKeys.every(isInside)) {
    return {
      verdict: "pass",
      reason: {
        de: "Der Ort der Idee liegt im Fördergebiet.",
        en: "The idea's place is in the funding area.",
      },
    };
  }
  return idea.areaKeys.some(touches)
    ? {
        verdict: "warn",
        reason: {
          de: "Nur ein Teil des Gebiets der Idee liegt im Fördergebiet; nur dieser Teil ist förderfähig.",
          en: "Only part of the idea's area is in the funding area; only that part can be funded.",
        },
      }
    : {
        verdict: "fail",
        reason: {
          de: "Der Ort der Idee liegt außerhalb des Fördergebiets.",
          en: "The idea's place is outside the funding area.",
        },
      };
}

/** A measure made only of excluded kinds or topics is not fundable; one that has them beside others is asked about. */
function judgeExclusions({ idea, programme }: MatchFacts): Finding {
  const { excludedMeasureKinds, excludedTopics } = programme;
  if (excludedMeasureKinds.length + excludedTopics.length === 0) {
    return {
      verdict: "pass",
      reason: {
        de: "Das Programm schließt keine Projekte aus.",
        en: "The programme excludes no kind of project.",
      },
    };
  }
  const kinds = idea.measureKinds.filter((kind) => excludedMeasureKinds.includes(kind));
  const topics = idea.topics.filter((topic) => excludedTopics.includes(topic));
  const excluded = listText([
    ...kinds.map((kind) => measureKindLabels[kind]),
    ...topics.map((topic) => topicLabels[topic]),
  ]);
  const isPure = isWholly(kinds, idea.measureKinds) || isWholly(topics, idea.topics);
  if (isPure) return { verdict: "fail", reason: say(pureExcluded, { excluded, programme: programme.name }) };
  const parts = kinds.length + topics.length;
  if (parts > 0) return { verdict: "warn", reason: say(countText(parts, partExcluded), { excluded }) };
  if (idea.measureKinds.length === 0 && excludedMeasureKinds.length > 0) {
    const reason = say(
      {
        de: "Die Idee nennt noch keine Maßnahmeart; ausgeschlossen: {excluded}.",
        en: "The idea names no kind of measure yet; excluded: {excluded}.",
      },
      { excluded: listText(excludedMeasureKinds.map((kind) => measureKindLabels[kind])) },
    );
    return { verdict: "unknown", reason };
  }
  return {
    verdict: "pass",
    reason: { de: "Kein Ausschlussgrund trifft zu.", en: "No ground for exclusion applies." },
  };
}

const pureExcluded: Text = {
  de: "Reine Maßnahmen der Art {excluded} fördert „{programme}“ nicht.",
  en: "“{programme}” does not fund projects that are only of the kind {excluded}.",
};

const partExcluded: Noun = {
  one: {
    de: "Der Teil {excluded} ist nicht förderfähig; er darf nicht der Schwerpunkt sein.",
    en: "The part {excluded} cannot be funded; it must not be the main part.",
  },
  other: {
    de: "Die Teile {excluded} sind nicht förderfähig; sie dürfen nicht der Schwerpunkt sein.",
    en: "The parts {excluded} cannot be funded; they must not be the main part.",
  },
};

function isWholly(excluded: readonly string[], all: readonly string[]): boolean {
  return excluded.length > 0 && excluded.length === all.length;
}

function judgeCharitable({ idea, programme, today }: MatchFacts): Finding {
  if (!programme.charitableRequired) {
    return {
      verdict: "pass",
      reason: { de: "Gemeinnützigkeit ist nicht verlangt.", en: "Charitable status is not required." },
    };
  }
  const status = charitableOn(idea, today);
  const day = idea.charitableUntil === null ? "" : dayText(idea.charitableUntil);
  return { verdict: charitableVerdicts[status], reason: say(charitableReasons[status], { day }) };
}

const charitableVerdicts = { yes: "pass", no: "fail", unknown: "unknown", expired: "unknown" } as const;

const charitableReasons = {
  yes: {
    de: "Der Träger ist gemeinnützig, wie es das Programm verlangt.",
    en: "The applicant is charitable, as the programme requires.",
  },
  no: {
    de: "Das Programm fördert nur gemeinnützige Träger.",
    en: "The programme funds charitable applicants only.",
  },
  unknown: {
    de: "Das Programm verlangt Gemeinnützigkeit; ob der Träger gemeinnützig ist, ist nicht bekannt.",
    en: "The programme requires charitable status; whether the applicant has it is not known.",
  },
  expired: {
    de: "Das Programm verlangt Gemeinnützigkeit; der Freistellungsbescheid des Trägers galt bis {day} und muss erneuert sein.",
    en: "The programme requires charitable status; the applicant’s exemption notice was valid until {day} and must have been renewed.",
  },
} as const satisfies Record<string, Text>;
