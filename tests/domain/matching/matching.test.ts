import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "tap";
import {
  type MatchCall,
  type MatchCriterion,
  type MatchIdea,
  type MatchProgramme,
  matchCriteria,
  matchOutcomes,
} from "../../../packages/domain/src/matching/criteria.ts";
import {
  type Match,
  match,
  type Rankable,
  rankMatches,
} from "../../../packages/domain/src/matching/match.ts";
import {
  applicantKindLabels,
  applicantKinds,
  measureKindLabels,
  measureKinds,
  sectorLabels,
  sectors,
  targetGroupLabels,
  targetGroups,
  topicLabels,
  topics,
} from "../../../packages/domain/src/vocabulary.ts";

const today = "2026-11-02";

const café: MatchIdea = {
  topics: ["encounter", "participation"],
  measureKinds: ["encounter"],
  targetGroups: ["refugees", "general-public"],
  areaKeys: ["01053100"],
  applicantKind: "association",
  isCharitable: true,
  charitableUntil: null,
  amountCents: 480_000,
  ownShareCents: null,
  startsOn: null,
  endsOn: null,
};

const languageCourse: MatchIdea = {
  ...café,
  topics: ["language-learning", "integration"],
  measureKinds: ["education-course"],
  targetGroups: ["refugees", "migrants"],
  amountCents: 900_000,
  ownShareCents: 90_000,
};

const open: MatchProgramme = {
  id: "open",
  name: "Offenes Programm",
  applicantKinds: null,
  applicantKindsExcluded: [],
  areaKeys: null,
  topics: [],
  excludedTopics: [],
  excludedMeasureKinds: [],
  targetGroups: [],
  minGrantCents: null,
  maxGrantCents: null,
  maxTotalCostCents: null,
  fundingRateBp: null,
  ownShareMinBp: 0,
  charitableRequired: false,
  opinionRequired: false,
  maxDurationMonths: null,
  latestEndOn: null,
};

const dresdenRule = {
  de: "Reine Integrationsmaßnahmen wie Sprach- oder Bildungskurse für Geflüchtete sind nicht förderfähig.",
  en: "Pure integration measures such as language or education courses for refugees are not fundable.",
};

const partnership: MatchProgramme = {
  ...open,
  id: "pfd-aif",
  name: "PfD – Aktions- und Initiativfonds",
  applicantKinds: ["association", "foundation", "welfare-organisation", "parish"],
  areaKeys: ["01053100", "010535358"],
  topics: ["democracy", "diversity", "extremism-prevention", "encounter", "participation"],
  excludedMeasureKinds: ["education-course", "regular-teaching", "sport", "religious-training", "recreation"],
  maxGrantCents: 500_000,
  charitableRequired: true,
  latestEndOn: "2027-12-31",
  ruleQuotes: { exclusions: dresdenRule },
};

const matz: MatchProgramme = {
  ...open,
  id: "matz",
  name: "MaTZ",
  areaKeys: ["01"],
  topics: ["encounter", "participation", "integration", "language-learning"],
  targetGroups: ["migrants", "refugees"],
  minGrantCents: 1_000_000,
  fundingRateBp: 9_000,
  ownShareMinBp: 1_000,
  opinionRequired: true,
  maxDurationMonths: 12,
};

const aktionMensch: MatchProgramme = {
  ...open,
  id: "aktion-mensch",
  name: "Aktion Mensch",
  applicantKindsExcluded: ["municipality", "district", "public-body", "individual"],
  topics: ["inclusion", "children-and-youth", "integration"],
  maxGrantCents: 5_000_000,
  charitableRequired: true,
};

const rolling: MatchCall = {
  opensOn: null,
  closesOn: null,
  projectFrom: null,
  projectTo: null,
  noDeadlineReason: "rolling",
};
const until = (closesOn: string): MatchCall => ({ ...rolling, closesOn, noDeadlineReason: null });

function verdictOf(found: Match, criterion: MatchCriterion) {
  const verdict = found.verdicts.find((each) => each.criterion === criterion);
  if (verdict === undefined) throw new Error(`no verdict on ${criterion}`);
  return verdict;
}

const judged = (
  criterion: MatchCriterion,
  idea: Partial<MatchIdea>,
  programme: Partial<MatchProgramme>,
  call: Partial<MatchCall> = {},
) =>
  verdictOf(
    match({ ...café, ...idea }, { ...open, ...programme }, { ...rolling, ...call }, today),
    criterion,
  );

test("the café fits the fund: figures, days left and score are explained", async (t) => {
  const found = match(café, partnership, until("2027-01-07"), today);
  t.equal(found.outcome, "fits");
  t.strictSame(
    found.verdicts.map((verdict) => verdict.criterion),
    [...matchCriteria],
  );
  t.strictSame(
    found.verdicts.map((verdict) => verdict.isKnockOut),
    matchCriteria.map((_, index) => index < 7),
  );
  t.strictSame(verdictOf(found, "amount").reason, {
    de: "4.800,00\u00a0€ liegen unter der Obergrenze von 5.000,00\u00a0€.",
    en: "€4,800.00 is below the cap of €5,000.00.",
  });
  t.equal(
    verdictOf(found, "lead-time").reason.de,
    "Bis zum Antragsschluss am 07.01.2027 bleiben noch 66 Tage.",
  );
  t.equal(
    verdictOf(found, "topics").reason.de,
    "2 von 2 Themen der Idee werden gefördert: „Begegnung“ und „Teilhabe“.",
  );
  t.equal(verdictOf(found, "window").verdict, "warn", "no end named yet");
  t.equal(found.score, 100);
  t.strictSame(found.scoreReason, {
    de: "100 von 100 Punkten: Themen 50/50, Zielgruppen 25/25, Vorlauf 15/15, Stellungnahme 10/10.",
    en: "100 of 100 points: topics 50/50, target groups 25/25, lead time 15/15, opinion 10/10.",
  });
});

test("scenario C: a language course does not fit the partnership, and the rule is quoted", async (t) => {
  const found = match({ ...languageCourse, amountCents: 450_000 }, partnership, until("2027-01-07"), today);
  t.equal(found.outcome, "does-not-fit");
  t.strictSame(
    found.verdicts
      .filter(({ verdict, isKnockOut }) => isKnockOut && verdict === "fail")
      .map((v) => v.criterion),
    ["exclusions"],
  );
  t.match(verdictOf(found, "exclusions"), {
    reason: {
      de: "Reine Maßnahmen der Art „Sprach- oder Bildungskurs“ fördert „PfD – Aktions- und Initiativfonds“ nicht.",
      en: "“PfD – Aktions- und Initiativfonds” does not fund projects that are only of the kind “language or education course”.",
    },
    rule: dresdenRule,
  });
  t.equal(verdictOf(found, "area").rule, null);
});

test("scenario C: MaTZ warns of its minimum, of 15 November and of the opinion", async (t) => {
  const found = match(languageCourse, matz, until("2026-11-15"), today);
  t.equal(found.outcome, "fits");
  t.strictSame(
    found.verdicts.filter(({ verdict }) => verdict !== "pass").map((v) => [v.criterion, v.verdict]),
    [
      ["amount", "warn"],
      ["lead-time", "warn"],
      ["opinion", "warn"],
    ],
  );
  t.match(verdictOf(found, "amount").reason.de, "unter der Mindestförderung von 10.000,00\u00a0€");
  t.match(verdictOf(found, "lead-time").reason.de, "am 15.11.2026 bleiben noch 13 Tage");
  t.match(verdictOf(found, "opinion").reason.de, /Stellungnahme der Kommune/);
  t.equal(match(languageCourse, matz, until("2026-11-15"), "2026-11-16").outcome, "does-not-fit");
});

test("scenario C: Aktion Mensch takes it only from a charitable applicant", async (t) => {
  const outcome = (idea: Partial<MatchIdea>) =>
    match({ ...languageCourse, ...idea }, aktionMensch, rolling, today).outcome;
  t.equal(outcome({ isCharitable: true }), "fits");
  t.equal(outcome({ isCharitable: false }), "does-not-fit");
  t.equal(outcome({ isCharitable: null }), "unclear");
  t.equal(outcome({ charitableUntil: today }), "fits", "on the last day of the notice");
  t.equal(outcome({ charitableUntil: "2026-11-01" }), "unclear", "the day after it");
  t.equal(outcome({ isCharitable: false, charitableUntil: "2026-11-01" }), "does-not-fit");
  const expired = match({ ...languageCourse, charitableUntil: "2026-11-01" }, aktionMensch, rolling, today);
  t.match(verdictOf(expired, "charitable").reason, {
    de: /galt bis 01\.11\.2026 und muss erneuert sein/,
    en: /was valid until 1 Nov 2026 and must have been renewed/,
  });
  t.equal(outcome({ applicantKind: "municipality" }), "does-not-fit", "no public bodies");
  t.equal(outcome({ applicantKind: "individual" }), "does-not-fit");
  t.equal(
    outcome({ applicantKind: null, isCharitable: false }),
    "does-not-fit",
    "a fail outweighs an unknown",
  );
});

test("applicant kinds: allowed, not allowed, excluded, not said", async (t) => {
  const allowed = { applicantKinds: ["association", "school"] } as const;
  t.equal(judged("applicant-kind", { applicantKind: "school" }, allowed).verdict, "pass");
  const company = judged("applicant-kind", { applicantKind: "company" }, allowed);
  t.equal(company.verdict, "fail");
  t.match(company.reason.en, "“company” may not apply; those admitted: “association” and “school”");
  t.equal(judged("applicant-kind", { applicantKind: null }, allowed).verdict, "unknown");
  t.equal(judged("applicant-kind", { applicantKind: null }, {}).verdict, "pass");
});

test("a place lies inside, partly inside or outside the area, by its official key", async (t) => {
  const verdict = (idea: string[], area: string[] | null) =>
    judged("area", { areaKeys: idea }, { areaKeys: area }).verdict;
  t.equal(verdict(["01053100"], ["01053"]), "pass", "a Kreis covers its municipalities");
  t.equal(verdict(["01053"], ["01053100"]), "warn", "a Kreis is only partly one town");
  t.equal(verdict(["01053100", "13074026"], ["01053"]), "warn");
  t.equal(verdict(["13074026"], ["01053"]), "fail");
  t.equal(verdict([], ["01053"]), "unknown");
  t.equal(verdict([], null), "pass");
});

test("exclusions: wholly excluded fails, partly warns, not said is unknown", async (t) => {
  const rule = { excludedMeasureKinds: ["education-course", "sport"], excludedTopics: ["nature"] } as const;
  const verdict = (idea: Partial<MatchIdea>) => judged("exclusions", idea, rule).verdict;
  t.equal(verdict({ measureKinds: ["education-course", "sport"] }), "fail");
  t.equal(verdict({ measureKinds: ["education-course", "encounter"] }), "warn");
  t.equal(verdict({ topics: ["nature"] }), "fail");
  t.equal(verdict({ topics: ["nature", "encounter"] }), "warn");
  t.equal(verdict({ measureKinds: [] }), "unknown");
  t.equal(verdict({}), "pass");
});

test("amounts against cap, minimum and total cost", async (t) => {
  const capped = { maxGrantCents: 500_000 };
  t.equal(judged("amount", { amountCents: 500_000 }, capped).verdict, "pass");
  const above = judged("amount", { amountCents: 600_000 }, capped);
  t.equal(above.verdict, "fail");
  t.match(
    above.reason.de,
    "6.000,00\u00a0€ liegen über der Obergrenze von 5.000,00\u00a0€; 1.000,00\u00a0€ müssten",
  );
  const shared = judged("amount", { amountCents: 600_000, ownShareCents: 100_000 }, capped);
  t.equal(shared.verdict, "pass", "the own share carries what is above the cap");
  t.match(shared.reason.de, "5.000,00\u00a0€ Förderung bei 6.000,00\u00a0€ Gesamtkosten erreichen genau");
  t.equal(judged("amount", { amountCents: 900_000 }, { ...capped, fundingRateBp: 5_000 }).verdict, "pass");

  const minimum = { minGrantCents: 1_000_000 };
  t.equal(judged("amount", { amountCents: 1_000_000 }, minimum).verdict, "pass");
  t.equal(judged("amount", { amountCents: 999_999 }, minimum).verdict, "warn");
  t.equal(judged("amount", { amountCents: 500_000 }, minimum).verdict, "warn");
  t.equal(judged("amount", { amountCents: 499_999 }, minimum).verdict, "fail");

  const total = { maxTotalCostCents: 2_000_000 };
  t.equal(judged("amount", { amountCents: 2_000_000, ownShareCents: 400_000 }, total).verdict, "pass");
  t.equal(judged("amount", { amountCents: 2_000_001, ownShareCents: 400_000 }, total).verdict, "fail");

  const unsaid = judged("amount", { amountCents: null }, { ...minimum, ...total });
  t.equal(unsaid.verdict, "unknown");
  t.match(unsaid.reason.de, "mindestens 10.000,00\u00a0€ Förderung, höchstens 20.000,00\u00a0€ Gesamtkosten");
  t.equal(judged("amount", { amountCents: null }, {}).verdict, "pass");
});

test("the window: open, closed, not yet open, without a day", async (t) => {
  const verdict = (call: Partial<MatchCall>) => judged("window", {}, {}, call).verdict;
  t.equal(verdict({ closesOn: today }), "pass", "the last day counts");
  t.equal(verdict({ closesOn: "2026-11-01" }), "fail");
  t.equal(verdict({ opensOn: "2026-11-03", closesOn: "2026-12-01" }), "warn");
  t.equal(verdict({ opensOn: today }), "pass");
  t.equal(verdict({ noDeadlineReason: "exhausted" }), "fail");
  t.equal(verdict({ noDeadlineReason: "not-published" }), "unknown");
  t.equal(verdict({ noDeadlineReason: "dates-follow" }), "unknown");
  t.equal(verdict({ noDeadlineReason: null }), "unknown");
});

test("the window: the project's own dates", async (t) => {
  const period = { projectFrom: "2027-01-01", projectTo: "2027-12-31" };
  const run = (startsOn: string | null, endsOn: string | null, programme: Partial<MatchProgramme> = {}) =>
    judged("window", { startsOn, endsOn }, programme, period);
  t.equal(run("2027-01-01", "2027-12-31").verdict, "pass");
  t.equal(run("2026-12-31", "2027-06-30").verdict, "fail");
  t.match(run("2027-02-01", "2028-01-01").reason.en, "The project ends after 31 Dec 2027.");
  t.match(run("2027-02-01", "2027-12-01", { latestEndOn: "2027-11-30" }).reason.en, "after 30 Nov 2027");
  t.equal(run("2027-01-01", "2027-06-30", { maxDurationMonths: 6 }).verdict, "pass");
  t.equal(run("2027-01-01", "2027-07-01", { maxDurationMonths: 6 }).verdict, "fail");
  const open = run(null, null);
  t.equal(open.verdict, "warn");
  t.match(open.reason.de, /kein Ende.*31\.12\.2027.*keinen Beginn.*01\.01\.2027/);
  t.match(judged("window", { startsOn: "2026-11-10" }, {}, { closesOn: "2026-11-15" }), {
    verdict: "warn",
    reason: { de: /vor der Bewilligung darf es nicht beginnen/ },
  });
});

test("the own share: enough, too small, not said, and the gap of a funding rate", async (t) => {
  const tenth = { ownShareMinBp: 1_000 };
  const verdict = (idea: Partial<MatchIdea>, programme: Partial<MatchProgramme> = tenth) =>
    judged("own-share", idea, programme);
  t.equal(verdict({ ownShareCents: 48_000 }).verdict, "pass");
  t.match(verdict({ ownShareCents: 47_999 }), {
    verdict: "fail",
    reason: {
      de: "Der Eigenanteil von 479,99\u00a0€ erreicht die verlangten 480,00\u00a0€ (10\u00a0%) nicht.",
    },
  });
  t.match(verdict({ ownShareCents: null }), {
    verdict: "unknown",
    reason: { en: /at least 10% \(€480\.00\)/ },
  });
  t.equal(verdict({ amountCents: null, ownShareCents: 5 }).verdict, "unknown");
  t.equal(verdict({ ownShareCents: null }, {}).verdict, "pass");
  const gap = verdict({ ownShareCents: 48_000 }, { ...tenth, fundingRateBp: 8_000 });
  t.equal(gap.verdict, "warn");
  t.match(gap.reason.de, "480,00\u00a0€ sind noch nicht durch Eigen- oder Drittmittel gedeckt");
});

test("soft criteria make the score and never the outcome", async (t) => {
  const narrow = { ...open, topics: ["nature"], targetGroups: ["seniors"], opinionRequired: true } as const;
  const found = match(café, narrow, until(today), today);
  t.equal(found.outcome, "fits");
  t.equal(verdictOf(found, "topics").verdict, "fail");
  t.equal(verdictOf(found, "target-groups").verdict, "fail");
  t.match(verdictOf(found, "lead-time").reason.de, /^Heute, am 02\.11\.2026/);
  t.equal(found.score, 13, "0 + 0 + half of 15 + half of 10");

  const half = match(café, { ...open, topics: ["encounter"] }, rolling, today);
  t.equal(half.score, 75, "one of two topics");
  const silent = { ...café, topics: [], targetGroups: [] };
  const unknown = match(silent, { ...open, topics: ["nature"], targetGroups: ["women"] }, rolling, today);
  t.equal(verdictOf(unknown, "topics").verdict, "unknown");
  t.equal(verdictOf(unknown, "target-groups").verdict, "unknown");
  t.equal(verdictOf(match(café, open, until("2026-11-03"), today), "lead-time").verdict, "warn");
  t.match(judged("lead-time", {}, {}, { closesOn: "2026-11-03" }).reason.en, /^1 day is left/);
  t.equal(judged("lead-time", {}, {}, { closesOn: "2026-11-30" }).verdict, "pass", "28 days are enough");
  t.equal(judged("lead-time", {}, {}, { closesOn: "2026-11-29" }).verdict, "warn");
});

test("whatever is matched, the outcome follows the knock-outs and every reason is a filled sentence", async (t) => {
  const cents = fc.option(fc.integer({ min: 0, max: 500_000_000 }));
  const day = fc.option(
    fc.constantFrom("2026-01-01", "2026-11-02", "2026-12-31", "2027-06-30", "2028-02-29"),
  );
  const flag = fc.option(fc.boolean());
  const area = fc.subarray(["01", "01053", "01053100", "13074026"]);
  const idea = fc.record({
    topics: fc.subarray([...topics]),
    measureKinds: fc.subarray([...measureKinds]),
    targetGroups: fc.subarray([...targetGroups]),
    areaKeys: area,
    applicantKind: fc.option(fc.constantFrom(...applicantKinds)),
    isCharitable: flag,
    charitableUntil: day,
    amountCents: cents,
    ownShareCents: cents,
    startsOn: day,
    endsOn: day,
  });
  const programme = fc.record({
    id: fc.constant("p"),
    name: fc.constant("Programm"),
    applicantKinds: fc.option(fc.subarray([...applicantKinds], { minLength: 1 })),
    applicantKindsExcluded: fc.subarray([...applicantKinds]),
    areaKeys: fc.option(area),
    topics: fc.subarray([...topics]),
    excludedTopics: fc.subarray([...topics]),
    excludedMeasureKinds: fc.subarray([...measureKinds]),
    targetGroups: fc.subarray([...targetGroups]),
    minGrantCents: cents,
    maxGrantCents: cents,
    maxTotalCostCents: cents,
    fundingRateBp: fc.option(fc.integer({ min: 0, max: 10_000 })),
    ownShareMinBp: fc.integer({ min: 0, max: 5_000 }),
    charitableRequired: fc.boolean(),
    opinionRequired: fc.boolean(),
    maxDurationMonths: fc.option(fc.integer({ min: 1, max: 36 })),
    latestEndOn: day,
  });
  const call = fc.record({
    opensOn: day,
    closesOn: day,
    projectFrom: day,
    projectTo: day,
    noDeadlineReason: fc.option(
      fc.constantFrom("rolling" as const, "exhausted" as const, "dates-follow" as const),
    ),
  });
  const sentence = /^[^{}]*[^{}\s]\.$/;
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(idea, programme, call, (anIdea, aProgramme, aCall) => {
        const found = match(anIdea, aProgramme, aCall, today);
        const hard = found.verdicts.filter(({ isKnockOut }) => isKnockOut).map(({ verdict }) => verdict);
        const expected = hard.includes("fail") ? 2 : hard.includes("unknown") ? 1 : 0;
        assert.equal(found.outcome, matchOutcomes[expected]);
        assert.ok(Number.isInteger(found.score) && found.score >= 0 && found.score <= 100);
        for (const text of [found.scoreReason, ...found.verdicts.map(({ reason }) => reason)]) {
          assert.match(text.de, sentence);
          assert.match(text.en, sentence);
        }
      }),
    ),
  );
});

test("ranking: outcome, then score, then earliest close, then name; equal ones keep their order", async (t) => {
  const row = (outcome: Rankable["outcome"], score: number, closesOn: string | null, name: string) => ({
    outcome,
    score,
    closesOn,
    name,
  });
  const ranked = [
    row("fits", 90, null, "Zebra"),
    row("fits", 80, "2026-11-15", "Beta"),
    row("fits", 80, "2026-12-01", "Ähre"),
    row("fits", 80, "2026-12-01", "Alpha"),
    row("fits", 80, "2026-12-01", "Beta"),
    row("fits", 80, null, "Alpha"),
    row("unclear", 100, "2026-11-15", "Alpha"),
    row("does-not-fit", 100, "2026-11-03", "Alpha"),
  ];
  t.strictSame(rankMatches(ranked.toReversed()), ranked);
  t.strictSame(rankMatches(ranked), ranked);
  t.strictSame(rankMatches([...ranked.slice(4), ...ranked.slice(0, 4)]), ranked);
  t.strictSame(
    rankMatches([
      { ...row("fits", 1, null, "Gleich"), id: 1 },
      { ...row("fits", 1, null, "Gleich"), id: 2 },
    ]).map(({ id }) => id),
    [1, 2],
  );
});

test("every word of the vocabulary has both labels, and there are sixteen sectors", async (t) => {
  const catalogues = [
    [topics, topicLabels],
    [measureKinds, measureKindLabels],
    [targetGroups, targetGroupLabels],
    [applicantKinds, applicantKindLabels],
    [sectors, sectorLabels],
  ] as const;
  for (const [codes, labels] of catalogues) {
    t.strictSame(Object.keys(labels), [...codes]);
    t.ok(Object.values(labels).every(({ de, en }) => de.trim() !== "" && en.trim() !== ""));
  }
  t.equal(sectors.length, 16);
});

test("one topic and several read right in both languages", async (t) => {
  const reasonFor = (topics: MatchIdea["topics"]) =>
    judged("topics", { topics }, { topics: ["encounter", "culture"] }).reason;
  t.same(reasonFor(["encounter"]), {
    de: "Das Thema der Idee wird gefördert: „Begegnung“.",
    en: "The idea's topic is funded: “encounter”.",
  });
  t.same(reasonFor(["encounter", "nature"]), {
    de: "1 von 2 Themen der Idee wird gefördert: „Begegnung“.",
    en: "1 of the idea's 2 topics is funded: “encounter”.",
  });
  t.match(reasonFor(["encounter", "culture", "nature"]), {
    de: /^2 von 3 Themen der Idee werden gefördert/,
    en: /^2 of the idea's 3 topics are funded/,
  });
  t.match(reasonFor(["nature"]).de, /^Das Thema der Idee wird nicht gefördert/);
  t.match(reasonFor(["nature", "inclusion"]).de, /^Keines der Themen/);
});
