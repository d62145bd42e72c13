import rateLimit from "@fastify/rate-limit";
import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import { v7 as newId } from "uuid";
import { answerRoutes } from "./answers/routes.ts";
import { applicationRoutes } from "./applications/routes.ts";
import { auditLogRoutes } from "./audit-log/routes.ts";
import { baseRateRoutes } from "./base-rates/routes.ts";
import { calendarFeedRoutes } from "./calendar-feeds/routes.ts";
import { calendarRoutes } from "./calendars/routes.ts";
import { callRoutes } from "./calls/routes.ts";
import { committeeRoutes } from "./committees/routes.ts";
import { DatedDeadlineRule, DeadlineRule } from "./deadline-rule-schema.ts";
import { deadlineRuleRoutes } from "./deadline-rules/routes.ts";
import { deadlineRoutes } from "./deadlines/routes.ts";
import { disbursementRoutes } from "./disbursements/routes.ts";
import { extensionRoutes } from "./extensions/routes.ts";
import { findingRoutes } from "./findings/routes.ts";
import { fundYearRoutes } from "./fund-years/routes.ts";
import { fundRoutes } from "./funds/routes.ts";
import { grantRoutes } from "./grants/routes.ts";
import { ideaRoutes } from "./ideas/routes.ts";
import { ledgerEntryRoutes } from "./ledger-entries/routes.ts";
import { mailEventRoutes } from "./mail-events/routes.ts";
import { mailRoutes } from "./mails/routes.ts";
import { matchRoutes } from "./matches/routes.ts";
import { meetingRoutes } from "./meetings/routes.ts";
import { needRoutes } from "./needs/routes.ts";
import { officeRoutes } from "./offices/routes.ts";
import { openApiOptions } from "./openapi.ts";
import { type Health, operationRoutes } from "./operation/routes.ts";
import { organisationRoutes } from "./organisations/routes.ts";
import { openPages } from "./pages/scope.ts";
import { paperRoutes } from "./papers/routes.ts";
import { paymentRequestRoutes } from "./payment-requests/routes.ts";
import { peopleRoutes } from "./people/routes.ts";
import { personalPageRoutes } from "./personal-page/routes.ts";
import { preferenceRoutes } from "./preferences/routes.ts";
import { answerError } from "./problems.ts";
import { programmeRoutes } from "./programmes/routes.ts";
import { limitRate } from "./rate.ts";
import { reminderPlanRoutes } from "./reminder-plans/routes.ts";
import { reminderRoutes } from "./reminders/routes.ts";
import { rollupRoutes } from "./rollups/routes.ts";
import { Problem, TransitionSchema } from "./schema.ts";
import type { Surroundings } from "./session.ts";
import { suppressionRoutes } from "./suppressions/routes.ts";
import { taskRoutes } from "./tasks/routes.ts";
import { themeRoutes } from "./themes/routes.ts";
import { tokenRoutes } from "./tokens/routes.ts";
import { answerUnknown, rememberMethods } from "./unknown.ts";
import { unsubscribeRoutes } from "./unsubscribe/routes.ts";
import { keepValidationErrors, schemaCompilers } from "./validation.ts";
import { voteRoutes } from "./votes/routes.ts";

export interface AppOptions extends Surroundings {
  readonly health: Health;
  readonly logger?: FastifyBaseLogger;
  /** Requests a minute per token. */
  readonly requestsPerMinute?: number;
}

const features = [
  organisationRoutes,
  peopleRoutes,
  preferenceRoutes,
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

/** What mails link to: HTML for people, signed links instead of tokens. */
const pages = [answerRoutes, unsubscribeRoutes, personalPageRoutes];
/** One address may stand for a whole town behind its proxy, or for a provider that unsubscribes its customers. */
const pagesPerMinute = 600;

/** The API, ready to listen: every plugin and every route on one screen. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const app = fastify({
    ...(options.logger === undefined ? {} : { loggerInstance: options.logger }),
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => newId(),
    bodyLimit: 1_048_576,
    schemaController: schemaCompilers(),
    routerOptions: { maxParamLength: 100 },
    requestTimeout: 30_000,
    frameworkErrors: answerError,
  });
  app.removeContentTypeParser("text/plain");
  app.setErrorHandler(answerError);
  app.setNotFoundHandler(answerUnknown(app));
  app.addHook("onRoute", rememberMethods);
  app.addHook("onRequest", (request, reply, done) => {
    reply
      .header("request-id", request.id)
      .header("vary", "authorization, accept, accept-language")
      .header("x-content-type-options", "nosniff");
    done();
  });
  keepValidationErrors(app);
  for (const shared of [Problem, TransitionSchema, DatedDeadlineRule, DeadlineRule]) app.addSchema(shared);
  await app.register(swagger, openApiOptions);
  await app.register(swaggerUi, { routePrefix: "/docs" });
  await app.register(rateLimit, { global: false, cache: 10_000 });
  operationRoutes(app, options.health);
  const quota = options.requestsPerMinute ?? 6000;
  await app.register(
    async (v1) => {
      limitRate(v1, quota);
      for (const addRoutes of features) addRoutes(v1, options);
    },
    { prefix: "/v1" },
  );
  // After /v1: the validators are built from the schemas of whoever asks first.
  await app.register(async (calendars) => calendarRoutes(calendars, options, quota));
  for (const addPages of pages) {
    await app.register(async (scope) => {
      openPages(scope, Math.min(pagesPerMinute, options.requestsPerMinute ?? pagesPerMinute));
      addPages(scope, options);
    });
  }
  return app;
}
