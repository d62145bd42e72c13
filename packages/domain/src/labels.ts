import {
  deadlineKinds,
  deadlineProfiles,
  procedureActLabels,
  rollPolicyLabels,
  ruleOwners,
  strictnessLabels,
} from "./deadlines/kinds.ts";
import { eventLabels, monthPartLabels, periodUnitLabels, ruleKindLabels } from "./deadlines/rules.ts";
import { matchCriterionLabels, matchOutcomeLabels, matchVerdictLabels } from "./matching/criteria.ts";
import { costKindLabels, financingKindLabels } from "./money/finance-plan.ts";
import { ledgerKindLabels } from "./money/ledger.ts";
import { financingTypeLabels } from "./money/proof.ts";
import { rollupDimensionLabels } from "./money/rollups.ts";
import { audienceLabels } from "./reminders/ladders.ts";
import {
  ladderOriginLabels,
  mailEventLabels,
  mailKindLabels,
  mailStateLabels,
  reminderStateLabels,
  suppressionReasonLabels,
} from "./reminders/mail-words.ts";
import { resourceLabels, roleLabels, scopeLabels, tokenScopeLabels } from "./roles.ts";
import { type Labels, languageLabels } from "./text.ts";
import { landLabels } from "./time/holidays.ts";
import {
  applicantKindLabels,
  committeeKindLabels,
  currencyLabels,
  exportDialectLabels,
  feedScopeLabels,
  findingKindLabels,
  fundingLevelLabels,
  grantInstrumentLabels,
  historyKindLabels,
  measureKindLabels,
  meetingStateLabels,
  noDeadlineLabels,
  targetGroupLabels,
  themeMethodLabels,
  topicLabels,
} from "./vocabulary.ts";
import { applicationStateLabels } from "./workflow/applications.ts";
import { deadlineStateLabels } from "./workflow/deadlines.ts";
import { erasurePlaceLabels, erasureRemainLabels } from "./workflow/erasure-words.ts";
import { extensionStateLabels } from "./workflow/extensions.ts";
import { ideaOriginLabels, ideaStateLabels } from "./workflow/ideas.ts";
import { serviceWayLabels } from "./workflow/notice-service.ts";
import { paperStateLabels } from "./workflow/papers.ts";
import { planStateLabels } from "./workflow/reminder-plans.ts";
import { actorLabels } from "./workflow/status.ts";
import { taskKindLabels, taskStateLabels } from "./workflow/tasks.ts";
import { voteOutcomeLabels, voteProcedureLabels } from "./workflow/votes.ts";

/** The labels of every closed list of codes that the API has, each beside its list; a test holds them against the document. */
export const labels = {
  actor: actorLabels,
  applicantKind: applicantKindLabels,
  applicationState: applicationStateLabels,
  audience: audienceLabels,
  committeeKind: committeeKindLabels,
  costKind: costKindLabels,
  currency: currencyLabels,
  deadlineEvent: eventLabels,
  deadlineKind: Object.fromEntries(deadlineKinds.map((kind) => [kind, deadlineProfiles[kind].label])),
  deadlineState: deadlineStateLabels,
  exportDialect: exportDialectLabels,
  erasurePlace: erasurePlaceLabels,
  erasureRemain: erasureRemainLabels,
  extensionState: extensionStateLabels,
  feedScope: feedScopeLabels,
  financingKind: financingKindLabels,
  financingType: financingTypeLabels,
  findingKind: findingKindLabels,
  fundingLevel: fundingLevelLabels,
  grantInstrument: grantInstrumentLabels,
  historyKind: historyKindLabels,
  ideaOrigin: ideaOriginLabels,
  ideaState: ideaStateLabels,
  ladderOrigin: ladderOriginLabels,
  land: landLabels,
  language: languageLabels,
  ledgerKind: ledgerKindLabels,
  mailEvent: mailEventLabels,
  mailKind: mailKindLabels,
  mailState: mailStateLabels,
  matchCriterion: matchCriterionLabels,
  matchOutcome: matchOutcomeLabels,
  matchVerdict: matchVerdictLabels,
  measureKind: measureKindLabels,
  meetingState: meetingStateLabels,
  monthPart: monthPartLabels,
  noDeadlineReason: noDeadlineLabels,
  paperState: paperStateLabels,
  periodUnit: periodUnitLabels,
  planState: planStateLabels,
  reminderState: reminderStateLabels,
  procedureAct: procedureActLabels,
  reach: scopeLabels,
  role: roleLabels,
  rollPolicy: rollPolicyLabels,
  rollupDimension: rollupDimensionLabels,
  ruleKind: ruleKindLabels,
  ruleOwner: Object.fromEntries(ruleOwners.map((owner) => [owner, resourceLabels[owner]])),
  serviceWay: serviceWayLabels,
  strictness: strictnessLabels,
  suppressionReason: suppressionReasonLabels,
  targetGroup: targetGroupLabels,
  taskKind: taskKindLabels,
  taskState: taskStateLabels,
  themeMethod: themeMethodLabels,
  tokenScope: tokenScopeLabels,
  topic: topicLabels,
  voteOutcome: voteOutcomeLabels,
  voteProcedure: voteProcedureLabels,
} as const satisfies Readonly<Record<string, Labels>>;

/** The labels of a closed list of codes: of the shortest table that has them all; undefined where none has. */
export function labelsOfCodes(codes: readonly string[]): Labels | undefined {
  const tables: readonly Labels[] = Object.values(labels);
  return tables
    .filter((table) => codes.every((code) => code in table))
    .sort((one, other) => Object.keys(one).length - Object.keys(other).length)[0];
}
