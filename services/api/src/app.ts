import rateLimit from "@fastify/rate-limit";
import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import { v7 as newId } from "uuid";
import { applicationRoutes } from "./applications/applications/routes.ts";
import { disbursementRoutes } from "./applications/disbursements/routes.ts";
import { grantRoutes } from "./applications/grants/routes.ts";
import { paymentRequestRoutes } from "./applications/payment-requests/routes.ts";
import { statusLinkRoutes, statusPageRoutes } from "./applications/status-links/routes.ts";
import { voteRoutes } from "./applications/votes/routes.ts";
import { calendarFeedRoutes } from "./deadlines/calendar-feeds/routes.ts";
import { calendarRoutes } from "./deadlines/calendars/routes.ts";
import { deadlineRuleRoutes } from "./deadlines/deadline-rules/routes.ts";
import { DatedDeadlineRule, DeadlineRule } from "./deadlines/deadline-rules/rule-schema.ts";
import { deadlineRoutes } from "./deadlines/deadlines/routes.ts";
import { extensionRoutes } from "./deadlines/extensions/routes.ts";
import { findingRoutes } from "./ideas/findings/routes.ts";
import { ideaRoutes } from "./ideas/ideas/routes.ts";
import { needRoutes } from "./ideas/needs/routes.ts";
import { themeRoutes } from "./ideas/themes/routes.ts";
import { committeeRoutes } from "./meetings/committees/routes.ts";
import { meetingRoutes } from "./meetings/meetings/routes.ts";
import { paperRoutes } from "./meetings/papers/routes.ts";
import { baseRateRoutes } from "./money/base-rates/routes.ts";
import { fundYearRoutes } from "./money/fund-years/routes.ts";
import { ledgerEntryRoutes } from "./money/ledger-entries/routes.ts";
import { rollupRoutes } from "./money/rollups/routes.ts";
import { auditLogRoutes } from "./office/audit-log/routes.ts";
import { officeRoutes } from "./office/offices/routes.ts";
import { taskRoutes } from "./office/tasks/routes.ts";
import { tokenRoutes } from "./office/tokens/routes.ts";
import { openApiOptions } from "./openapi/document.ts";
import { type Health, operationRoutes } from "./operation/routes.ts";
import { erasureRoutes } from "./overview/erasures/routes.ts";
import { historyRoutes } from "./overview/history/routes.ts";
import { holdingRoutes } from "./overview/holdings/routes.ts";
import { myDataRoutes } from "./overview/my-data/routes.ts";
import { overviewRoutes } from "./overview/overview/routes.ts";
import { answerWithPage } from "./pages/error-page.ts";
import { openPages } from "./pages/scope.ts";
import { addressChangeRoutes } from "./people/address-changes/routes.ts";
import { addressPageRoutes } from "./people/address-page/routes.ts";
import { deactivationRoutes } from "./people/deactivation/routes.ts";
import { handOverRoutes } from "./people/hand-over/routes.ts";
import { invitationPageRoutes } from "./people/invitation-page/routes.ts";
import { invitationRoutes } from "./people/invitations/routes.ts";
import { meRoutes } from "./people/me/routes.ts";
import { organisationRoutes } from "./people/organisations/routes.ts";
import { partnerOrganisationRoutes } from "./people/partner-organisations/routes.ts";
import { peopleRoutes } from "./people/people/routes.ts";
import { callRoutes } from "./programmes/calls/routes.ts";
import { fundRoutes } from "./programmes/funds/routes.ts";
import { matchRoutes } from "./programmes/matches/routes.ts";
import { programmeRoutes } from "./programmes/programmes/routes.ts";
import { answerRoutes } from "./reminders/answers/routes.ts";
import { mailEventRoutes } from "./reminders/mail-events/routes.ts";
import { mailRoutes } from "./reminders/mails/routes.ts";
import { personalPageRoutes } from "./reminders/personal-page/routes.ts";
import { preferenceRoutes } from "./reminders/preferences/routes.ts";
import { reminderPlanRoutes } from "./reminders/reminder-plans/routes.ts";
import { reminderRoutes } from "./reminders/reminders/routes.ts";
import { suppressionRoutes } from "./reminders/suppressions/routes.ts";
import { unsubscribeRoutes } from "./reminders/unsubscribe/routes.ts";
import { takeJson } from "./request/body.ts";
import { answerUnknown, rememberMethods } from "./request/method-not-allowed.ts";
import { refuseUnacceptable } from "./request/negotiate.ts";
import { answerError } from "./request/problems.ts";
import { limitRate } from "./request/rate-limit.ts";
import { answerBeforeRequests, answerClientError } from "./request/raw-answers.ts";
import { assertReadable } from "./request/readable-address.ts";
import { guardSecrets, requireToken } from "./request/secret-guard.ts";
import type { Deps } from "./request/session.ts";
import { stopWriting } from "./request/stop-writing.ts";
import { keepValidationErrors, schemaCompilers } from "./request/validation.ts";
import { resolveNumbers } from "./resources/numbers.ts";
import { Problem, StatusSchema, TransitionSchema } from "./resources/schema.ts";

export interface AppOptions extends Deps {
  readonly health: Health;
  readonly logger?: FastifyBaseLogger;
  /** Requests a minute per token. */
  readonly requestsPerMinute?: number;
}

const features = [
  overviewRoutes,
  historyRoutes,
  meRoutes,
  addressChangeRoutes,
  myDataRoutes,
  organisationRoutes,
  partnerOrganisationRoutes,
  peopleRoutes,
  holdingRoutes,
  handOverRoutes,
  erasureRoutes,
  deactivationRoutes,
  preferenceRoutes,
  invitationRoutes,
  tokenRoutes,
  themeRoutes,
  findingRoutes,
  needRoutes,
  ideaRoutes,
  matchRoutes,
  programmeRoutes,
  fundRoutes,
  fundYearRoutes,
  committeeRoutes,
  meetingRoutes,
  paperRoutes,
  callRoutes,
  applicationRoutes,
  voteRoutes,
  grantRoutes,
  statusLinkRoutes,
  paymentRequestRoutes,
  disbursementRoutes,
  baseRateRoutes,
  deadlineRuleRoutes,
  deadlineRoutes,
  extensionRoutes,
  reminderRoutes,
  reminderPlanRoutes,
  mailRoutes,
  mailEventRoutes,
  suppressionRoutes,
  taskRoutes,
  officeRoutes,
  calendarFeedRoutes,
  ledgerEntryRoutes,
  rollupRoutes,
  auditLogRoutes,
];

/** HTML for people without an account: signed links instead of tokens. */
const pages = [
  answerRoutes,
  unsubscribeRoutes,
  personalPageRoutes,
  invitationPageRoutes,
  addressPageRoutes,
  statusPageRoutes,
];
const pagePaths = /^\/(?:answers|reminders|unsubscribe|invitations|addresses|status)\//;
/** One address may stand for a whole town behind its proxy, or for a provider that unsubscribes its customers. */
const pagesPerMinute = 600;

/** Secrets are too long to be guessed: what is limited is the look-ups that a network can cause without one. */
const wrongSecretsPart = 20;

/** The API, ready to listen: every plugin and every route on one screen. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const app = fastify({
    ...(options.logger === undefined ? {} : { loggerInstance: options.logger }),
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => newId(),
    bodyLimit: 1_048_576,
    schemaController: schemaCompilers(),
    routerOptions: { maxParamLength: 100 },
    // A request has this long to arrive, its headers less; Node looks at its connections this often.
    requestTimeout: 30_000,
    http: { headersTimeout: 10_000, connectionsCheckingInterval: 2_000, requireHostHeader: false },
    // A proxy on this machine names the network that a request came from.
    trustProxy: "loopback",
    frameworkErrors: (error, request, reply) =>
      pagePaths.test(request.url)
        ? answerWithPage(error, request, reply)
        : answerError(error, request, reply),
    clientErrorHandler: answerClientError,
  });
  takeJson(app);
  app.setErrorHandler(answerError);
  const answerElsewhere = answerUnknown(app);
  app.setNotFoundHandler(answerElsewhere);
  app.addHook("onRoute", rememberMethods);
  app.addHook("onRequest", (request, reply, done) => {
    reply
      .header("request-id", request.id)
      .header("vary", "authorization, accept, accept-language")
      .header("x-content-type-options", "nosniff");
    assertReadable(request);
    // Before a body is read that nobody wants.
    if (request.is404) answerElsewhere(request, reply);
    else done();
  });
  app.addHook("preParsing", (request, reply, _payload, done) => {
    if (request.headers.expect !== undefined) reply.raw.writeContinue();
    done();
  });
  stopWriting(app, options.storage);
  answerBeforeRequests(app);
  keepValidationErrors(app);
  for (const shared of [Problem, StatusSchema, TransitionSchema, DatedDeadlineRule, DeadlineRule])
    app.addSchema(shared);
  await app.register(swagger, openApiOptions);
  await app.register(swaggerUi, { routePrefix: "/docs" });
  await app.register(rateLimit, { global: false, cache: 10_000 });
  operationRoutes(app, options);
  const quota = options.requestsPerMinute ?? 6000;
  const guard = guardSecrets(Math.ceil(quota / wrongSecretsPart));
  await app.register(
    async (v1) => {
      requireToken(v1, options.pool, guard);
      limitRate(v1, quota);
      refuseUnacceptable(v1);
      resolveNumbers(v1, options);
      for (const addRoutes of features) addRoutes(v1, options);
    },
    { prefix: "/v1" },
  );
  // After /v1: the validators are built from the schemas of whoever asks first.
  await app.register(async (calendars) => calendarRoutes(calendars, options, quota, guard));
  for (const addPages of pages) {
    await app.register(async (scope) => {
      openPages(scope, Math.min(pagesPerMinute, options.requestsPerMinute ?? pagesPerMinute));
      addPages(scope, options);
    });
  }
  return app;
}
