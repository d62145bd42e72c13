import type { FastifyDynamicSwaggerOptions } from "@fastify/swagger";
import type { Document } from "./document-parts.ts";
import { completeOperations } from "./operations.ts";
import { sharedParts } from "./parts.ts";

const tags = {
  organisations: "Applicants, authorities and funders in the office's directory",
  people: "Who works with the office, and in which roles",
  erasures: "Who has been erased, what of them was changed and what stays",
  preferences: "What people want of mails: kinds, time of day, deputy and absence",
  invitations: "Invitations by mail, each good for somebody's first token",
  tokens: "Bearer tokens for this API",
  themes: "Topic tables of a strategy process",
  findings: "What the topic tables found",
  needs: "What ideas answer",
  ideas: "Project ideas, before and beside any programme",
  matches: "Ideas held against open calls, criterion by criterion",
  programmes: "Funding programmes and their rules",
  funds: "Pots of a programme with a deciding body of their own",
  "fund-years": "A fund's budget years and their guard totals",
  committees: "Deciding bodies",
  meetings: "Their meetings; moving one moves what counts from it",
  papers: "Papers for meetings, to be handed in before them",
  calls: "Windows to apply",
  applications: "Applications with their finance plan, from draft to closed",
  "status-links": "Private pages that tell where an application stands",
  votes: "Votes of a committee; a positive one reserves",
  grants: "Notices and contracts; they commit",
  "payment-requests": "What projects ask for of their grants",
  disbursements: "Payments to projects; each opens a spending window",
  "base-rates": "Base rates that interest is reckoned from",
  "deadline-rules":
    "How deadlines are reckoned, set by programme, fund, call, application, committee or paper",
  deadlines: "Deadlines with the rule that moved them",
  extensions: "Who asked for more time, who granted it, and why",
  reminders: "Which step of which deadline went to whom",
  "reminder-plans": "Who is reminded when, by kind of deadline and programme",
  mails: "Mails with their state and the mail server's answers",
  "mail-events": "Bounces, complaints and deliveries, reported by the mail server",
  suppressions: "Addresses that get no mail until it is lifted",
  tasks: "What the office must look at",
  office: "The office's own settings",
  "calendar-feeds": "Private calendars to subscribe to",
  "ledger-entries": "The append-only ledger that every figure is derived from",
  rollups: "Sums of the ledger, exact at every moment",
  "audit-log": "Who did what, when",
  operation: "For the operator's tools: alive, ready, how busy",
};

/** How the document describes the API as a whole. Schemas keep the names of their `$id`. */
export const openApiOptions: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: "3.1.0",
    info: {
      title: "Zuwendo",
      version: "1.0.0",
      description:
        "Project ideas, funding programmes, deadlines and money of a municipal coordination office. Errors are application/problem+json in German or English; every single resource has an ETag; every POST takes an Idempotency-Key; a known address answers 405 with Allow to a method that it does not have, and 406 (not-acceptable) to an Accept header that allows nothing it gives.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    components: {
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          description: "A token of the office, made under /v1/tokens",
        },
      },
    },
    security: [{ token: [] }],
  },
  refResolver: {
    buildLocalReference: (json, _baseUri, _fragment, index) =>
      String((json as { $id?: string }).$id ?? `def-${index}`),
  },
  transformObject: (made) => {
    if (!("openapiObject" in made)) return made.swaggerObject;
    const document = made.openapiObject as unknown as Document;
    Object.assign(document.components, sharedParts());
    completeOperations(document);
    return made.openapiObject;
  },
};
