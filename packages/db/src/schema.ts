import type {
  ApplicantKind,
  ApplicationState,
  CostLine,
  DeadlineKind,
  DeadlineRule,
  DeadlineState,
  ExtensionState,
  FinancingLine,
  FinancingType,
  GrantInstrument,
  IdeaState,
  ideaOrigins,
  Land,
  Language,
  LedgerKind,
  MatchCriterion,
  Measure,
  MeasureKind,
  NoticeService,
  PaperState,
  PlanState,
  ProcedureAct,
  ReminderAnswer,
  ReminderAudience,
  ReminderStep,
  Role,
  RollPolicy,
  RollupDimension,
  RuleOwner,
  Strictness,
  TargetGroup,
  TaskKind,
  TaskState,
  Text,
  Topic,
  VoteOutcome,
  VoteProcedure,
} from "@zuwendo/domain";
import type { Generated, GeneratedAlways } from "kysely";

/** A day, `YYYY-MM-DD`. */
type Day = string;
/** An instant, RFC 3339 in UTC. */
type Instant = string;
/** A local time of day, `HH:MM`. */
type Time = string;
type Json = unknown;

/** What every row of an office has; the database fills it in. */
interface Row {
  officeId: Generated<string>;
  id: Generated<string>;
  createdAt: Generated<Instant>;
}

/** A row that people change: `version` is its ETag. */
interface VersionedRow extends Row {
  version: Generated<number>;
  updatedAt: Generated<Instant>;
}

interface OfficesTable {
  id: string;
  name: string;
  short: string;
  zone: Generated<string>;
  land: Generated<Land>;
  /** The act that its own notices rest on. */
  procedureAct: Generated<ProcedureAct>;
  language: Generated<Language>;
  isExample: Generated<boolean>;
  email: string | null;
  sendFrom: Generated<Time>;
  sendUntil: Generated<Time>;
  sendWeekdays: Generated<number[]>;
  mailSecret: Generated<Buffer>;
  version: Generated<number>;
  createdAt: Generated<Instant>;
  updatedAt: Generated<Instant>;
}

interface OrganisationsTable extends VersionedRow {
  name: string;
  kind: ApplicantKind;
  isCharitable: boolean | null;
  charitableUntil: Day | null;
  areaKey: string | null;
  email: string | null;
}

interface PeopleTable extends VersionedRow {
  name: string;
  email: string;
  language: Generated<Language>;
  organisationId: string | null;
  roles: Generated<Role[]>;
  rolesUntil: Day | null;
  rolesFrom: Day | null;
  /** Since when the address is theirs, set by PostgreSQL; null: since ever. */
  emailSince: Instant | null;
  /** From then on a pseudonym stands in place of name and address. */
  erasedAt: Instant | null;
  deactivatedAt: Instant | null;
}

interface TokensTable extends VersionedRow {
  personId: string;
  name: string;
  hash: Buffer;
  scopes: Generated<("read" | "write")[]>;
  expiresAt: Instant;
  lastUsedAt: Instant | null;
  revokedAt: Instant | null;
  isRevoked: GeneratedAlways<boolean>;
}

interface InvitationsTable extends VersionedRow {
  personId: string;
  email: string;
  invitedById: string | null;
  expiresAt: Instant;
  usedAt: Instant | null;
  revokedAt: Instant | null;
  isRevoked: GeneratedAlways<boolean>;
}

interface AddressChangesTable extends VersionedRow {
  personId: string;
  oldEmail: string;
  newEmail: string;
  expiresAt: Instant;
  confirmedAt: Instant | null;
  revokedAt: Instant | null;
}

interface IdempotencyKeysTable {
  officeId: Generated<string>;
  personId: string;
  key: string;
  requestHash: Buffer;
  status: number;
  headers: Json;
  body: string;
  createdAt: Generated<Instant>;
}

interface AuditLogTable {
  officeId: Generated<string>;
  id: Generated<string>;
  at: Generated<Instant>;
  personId: string | null;
  tokenId: string | null;
  action: string;
  subjectType: string;
  subjectId: string;
  version: number | null;
  changes: Generated<Json>;
  before: Json | null;
}

interface ThemesTable extends VersionedRow {
  position: number;
  title: string;
  method: Generated<string>;
  workedFrom: Day | null;
  workedUntil: Day | null;
}

interface FindingsTable extends VersionedRow {
  themeId: string;
  kind: string;
  description: string;
}

interface NeedsTable extends VersionedRow {
  themeId: string;
  findingId: string | null;
  title: string;
  description: string | null;
  priority: Generated<number>;
}

interface IdeasTable extends VersionedRow {
  number: string;
  title: string;
  summary: string | null;
  state: Generated<IdeaState>;
  origin: Generated<(typeof ideaOrigins)[number]>;
  capturedOn: Day;
  themeId: string | null;
  needId: string | null;
  organisationId: string | null;
  leadId: string | null;
  applicantKind: ApplicantKind | null;
  topics: Generated<Topic[]>;
  measureKinds: Generated<MeasureKind[]>;
  targetGroups: Generated<TargetGroup[]>;
  areaKey: string | null;
  amountCents: number | null;
  ownShareCents: number | null;
  startsOn: Day | null;
  endsOn: Day | null;
  stateReason: string | null;
  stateSince: Generated<Instant>;
  /** Set by PostgreSQL once an application is made of it. */
  hasApplication: Generated<boolean>;
}

interface ProgrammesTable extends VersionedRow {
  name: string;
  funder: string;
  level: string;
  /** The act that its funder works by; null: none, under private law. */
  procedureAct: ProcedureAct | null;
  applicantKinds: ApplicantKind[] | null;
  excludedApplicantKinds: Generated<ApplicantKind[]>;
  areaKeys: string[] | null;
  topics: Generated<Topic[]>;
  excludedTopics: Generated<Topic[]>;
  excludedMeasureKinds: Generated<MeasureKind[]>;
  targetGroups: Generated<TargetGroup[]>;
  minGrantCents: number | null;
  maxGrantCents: number | null;
  maxTotalCostCents: number | null;
  fundingRateBp: number | null;
  ownShareMinBp: Generated<number>;
  isCharitableRequired: Generated<boolean>;
  isOpinionRequired: Generated<boolean>;
  maxDurationMonths: number | null;
  latestEndMonthDay: string | null;
  financingType: Generated<FinancingType>;
  spendingWindowWeeks: Generated<number>;
  proofWeeks: Generated<number>;
  ruleQuotes: Generated<Readonly<Partial<Record<MatchCriterion, Text>>>>;
  isIllustrative: Generated<boolean>;
  verifiedOn: Day | null;
  sourceUrl: string | null;
}

interface CommitteesTable extends VersionedRow {
  name: string;
  kind: string;
}

interface MeetingsTable extends VersionedRow {
  committeeId: string;
  takesPlaceOn: Day;
  place: string | null;
  state: Generated<"planned" | "held" | "cancelled">;
}

interface FundsTable extends VersionedRow {
  programmeId: string;
  committeeId: string | null;
  name: string;
  perProjectMaxCents: number | null;
  fastLaneMaxCents: number | null;
}

interface CallsTable extends VersionedRow {
  programmeId: string;
  fundId: string | null;
  meetingId: string | null;
  title: string;
  opensOn: Day | null;
  deadlineRule: DeadlineRule;
  strictness: Generated<Strictness>;
  /** By rule and meeting, which it follows; once it has closed no longer by the Land and roll of its fund's rule. */
  closesOn: Day | null;
  closesAt: Instant | null;
  projectFrom: Day | null;
  projectTo: Day | null;
}

interface MatchDismissalsTable {
  officeId: Generated<string>;
  ideaId: string;
  callId: string;
  reason: string;
  dismissedBy: string;
  dismissedAt: Generated<Instant>;
}

interface FundYearsTable extends VersionedRow {
  fundId: string;
  year: number;
  allocatedCents: Generated<number>;
  reservedCents: Generated<number>;
  committedCents: Generated<number>;
  lastSeq: Generated<number>;
}

interface ApplicationsTable extends VersionedRow {
  number: string;
  ideaId: string;
  callId: string;
  /** Those of the call, until the formal check. */
  programmeId: string;
  fundId: string | null;
  organisationId: string;
  partnerOrganisationIds: Generated<string[]>;
  leadId: string;
  title: string;
  state: Generated<ApplicationState>;
  stateReason: string | null;
  stateSince: Generated<Instant>;
  costs: Generated<CostLine[]>;
  financing: Generated<FinancingLine[]>;
  totalCostCents: Generated<number>;
  requestedCents: Generated<number>;
  startsOn: Day;
  endsOn: Day;
  /** That of the call until the vote, unless the office has assigned another. */
  meetingId: string | null;
  /** The receipt stamp; it never changes. */
  receivedAt: Instant | null;
  /** The day of the stamp on paper that the office entered later; the whole day counts. */
  receivedOn: Day | null;
  /** The end in force when it came in, or when it was moved to its round: what was in time then stays so. */
  inTimeUntil: Instant | null;
  /** Follows the cut-off of its call until the formal check, which judges by it and after which it stays. */
  isLate: Generated<boolean>;
  /** What was handed in last, as it was then: it follows nothing. */
  snapshot: Json | null;
  snapshotSha256: string | null;
}

interface VotesTable extends VersionedRow {
  applicationId: string;
  meetingId: string | null;
  procedure: Generated<VoteProcedure>;
  /** It stays as it was taken; so does the day of its meeting. */
  outcome: VoteOutcome;
  amountCents: Generated<number>;
  inFavour: Generated<number>;
  against: Generated<number>;
  abstained: Generated<number>;
  excluded: Generated<number>;
  conditions: string | null;
  votedOn: Day;
}

interface GrantsTable extends VersionedRow {
  applicationId: string;
  fundYearId: string;
  instrument: Generated<GrantInstrument>;
  amountCents: number;
  disbursedCents: Generated<number>;
  /** As the notice has it: the programme's at that time. */
  financingType: FinancingType;
  periodFrom: Day;
  periodTo: Day;
  /** How a notice was served; null: the day was entered itself. */
  service: Readonly<NoticeService> | null;
  /** Follows the service; of a contract the day it was concluded. */
  servedOn: Day;
  conditions: string | null;
}

interface DisbursementsTable extends VersionedRow {
  grantId: string;
  applicationId: string;
  amountCents: number;
  paidOn: Day;
  usedOn: Day | null;
}

/** Written and read by functions of the database alone. */
interface SearchTextsTable {
  officeId: string;
  subjectType: string;
  subjectId: string;
  words: string;
}

interface StatusLinksTable extends VersionedRow {
  applicationId: string;
  personId: string;
  revokedAt: Instant | null;
  isRevoked: GeneratedAlways<boolean>;
}

interface PaymentRequestsTable extends VersionedRow {
  grantId: string;
  applicationId: string;
  amountCents: number;
  requestedOn: Day;
  /** The receipt stamp; it never changes. */
  receivedAt: Instant;
  /** The end in force when it came in: what was in time then stays so. */
  inTimeUntil: Instant | null;
  /** Follows the rule and the grant that the last day for requests comes from. */
  isLate: Generated<boolean>;
}

interface BaseRatesTable extends VersionedRow {
  validFrom: Day;
  rateBp: number;
  verifiedOn: Day | null;
}

interface PapersTable extends VersionedRow {
  number: string;
  title: string;
  meetingId: string;
  authorId: string;
  state: Generated<PaperState>;
  stateReason: string | null;
  /** The receipt stamp; it never changes. */
  handedInAt: Instant | null;
  /** The end in force when it was handed in for its meeting: what was in time then stays so. */
  inTimeUntil: Instant | null;
  /** Follows the cut-off of its meeting while the meeting is planned. */
  isLate: Generated<boolean>;
}

interface LedgerEntriesTable extends Row {
  fundYearId: string;
  seq: number;
  kind: LedgerKind;
  amountCents: number;
  bookedOn: Day;
  valueOn: Day;
  programmeId: string;
  fundId: string;
  /** What it is summed by, as first booked for its application, so that a release meets its reservation. */
  callId: string | null;
  applicationId: string | null;
  organisationId: string | null;
  themeId: string | null;
  needId: string | null;
  areaKey: string | null;
  reversesId: string | null;
  note: string | null;
  personId: string | null;
}

interface FoldPositionsTable {
  officeId: Generated<string>;
  fundYearId: string;
  foldedSeq: Generated<number>;
}

interface RollupsTable {
  officeId: Generated<string>;
  fundYearId: string;
  dimension: RollupDimension;
  value: string;
  measure: Measure;
  amountCents: number;
  entries: number;
}

interface DeadlinesTable extends VersionedRow {
  kind: DeadlineKind;
  subjectType: string;
  subjectId: string;
  /** Of which budget year a duty is that comes back with each; null for all others. */
  budgetYear: number | null;
  applicationId: string | null;
  programmeId: string | null;
  committeeId: string | null;
  title: string;
  rule: DeadlineRule;
  land: Land | null;
  rollPolicy: RollPolicy | null;
  calendar: string | null;
  /** Whose paragraphs its explanation names; null: none, under private law. */
  procedureAct: ProcedureAct | null;
  anchorType: string | null;
  anchorId: string | null;
  anchorEvent: string | null;
  anchorLabel: Text | null;
  anchorOn: Day | null;
  /** The day the duty arose, before which it is never due; null where that is not known. */
  arisenOn: Day | null;
  nominalOn: Day;
  effectiveOn: Day;
  endsAt: Instant;
  explanation: Text;
  strictness: Strictness;
  softOn: Day | null;
  extendedTo: Day | null;
  isExtendable: Generated<boolean>;
  state: Generated<DeadlineState>;
  stateReason: string | null;
  metAt: Instant | null;
  /**
   * Whether it was met after the end that was in force then. It stays when a rule changes later, as the row is the record of
   * what was owed; it follows the event that it counts from, such as a payment whose day is corrected.
   */
  isLate: Generated<boolean>;
  closedAt: Instant | null;
  leadId: string | null;
  ownerId: string | null;
  formerLeadId: string | null;
  closedById: string | null;
  remindedUntil: Instant;
  nextRemindAt: Instant | null;
}

interface MailsTable extends Row {
  recipientId: string;
  kind: string;
  forOn: Day;
  state: Generated<string>;
  attempt: Generated<number>;
  refusals: Generated<number>;
  nextTryAt: Generated<Instant>;
  subject: string | null;
  text: string | null;
  html: string | null;
  response: string | null;
  attempts: Generated<Json>;
  sentAt: Instant | null;
  bouncedAt: Instant | null;
  toEmail: string | null;
  aboutId: string | null;
}

interface MailMovesTable {
  officeId: Generated<string>;
  mailId: string;
  moveId: string;
  role: string;
  forId: string | null;
  toldState: string | null;
  toldOn: Day | null;
  toldEndsAt: Instant | null;
}

interface RemindersTable extends Row {
  deadlineId: string;
  deadlineVersion: number;
  step: string;
  recipientId: string;
  role: ReminderAudience;
  state: string;
  reason: string | null;
  dueAt: Instant;
  mailId: string | null;
  forId: string | null;
  toldOn: Day | null;
  toldEndsAt: Instant | null;
}

interface PreferencesTable {
  officeId: Generated<string>;
  personId: string;
  mutedKinds: Generated<DeadlineKind[]>;
  mailAt: Time | null;
  deputyId: string | null;
  absentFrom: Day | null;
  absentUntil: Day | null;
  version: Generated<number>;
  createdAt: Generated<Instant>;
  updatedAt: Generated<Instant>;
}

interface DeadlineRulesTable extends VersionedRow {
  ownerType: RuleOwner;
  ownerId: string;
  kind: DeadlineKind;
  rule: DeadlineRule;
  strictness: Strictness | null;
  rollPolicy: RollPolicy | null;
  land: Land | null;
  isExtendable: boolean | null;
}

interface ExtensionsTable extends VersionedRow {
  deadlineId: string;
  state: ExtensionState;
  askedById: string;
  askedOn: Day;
  reason: string;
  oldOn: Day;
  newOn: Day;
  decidedById: string | null;
  decidedAt: Instant | null;
  decisionReason: string | null;
}

interface ReminderPlansTable extends VersionedRow {
  programmeId: string | null;
  kind: DeadlineKind;
  state: Generated<PlanState>;
  steps: ReminderStep[];
  inForceSince: Generated<Instant>;
  replanAfter: string | null;
}

interface DeadlineMovesTable extends Row {
  deadlineId: string;
  oldOn: Day | null;
  oldEndsAt: Instant | null;
  isEnd: Generated<boolean>;
  reason: Text;
  dueAt: Instant;
  toldAt: Instant | null;
}

interface ReminderAnswersTable {
  officeId: Generated<string>;
  reminderId: string;
  deadlineId: string;
  personId: string;
  answer: ReminderAnswer;
  quietUntil: Instant;
  remindAt: Instant | null;
  answeredAt: Generated<Instant>;
  takenBackAt: Instant | null;
}

interface SuppressionsTable extends VersionedRow {
  email: string;
  reason: string;
  detail: string | null;
  mailId: string | null;
  liftedAt: Instant | null;
}

interface TasksTable extends VersionedRow {
  kind: TaskKind;
  subjectType: string;
  subjectId: string;
  personId: string | null;
  detail: Generated<Json>;
  state: Generated<TaskState>;
  stateReason: string | null;
  closedAt: Instant | null;
}

interface CalendarFeedsTable extends VersionedRow {
  personId: string;
  name: string;
  scope: string;
  programmeId: string | null;
  committeeId: string | null;
  alarmDays: number | null;
  hash: Buffer;
  lastUsedAt: Instant | null;
  revokedAt: Instant | null;
  isRevoked: GeneratedAlways<boolean>;
}

interface ErasuresTable extends VersionedRow {
  personId: string;
  pseudonym: string;
  reason: string;
  erasedById: string;
  /** Whose files must be able to name the person for as long as they are kept. */
  applicationIds: Generated<string[]>;
  keptName: string | null;
  keptEmail: string | null;
  keptUntil: Day | null;
  /** How many rows were changed, by place; null until it is done. */
  changed: Json | null;
  blankedAt: Instant | null;
}

interface GaugesTable {
  name: string;
  value: number;
  measuredAt: Generated<Instant>;
}

/** Every table, its columns in camelCase; the only place where table types are written. */
export interface Schema {
  offices: OfficesTable;
  organisations: OrganisationsTable;
  people: PeopleTable;
  erasures: ErasuresTable;
  tokens: TokensTable;
  invitations: InvitationsTable;
  addressChanges: AddressChangesTable;
  idempotencyKeys: IdempotencyKeysTable;
  auditLog: AuditLogTable;
  themes: ThemesTable;
  findings: FindingsTable;
  needs: NeedsTable;
  ideas: IdeasTable;
  programmes: ProgrammesTable;
  committees: CommitteesTable;
  meetings: MeetingsTable;
  funds: FundsTable;
  calls: CallsTable;
  matchDismissals: MatchDismissalsTable;
  fundYears: FundYearsTable;
  applications: ApplicationsTable;
  votes: VotesTable;
  grants: GrantsTable;
  disbursements: DisbursementsTable;
  ledgerEntries: LedgerEntriesTable;
  foldPositions: FoldPositionsTable;
  rollups: RollupsTable;
  searchTexts: SearchTextsTable;
  statusLinks: StatusLinksTable;
  paymentRequests: PaymentRequestsTable;
  baseRates: BaseRatesTable;
  papers: PapersTable;
  deadlineRules: DeadlineRulesTable;
  deadlines: DeadlinesTable;
  deadlineMoves: DeadlineMovesTable;
  extensions: ExtensionsTable;
  reminderPlans: ReminderPlansTable;
  preferences: PreferencesTable;
  mails: MailsTable;
  mailMoves: MailMovesTable;
  reminderAnswers: ReminderAnswersTable;
  suppressions: SuppressionsTable;
  tasks: TasksTable;
  calendarFeeds: CalendarFeedsTable;
  reminders: RemindersTable;
  gauges: GaugesTable;
}
