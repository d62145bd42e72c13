import type { Labels } from "./text.ts";

/** What an idea is about and what a programme funds; one shared list, so that both can be compared. */
export const topics = [
  "democracy",
  "diversity",
  "extremism-prevention",
  "anti-discrimination",
  "encounter",
  "participation",
  "youth-participation",
  "integration",
  "language-learning",
  "education",
  "labour-market",
  "volunteering",
  "networking",
  "migration-advice",
  "inclusion",
  "children-and-youth",
  "neighbourhood",
  "regional-development",
  "european-citizenship",
  "culture",
  "nature",
] as const;
export type Topic = (typeof topics)[number];

export const topicLabels: Labels<Topic> = {
  democracy: { de: "Demokratieförderung", en: "promotion of democracy" },
  diversity: { de: "Vielfalt", en: "diversity" },
  "extremism-prevention": { de: "Extremismusprävention", en: "prevention of extremism" },
  "anti-discrimination": { de: "Antidiskriminierung", en: "anti-discrimination" },
  encounter: { de: "Begegnung", en: "encounter" },
  participation: { de: "Teilhabe", en: "participation" },
  "youth-participation": { de: "Jugendbeteiligung", en: "youth participation" },
  integration: { de: "Integration", en: "integration" },
  "language-learning": { de: "Spracherwerb", en: "language learning" },
  education: { de: "Bildung", en: "education" },
  "labour-market": { de: "Eingliederung in Arbeit", en: "labour-market integration" },
  volunteering: { de: "Ehrenamt", en: "volunteering" },
  networking: { de: "Vernetzung", en: "networking" },
  "migration-advice": { de: "Migrationsberatung", en: "advice for migrants" },
  inclusion: { de: "Inklusion", en: "inclusion" },
  "children-and-youth": { de: "Kinder- und Jugendarbeit", en: "work with children and young people" },
  neighbourhood: { de: "Quartier und Nachbarschaft", en: "neighbourhood" },
  "regional-development": { de: "Regionalentwicklung", en: "regional development" },
  "european-citizenship": { de: "Bürgerschaft in Europa", en: "European citizenship" },
  culture: { de: "Kultur", en: "culture" },
  nature: { de: "Natur und Umwelt", en: "nature and environment" },
};

/** Form of a measure (Maßnahmeart). Guidelines exclude some of them, whatever the topic. */
export const measureKinds = [
  "encounter",
  "workshop",
  "seminar",
  "event",
  "campaign",
  "training",
  "project-day",
  "exhibition",
  "advice",
  "culture",
  "networking",
  "publication",
  "education-course",
  "regular-teaching",
  "sport",
  "religious-training",
  "party-training",
  "recreation",
  "construction",
  "other",
] as const;
export type MeasureKind = (typeof measureKinds)[number];

export const measureKindLabels: Labels<MeasureKind> = {
  encounter: { de: "Begegnungsangebot", en: "opportunity to meet" },
  workshop: { de: "Workshop", en: "workshop" },
  seminar: { de: "Seminar", en: "seminar" },
  event: { de: "Veranstaltung", en: "event" },
  campaign: { de: "Kampagne", en: "campaign" },
  training: { de: "Fortbildung", en: "training" },
  "project-day": { de: "Projekttag", en: "project day" },
  exhibition: { de: "Ausstellung", en: "exhibition" },
  advice: { de: "Beratung", en: "advice" },
  culture: { de: "Kulturprojekt", en: "cultural project" },
  networking: { de: "Vernetzungstreffen", en: "networking" },
  publication: { de: "Veröffentlichung", en: "publication" },
  "education-course": { de: "Sprach- oder Bildungskurs", en: "language or education course" },
  "regular-teaching": {
    de: "Schul-, Berufs- oder Hochschulunterricht",
    en: "school, vocational or university teaching",
  },
  sport: { de: "Sportangebot", en: "sport" },
  "religious-training": { de: "religiöse Schulung", en: "religious training" },
  "party-training": { de: "parteiliche oder gewerkschaftliche Schulung", en: "party or union training" },
  recreation: { de: "Erholung oder Touristik", en: "recreation or tourism" },
  construction: { de: "Bauvorhaben", en: "construction" },
  other: { de: "Sonstiges", en: "other" },
};

/** Whom a measure is for. Groups only, never persons: there is no list of people behind it. */
export const targetGroups = [
  "children",
  "young-people",
  "parents",
  "pedagogical-staff",
  "volunteers",
  "refugees",
  "migrants",
  "women",
  "seniors",
  "job-seekers",
  "people-with-disabilities",
  "public-officials",
  "general-public",
  "other",
] as const;
export type TargetGroup = (typeof targetGroups)[number];

export const targetGroupLabels: Labels<TargetGroup> = {
  children: { de: "Kinder", en: "children" },
  "young-people": { de: "Jugendliche und junge Erwachsene", en: "young people" },
  parents: { de: "Eltern und Sorgeberechtigte", en: "parents and guardians" },
  "pedagogical-staff": { de: "pädagogische Fachkräfte", en: "pedagogical staff" },
  volunteers: { de: "Ehrenamtliche", en: "volunteers" },
  refugees: { de: "Geflüchtete", en: "refugees" },
  migrants: { de: "Zugewanderte", en: "migrants" },
  women: { de: "Frauen", en: "women" },
  seniors: { de: "ältere Menschen", en: "older people" },
  "job-seekers": { de: "Arbeitsuchende", en: "job seekers" },
  "people-with-disabilities": { de: "Menschen mit Behinderung", en: "people with disabilities" },
  "public-officials": { de: "Beschäftigte der Verwaltung", en: "public officials" },
  "general-public": { de: "Öffentlichkeit", en: "general public" },
  other: { de: "Sonstige", en: "other" },
};

/** Who applies (Antragsteller). Being charitable is a separate fact: an association may or may not be. */
export const applicantKinds = [
  "association",
  "non-profit-company",
  "foundation",
  "cooperative",
  "welfare-organisation",
  "parish",
  "initiative",
  "youth-group",
  "individual",
  "school",
  "daycare",
  "company",
  "municipality",
  "district",
  "public-body",
  "other",
] as const;
export type ApplicantKind = (typeof applicantKinds)[number];

export const applicantKindLabels: Labels<ApplicantKind> = {
  association: { de: "Verein", en: "association" },
  "non-profit-company": { de: "gemeinnützige Gesellschaft", en: "non-profit company" },
  foundation: { de: "Stiftung", en: "foundation" },
  cooperative: { de: "Genossenschaft", en: "cooperative" },
  "welfare-organisation": { de: "Wohlfahrtsverband", en: "welfare organisation" },
  parish: { de: "Kirchen- oder Religionsgemeinde", en: "parish or religious community" },
  initiative: { de: "Initiative", en: "initiative" },
  "youth-group": { de: "Jugendgruppe", en: "youth group" },
  individual: { de: "Einzelperson", en: "individual" },
  school: { de: "Schule", en: "school" },
  daycare: { de: "Kindertagesstätte", en: "daycare centre" },
  company: { de: "Unternehmen", en: "company" },
  municipality: { de: "Stadt, Gemeinde oder Amt", en: "municipality" },
  district: { de: "Kreis", en: "district" },
  "public-body": { de: "sonstige öffentliche Stelle", en: "other public body" },
  other: { de: "sonstiger Träger", en: "other body" },
};

/** What is known of the charitable status (Gemeinnützigkeit) of an applicant. */
export interface CharitableStatus {
  /** Null: not known. */
  readonly isCharitable: boolean | null;
  /** The last day of its exemption notice (Freistellungsbescheid); null: none is recorded. */
  readonly charitableUntil: string | null;
}

/**
 * Whether an applicant counts as charitable on a day. Whoever has an exemption notice that has run out does not until another one
 * is recorded.
 */
export function charitableOn(
  { isCharitable, charitableUntil }: CharitableStatus,
  today: string,
): "yes" | "no" | "unknown" | "expired" {
  if (isCharitable === false) return "no";
  if (charitableUntil !== null && charitableUntil < today) return "expired";
  return isCharitable === null ? "unknown" : "yes";
}

/** Why a call names no closing date: it runs on, its money is gone, it is not out yet, its dates follow. */
export const noDeadlineReasons = ["rolling", "exhausted", "not-published", "dates-follow"] as const;
export type NoDeadlineReason = (typeof noDeadlineReasons)[number];

/** The same in words, as the reason why a deadline ends. */
export const noDeadlineLabels: Labels<NoDeadlineReason> = {
  rolling: { de: "Anträge sind jetzt jederzeit möglich", en: "Applications are welcome at any time now" },
  exhausted: { de: "Die Mittel des Aufrufs sind ausgeschöpft", en: "The call's money is used up" },
  "not-published": { de: "Der Aufruf ist noch nicht veröffentlicht", en: "The call is not published yet" },
  "dates-follow": { de: "Der neue Antragsschluss folgt", en: "The new closing date follows" },
};

/** The sixteen sectors whose people sat at the theme tables (council paper of June 2016), in its order. */
export const sectors = [
  "politics",
  "administration",
  "business",
  "church",
  "diakonie",
  "migration-social-advice",
  "youth-work",
  "youth-welfare",
  "daycare",
  "adult-education-centre",
  "associations",
  "jobcentre",
  "employment-agency",
  "service-clubs",
  "volunteer-refugee-aid",
  "refugees",
] as const;
export type Sector = (typeof sectors)[number];

export const sectorLabels: Labels<Sector> = {
  politics: { de: "Politik", en: "politics" },
  administration: { de: "Verwaltung", en: "administration" },
  business: { de: "Wirtschaft", en: "business" },
  church: { de: "Kirche", en: "church" },
  diakonie: { de: "Diakonie", en: "church welfare (Diakonie)" },
  "migration-social-advice": { de: "Migrationssozialberatung", en: "social advice for migrants" },
  "youth-work": { de: "Jugendarbeit", en: "youth work" },
  "youth-welfare": { de: "Jugendhilfe", en: "youth welfare" },
  daycare: { de: "Kita", en: "daycare" },
  "adult-education-centre": { de: "Volkshochschule", en: "adult education centre" },
  associations: { de: "Vereinswesen", en: "associations" },
  jobcentre: { de: "Jobcenter", en: "jobcentre" },
  "employment-agency": { de: "Arbeitsagentur", en: "employment agency" },
  "service-clubs": { de: "Serviceclubs", en: "service clubs" },
  "volunteer-refugee-aid": { de: "ehrenamtliche Flüchtlingshilfe", en: "volunteer refugee aid" },
  refugees: { de: "interessierte Geflüchtete", en: "interested refugees" },
};

/** How a topic table worked. */
export const themeMethodLabels = {
  "guided-questions": { de: "mit Leitfragen", en: "guided questions" },
  discursive: { de: "diskursiv", en: "discursive" },
} as const satisfies Labels;

/** What a topic table found. */
export const findingKindLabels = {
  offer: { de: "Angebot", en: "offer" },
  "expected-task": { de: "erwartete Aufgabe", en: "expected task" },
  statement: { de: "freie Aussage", en: "free statement" },
} as const satisfies Labels;

/** Who funds a programme. */
export const fundingLevelLabels = {
  eu: { de: "Europäische Union", en: "European Union" },
  federal: { de: "Bund", en: "federal government" },
  state: { de: "Land", en: "Land" },
  district: { de: "Kreis", en: "district" },
  municipal: { de: "Stadt, Gemeinde oder Amt", en: "municipality" },
  foundation: { de: "Stiftung", en: "foundation" },
  lottery: { de: "Lotterie", en: "lottery" },
  club: { de: "Verein oder Serviceclub", en: "club" },
} as const satisfies Labels;

/** Which body decides or advises. */
export const committeeKindLabels = {
  steering: { de: "Begleitausschuss", en: "steering committee" },
  youth: { de: "Jugendforum", en: "youth forum" },
  council: { de: "Gemeinde- oder Stadtvertretung", en: "council" },
  board: { de: "Vorstand oder Beirat", en: "board" },
} as const satisfies Labels;

/** How it stands with a meeting. */
export const meetingStateLabels = {
  planned: { de: "geplant", en: "planned" },
  held: { de: "abgehalten", en: "held" },
  cancelled: { de: "ausgefallen", en: "cancelled" },
} as const satisfies Labels;

/** What a grant is made by. */
export const grantInstrumentLabels = {
  notice: { de: "Bescheid", en: "notice" },
  contract: { de: "Vertrag", en: "contract" },
} as const satisfies Labels;

/** What a calendar feed shows. */
export const feedScopeLabels = {
  mine: { de: "meine Fristen", en: "my deadlines" },
  team: { de: "Fristen des Teams", en: "the team’s deadlines" },
  programme: { de: "ein Förderprogramm", en: "a programme" },
  committee: { de: "ein Gremium", en: "a committee" },
} as const satisfies Labels;

/** What amounts are in. */
export const currencyLabels = {
  EUR: { de: "Euro", en: "euro" },
} as const satisfies Labels;

/** What became of a thing, as a history shows it. */
export const historyKinds = ["created", "changed", "step", "money", "mail"] as const;
export type HistoryKind = (typeof historyKinds)[number];

export const historyKindLabels: Labels<HistoryKind> = {
  created: { de: "angelegt", en: "created" },
  changed: { de: "geändert", en: "changed" },
  step: { de: "Schritt", en: "step" },
  money: { de: "Buchung", en: "ledger entry" },
  mail: { de: "Mail", en: "email" },
};

/** How lists are written for spreadsheets besides RFC 4180. */
export const exportDialects = ["excel-de"] as const;

export const exportDialectLabels: Labels<(typeof exportDialects)[number]> = {
  "excel-de": { de: "deutsches Excel", en: "German Excel" },
};
