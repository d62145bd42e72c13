import { readFileSync } from "node:fs";
import { type Permission, type Role, roles, scopeOf } from "@zuwendo/domain";
import type { Filled } from "./filled-office.ts";

// biome-ignore lint/suspicious/noExplicitAny: the document is looked into as the JSON it is
type Json = any;

/** The API's description, as committed; tests/api/openapi.test.ts proves that it is the generated one. */
export const openApi: Json = JSON.parse(
  readFileSync(new URL("../../openapi/openapi.json", import.meta.url), "utf8"),
);

export interface Operation {
  readonly id: string;
  /** Upper case. */
  readonly method: string;
  /** With places: /v1/ideas/{id}. */
  readonly path: string;
  readonly parameters: readonly Json[];
  /** What it does, and who may. */
  readonly description: string;
  readonly bodySchema: Json | undefined;
  /** Statuses that the document lists. */
  readonly statuses: readonly number[];
  /** Media types of the answer that it is asked for. */
  readonly types: readonly string[];
}

/** Where a reference within the document leads; anything else as it is. */
export function resolveRef(part: Json): Json {
  if (part?.$ref === undefined) return part;
  const path: string[] = part.$ref.slice(2).split("/");
  return path.reduce((inner, key) => inner[key], openApi);
}

/** Every operation below /v1. */
export const operations: readonly Operation[] = Object.entries<Json>(openApi.paths)
  .filter(([path]) => path.startsWith("/v1/"))
  .flatMap(([path, item]) =>
    Object.entries<Json>(item).map(([method, operation]) => ({
      id: String(operation.operationId),
      method: method.toUpperCase(),
      path,
      parameters: operation.parameters.map(resolveRef),
      description: String(operation.description),
      bodySchema: operation.requestBody?.content["application/json"].schema,
      statuses: Object.keys(operation.responses).map(Number),
      types: Object.keys(operation.responses[200]?.content ?? {}),
    })),
  );

/** A request of an operation that succeeds for whom it is meant, and the permission that it needs. */
export interface Case {
  readonly permission: Permission;
  readonly places?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** The address of a case, and the headers that its operation needs. */
export function requestOf({ method, path, parameters }: Operation, { places = {}, body }: Case) {
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => places[name] ?? "");
  const needsMatch = parameters.some((parameter) => parameter.name === "If-Match");
  return {
    line: `${method} ${address}`,
    options: { ...(body === undefined ? {} : { body }), headers: needsMatch ? { "if-match": "*" } : {} },
  };
}

/** One case per operation, by its id, on the things of a filled office. */
export function casesOf(filled: Filled): Readonly<Record<string, Case>> {
  const at = (id: string) => ({ places: { id } });
  const amount = { amountCents: 100, currency: "EUR" };
  const dismissal = { places: { id: filled.ideaId, callId: filled.callId } };
  return {
    listOrganisations: { permission: "organisations.read" },
    getOrganisation: { permission: "organisations.read", ...at(filled.organisationId) },
    createOrganisation: { permission: "organisations.write", body: { name: "Verein", kind: "association" } },
    changeOrganisation: {
      permission: "organisations.write",
      ...at(filled.organisationId),
      body: { isCharitable: true },
    },
    findPartnerOrganisations: { permission: "partner-organisations.read" },
    listPeople: { permission: "people.read" },
    getPerson: { permission: "people.read", ...at(filled.personId) },
    createPerson: {
      permission: "people.write",
      body: { name: "Neu", email: "neu@verein.example", organisationId: filled.organisationId },
    },
    changePerson: { permission: "people.write", ...at(filled.personId), body: { language: "en" } },
    getHoldings: { permission: "people.read", ...at(filled.personId) },
    handOver: {
      permission: "people.write",
      ...at(filled.leaverId),
      body: { to: filled.deputyId, reason: "Zieht um" },
    },
    listErasures: { permission: "erasures.read" },
    getErasure: { permission: "erasures.read", ...at(filled.erasureId) },
    previewErasure: { permission: "erasures.read", ...at(filled.personId) },
    createErasure: {
      permission: "erasures.write",
      ...at(filled.erasableId),
      body: { reason: "Antrag vom 12. Oktober" },
    },
    createDeactivation: {
      permission: "people.write",
      ...at(filled.inviteeId),
      body: { reason: "Postfach in fremder Hand" },
    },
    deleteDeactivation: { permission: "people.write", ...at(filled.inviteeId) },
    getPreferences: { permission: "preferences.read", ...at(filled.personId) },
    changePreferences: {
      permission: "preferences.write",
      ...at(filled.personId),
      body: { mutedKinds: ["follow-up"], deputyId: filled.deputyId },
    },
    listInvitations: { permission: "invitations.read" },
    getInvitation: { permission: "invitations.read", ...at(filled.invitationId) },
    createInvitation: { permission: "invitations.write", body: { personId: filled.inviteeId } },
    deleteInvitation: { permission: "invitations.write", ...at(filled.invitationId) },
    listTokens: { permission: "tokens.read" },
    getToken: { permission: "tokens.read", ...at(filled.tokenId) },
    createToken: { permission: "tokens.write", body: { name: "Kalender" } },
    deleteToken: { permission: "tokens.write", ...at(filled.tokenId) },
    listThemes: { permission: "themes.read" },
    getTheme: { permission: "themes.read", ...at(filled.themeId) },
    createTheme: { permission: "themes.write", body: { position: 2, title: "Wohnen" } },
    changeTheme: { permission: "themes.write", ...at(filled.themeId), body: { position: 3 } },
    listFindings: { permission: "findings.read" },
    getFinding: { permission: "findings.read", ...at(filled.findingId) },
    createFinding: {
      permission: "findings.write",
      body: { themeId: filled.themeId, kind: "offer", description: "Lotsen" },
    },
    changeFinding: {
      permission: "findings.write",
      ...at(filled.findingId),
      body: { themeId: filled.themeId },
    },
    listNeeds: { permission: "needs.read" },
    getNeed: { permission: "needs.read", ...at(filled.needId) },
    createNeed: {
      permission: "needs.write",
      body: { themeId: filled.themeId, findingId: filled.findingId, title: "Räume" },
    },
    changeNeed: {
      permission: "needs.write",
      ...at(filled.needId),
      body: { themeId: filled.themeId, findingId: filled.findingId },
    },
    listIdeas: { permission: "ideas.read" },
    getIdea: { permission: "ideas.read", ...at(filled.ideaId) },
    createIdea: {
      permission: "ideas.write",
      body: {
        title: "Erzählcafé",
        themeId: filled.themeId,
        needId: filled.needId,
        organisationId: filled.organisationId,
        leadId: filled.personId,
      },
    },
    changeIdea: {
      permission: "ideas.write",
      ...at(filled.ideaId),
      body: {
        themeId: filled.themeId,
        needId: filled.needId,
        organisationId: filled.organisationId,
        leadId: filled.personId,
      },
    },
    transitionIdea: { permission: "ideas.write", ...at(filled.ideaId), body: { to: "in-advice" } },
    listMatches: { permission: "matches.read", ...at(filled.ideaId) },
    setDismissal: { permission: "matches.dismiss", ...dismissal, body: { reason: "Passt nicht" } },
    deleteDismissal: { permission: "matches.dismiss", ...dismissal },
    listProgrammes: { permission: "programmes.read" },
    getProgramme: { permission: "programmes.read", ...at(filled.programmeId) },
    createProgramme: {
      permission: "programmes.write",
      body: { name: "Stiftung", funder: "Stiftung", level: "foundation" },
    },
    changeProgramme: {
      permission: "programmes.write",
      ...at(filled.programmeId),
      body: { isOpinionRequired: false },
    },
    listFunds: { permission: "funds.read" },
    getFund: { permission: "funds.read", ...at(filled.fundId) },
    createFund: {
      permission: "funds.write",
      body: { programmeId: filled.programmeId, committeeId: filled.committeeId, name: "Jugendfonds" },
    },
    changeFund: {
      permission: "funds.write",
      ...at(filled.fundId),
      body: { programmeId: filled.programmeId, committeeId: filled.committeeId },
    },
    listFundYears: { permission: "fund-years.read" },
    getFundYear: { permission: "fund-years.read", ...at(filled.fundYearId) },
    createFundYear: { permission: "fund-years.write", body: { fundId: filled.fundId, year: 2030 } },
    listCommittees: { permission: "committees.read" },
    getCommittee: { permission: "committees.read", ...at(filled.committeeId) },
    createCommittee: { permission: "committees.write", body: { name: "Jugendforum", kind: "youth" } },
    changeCommittee: {
      permission: "committees.write",
      ...at(filled.committeeId),
      body: { kind: "steering" },
    },
    listMeetings: { permission: "meetings.read" },
    getMeeting: { permission: "meetings.read", ...at(filled.meetingId) },
    createMeeting: {
      permission: "meetings.write",
      body: { committeeId: filled.committeeId, takesPlaceOn: "2026-12-03" },
    },
    changeMeeting: { permission: "meetings.write", ...at(filled.meetingId), body: { place: "Ratssaal" } },
    listPapers: { permission: "papers.read" },
    getPaper: { permission: "papers.read", ...at(filled.paperId) },
    createPaper: {
      permission: "papers.write",
      body: { title: "Kofinanzierung", meetingId: filled.meetingId, authorId: filled.personId },
    },
    changePaper: {
      permission: "papers.write",
      ...at(filled.paperId),
      body: { meetingId: filled.meetingId, authorId: filled.personId },
    },
    transitionPaper: { permission: "papers.write", ...at(filled.paperId), body: { to: "handed-in" } },
    listCalls: { permission: "calls.read" },
    getCall: { permission: "calls.read", ...at(filled.callId) },
    createCall: {
      permission: "calls.write",
      body: {
        programmeId: filled.programmeId,
        fundId: filled.fundId,
        meetingId: filled.meetingId,
        title: "Zweite Runde",
        deadlineRule: { kind: "before-meeting", days: 14 },
      },
    },
    changeCall: {
      permission: "calls.write",
      ...at(filled.callId),
      body: { programmeId: filled.programmeId, fundId: filled.fundId, meetingId: filled.meetingId },
    },
    listApplications: { permission: "applications.read" },
    getApplication: { permission: "applications.read", ...at(filled.draftId) },
    createApplication: {
      permission: "applications.write",
      body: {
        ideaId: filled.ideaId,
        callId: filled.callId,
        organisationId: filled.organisationId,
        partnerOrganisationIds: [filled.organisationId],
        leadId: filled.personId,
        meetingId: filled.meetingId,
      },
    },
    changeApplication: {
      permission: "applications.write",
      ...at(filled.draftId),
      body: {
        organisationId: filled.organisationId,
        partnerOrganisationIds: [filled.organisationId],
        leadId: filled.personId,
      },
    },
    transitionApplication: {
      permission: "applications.write",
      ...at(filled.draftId),
      body: { to: "submitted" },
    },
    listVotes: { permission: "votes.read" },
    getVote: { permission: "votes.read", ...at(filled.voteId) },
    createVote: {
      permission: "votes.write",
      body: { applicationId: filled.votableId, outcome: "recommended" },
    },
    listGrants: { permission: "grants.read" },
    getGrant: { permission: "grants.read", ...at(filled.grantId) },
    createGrant: { permission: "grants.write", body: { applicationId: filled.grantableId } },
    changeGrant: {
      permission: "grants.write",
      ...at(filled.grantId),
      body: { conditions: "Mit Logo" },
    },
    listStatusLinks: { permission: "status-links.read" },
    getStatusLink: { permission: "status-links.read", ...at(filled.statusLinkId) },
    createStatusLink: { permission: "status-links.write", body: { applicationId: filled.draftId } },
    deleteStatusLink: { permission: "status-links.write", ...at(filled.statusLinkId) },
    listPaymentRequests: { permission: "payment-requests.read" },
    getPaymentRequest: { permission: "payment-requests.read", ...at(filled.paymentRequestId) },
    createPaymentRequest: {
      permission: "payment-requests.write",
      body: { grantId: filled.grantId, amount },
    },
    listBaseRates: { permission: "base-rates.read" },
    getBaseRate: { permission: "base-rates.read", ...at(filled.baseRateId) },
    createBaseRate: { permission: "base-rates.write", body: { validFrom: "2027-01-01", rateBp: 127 } },
    changeBaseRate: { permission: "base-rates.write", ...at(filled.baseRateId), body: { rateBp: 152 } },
    listDisbursements: { permission: "disbursements.read" },
    getDisbursement: { permission: "disbursements.read", ...at(filled.disbursementId) },
    createDisbursement: {
      permission: "disbursements.write",
      body: { grantId: filled.grantId, amount, paidOn: "2026-09-19" },
    },
    changeDisbursement: {
      permission: "disbursements.write",
      ...at(filled.disbursementId),
      body: { paidOn: "2026-09-19" },
    },
    listDeadlineRules: { permission: "deadline-rules.read" },
    getDeadlineRule: { permission: "deadline-rules.read", ...at(filled.deadlineRuleId) },
    createDeadlineRule: {
      permission: "deadline-rules.write",
      body: {
        ownerType: "programmes",
        ownerId: filled.programmeId,
        kind: "objection",
        rule: { kind: "after-event", amount: 1, unit: "months", event: "service-of-notice" },
      },
    },
    changeDeadlineRule: {
      permission: "deadline-rules.write",
      ...at(filled.deadlineRuleId),
      body: { isExtendable: false },
    },
    deleteDeadlineRule: { permission: "deadline-rules.write", ...at(filled.deadlineRuleId) },
    listExtensions: { permission: "extensions.read" },
    getExtension: { permission: "extensions.read", ...at(filled.extensionId) },
    createExtension: {
      permission: "extensions.request",
      body: {
        deadlineId: filled.proofDeadlineId,
        newOn: "2027-03-31",
        reason: "Belege fehlen",
        askedById: filled.personId,
      },
    },
    transitionExtension: {
      permission: "extensions.decide",
      ...at(filled.extensionId),
      body: { to: "refused", reason: "Es fehlt nichts" },
    },
    listDeadlines: { permission: "deadlines.read" },
    createDeadline: {
      permission: "deadlines.write",
      body: {
        kind: "follow-up",
        title: "Nachfragen",
        rule: { kind: "before-meeting", days: 7 },
        anchor: { meetingId: filled.meetingId },
        applicationId: filled.draftId,
        programmeId: filled.programmeId,
        committeeId: filled.committeeId,
        leadId: filled.personId,
        ownerId: filled.personId,
      },
    },
    changeDeadline: {
      permission: "deadlines.write",
      ...at(filled.deadlineId),
      body: { leadId: filled.personId, ownerId: filled.personId },
    },
    getDeadline: { permission: "deadlines.read", ...at(filled.deadlineId) },
    transitionDeadline: { permission: "deadlines.write", ...at(filled.deadlineId), body: { to: "met" } },
    listReminders: { permission: "reminders.read" },
    listPreview: { permission: "reminders.read" },
    listReminderPlans: { permission: "reminder-plans.read" },
    listInForce: { permission: "reminder-plans.read" },
    getReminderPlan: { permission: "reminder-plans.read", ...at(filled.planId) },
    listForecast: { permission: "reminder-plans.read", ...at(filled.planId) },
    createReminderPlan: {
      permission: "reminder-plans.write",
      body: { programmeId: filled.programmeId, kind: "objection", steps: [{ days: 3, audience: ["lead"] }] },
    },
    changeReminderPlan: {
      permission: "reminder-plans.write",
      ...at(filled.planId),
      body: { steps: [{ days: 4, audience: ["lead"] }] },
    },
    transitionReminderPlan: {
      permission: "reminder-plans.write",
      ...at(filled.planId),
      body: { to: "retired" },
    },
    getReminder: { permission: "reminders.read", ...at(filled.reminderId) },
    listMails: { permission: "mails.read" },
    getMail: { permission: "mails.read", ...at(filled.mailId) },
    createMailEvent: { permission: "mail-events.write", body: { type: "bounce", mailId: filled.mailId } },
    listSuppressions: { permission: "suppressions.read" },
    getSuppression: { permission: "suppressions.read", ...at(filled.suppressionId) },
    createSuppression: { permission: "suppressions.write", body: { email: "weg@verein.example" } },
    deleteSuppression: { permission: "suppressions.write", ...at(filled.suppressionId) },
    listTasks: { permission: "tasks.read" },
    getTask: { permission: "tasks.read", ...at(filled.taskId) },
    transitionTask: { permission: "tasks.write", ...at(filled.taskId), body: { to: "done" } },
    getIdeaHistory: { permission: "ideas.read", ...at(filled.ideaId) },
    getApplicationHistory: { permission: "applications.read", ...at(filled.draftId) },
    getMeetingHistory: { permission: "meetings.read", ...at(filled.meetingId) },
    getFundHistory: { permission: "fund-years.read", ...at(filled.fundId) },
    getMe: { permission: "me.read" },
    getMyData: { permission: "me.read" },
    createAddressChange: { permission: "me.write", body: { email: "neues.postfach@verein.example" } },
    changeMe: { permission: "me.write", body: { language: "de" } },
    getOverview: { permission: "overview.read" },
    getOffice: { permission: "offices.read" },
    changeOffice: { permission: "offices.write", body: { sendWeekdays: [1, 3, 5] } },
    listCalendarFeeds: { permission: "calendar-feeds.read" },
    getCalendarFeed: { permission: "calendar-feeds.read", ...at(filled.calendarFeedId) },
    createCalendarFeed: {
      permission: "calendar-feeds.write",
      body: { name: "Programm", scope: "programme", programmeId: filled.programmeId },
    },
    deleteCalendarFeed: { permission: "calendar-feeds.write", ...at(filled.calendarFeedId) },
    listLedgerEntries: { permission: "ledger-entries.read" },
    getLedgerEntry: { permission: "ledger-entries.read", ...at(filled.entryId) },
    createLedgerEntry: {
      permission: "ledger-entries.write",
      body: { fundYearId: filled.fundYearId, kind: "allocation", amount },
    },
    createReversal: { permission: "ledger-entries.write", ...at(filled.entryId), body: { note: "Irrtum" } },
    listRollups: { permission: "rollups.read" },
    listAuditLog: { permission: "audit-log.read" },
    getAuditEntry: { permission: "audit-log.read", ...at(filled.auditId) },
  };
}

/** The request of an operation and what it needs; throws for one that tests/support/operations.ts does not know. */
export function caseOf(cases: ReturnType<typeof casesOf>, { id }: Operation): Case {
  const found = cases[id];
  if (found === undefined) throw new Error(`tests/support/operations.ts has no case for ${id}`);
  return found;
}

/** A role that reaches every row for a permission; where everybody has only their own, the one of the filled office's. */
export function fullRoleFor(permission: Permission): Role {
  const owner = scopeOf(["coordinator"], permission) === "own" ? "coordinator" : undefined;
  const found = roles.find((role) => scopeOf([role], permission) === "all") ?? owner;
  if (found === undefined) throw new Error(`nobody reaches anything with ${permission}`);
  return found;
}
