import { isStorageFault } from "@zuwendo/db";
import {
  byLanguage,
  DomainError,
  describeProblem,
  type Language,
  type Params,
  type ProblemCode,
  type Reason,
  type Text,
} from "@zuwendo/domain";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { languageOf } from "./caller.ts";

/** One entry of a problem's `errors`: where in the body it is, and what is wrong with it. */
interface Fault {
  readonly code: string;
  readonly pointer?: string;
  readonly detail: string;
}

const keywordTexts: Readonly<Record<string, Text>> = {
  required: { de: "„{missingProperty}“ fehlt.", en: "“{missingProperty}” is missing." },
  additionalProperties: {
    de: "„{additionalProperty}“ ist hier unbekannt.",
    en: "“{additionalProperty}” is unknown here.",
  },
  type: { de: "Erwartet wird: {type}.", en: "Expected: {type}." },
  enum: { de: "Möglich sind: {allowedValues}.", en: "Possible values: {allowedValues}." },
  const: { de: "Möglich ist nur: {allowedValue}.", en: "The only possible value: {allowedValue}." },
  date: {
    de: "Diesen Tag gibt es nicht; Tage werden JJJJ-MM-TT geschrieben.",
    en: "This day does not exist; days are written YYYY-MM-DD.",
  },
  format: { de: "Die Schreibweise passt nicht zu: {format}.", en: "The notation does not match: {format}." },
  pattern: { de: "Die Schreibweise passt nicht.", en: "The notation does not match." },
  minimum: { de: "Mindestens {limit}.", en: "At least {limit}." },
  maximum: { de: "Höchstens {limit}.", en: "At most {limit}." },
  minLength: { de: "Mindestens {limit} Zeichen.", en: "At least {limit} characters." },
  maxLength: { de: "Höchstens {limit} Zeichen.", en: "At most {limit} characters." },
  minItems: { de: "Mindestens {limit} Einträge.", en: "At least {limit} entries." },
  maxItems: { de: "Höchstens {limit} Einträge.", en: "At most {limit} entries." },
  minProperties: { de: "Mindestens eine Angabe ist nötig.", en: "At least one value is needed." },
};

function fill(text: string, params: Readonly<Record<string, unknown>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name] ?? "";
    return Array.isArray(value) ? value.join(", ") : String(value);
  });
}

type SchemaFault = NonNullable<FastifyError["validation"]>[number];

function describeFault(fault: SchemaFault, language: Language): Fault {
  const text = keywordTexts[String(fault.params.format)] ?? keywordTexts[fault.keyword];
  const missing = fault.params.missingProperty ?? fault.params.additionalProperty;
  const pointer = missing === undefined ? fault.instancePath : `${fault.instancePath}/${String(missing)}`;
  return {
    code: fault.keyword,
    pointer,
    detail: text === undefined ? (fault.message ?? fault.keyword) : fill(text[language], fault.params),
  };
}

function describeReason(reason: Reason, language: Language): Fault {
  return { code: reason.code, detail: reason.text[language] };
}

/** Answers with application/problem+json (RFC 9457) in the caller's language. */
export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  code: ProblemCode,
  params: Params = {},
  errors: readonly Fault[] = [],
): FastifyReply {
  const language = languageOf(request.headers["accept-language"]);
  const { status, title, detail } = describeProblem(code, params, language);
  return reply
    .code(status)
    .header("request-id", request.id)
    .header("content-language", language)
    .type("application/problem+json")
    .serializer(JSON.stringify)
    .send({
      type: `/problems/${code}`,
      code,
      title,
      status,
      detail,
      instance: request.id,
      ...(errors.length > 0 ? { errors } : {}),
    });
}

interface DatabaseError extends Error {
  readonly code: string;
  readonly constraint?: string;
  readonly table?: string;
}

const frameworkCodes: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: "payload-too-large",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "unsupported-media-type",
  FST_ERR_CTP_EMPTY_JSON_BODY: "malformed-request",
  FST_ERR_CTP_INVALID_JSON_BODY: "malformed-request",
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: "malformed-request",
  FST_ERR_BAD_URL: "malformed-request",
  FST_ERR_MAX_PARAM_LENGTH: "not-found",
};

/**
 * The columns of a key as the API writes them, from the name PostgreSQL gave it (`ideas_office_id_theme_id_fkey`);
 * its detail text is silent about tables with row security.
 */
function columnsOf({ table = "", constraint = "" }: DatabaseError): string {
  return constraint
    .replace(`${table}_office_id_`, "")
    .replace(/_f?key\d*$/, "")
    .replaceAll("_id_", "_id, ")
    .replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** The parts of the body that the columns of a key come from. */
function pointersOf(error: DatabaseError, body: unknown): string[] {
  const columns = `_${(error.constraint ?? "").replace(`${error.table}_office_id_`, "")}_`;
  return Object.keys(body ?? {})
    .filter((name) => columns.includes(`_${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}_`))
    .map((name) => `/${name}`);
}

const changeInstead: Text = {
  de: "Bitte den vorhandenen Eintrag ändern, statt einen zweiten anzulegen, oder andere Angaben wählen.",
  en: "Please change the existing entry instead of creating a second one, or choose other values.",
};

const refusals = {
  together: {
    de: "Bitte die Felder miteinander und mit ihrer Beschreibung vergleichen.",
    en: "Please compare the fields with each other and with their description.",
  },
  range: { de: "Ein Wert ist zu groß oder zu klein.", en: "A value is too large or too small." },
  notation: {
    de: "Die Schreibweise passt nicht, etwa die einer Kennung.",
    en: "The notation does not match, such as that of an id.",
  },
  characters: {
    de: "Ein Text enthält Zeichen, die nicht gespeichert werden können.",
    en: "A text contains characters that cannot be stored.",
  },
} as const satisfies Record<string, Text>;

/** The problem a database error means for the caller, by its SQLSTATE; undefined when it is our mistake. */
function problemOfDatabase(error: DatabaseError): { code: ProblemCode; params: Params } | undefined {
  switch (error.code) {
    case "23505":
      return error.constraint === "idempotency_keys_pkey"
        ? { code: "request-in-flight", params: {} }
        : { code: "already-exists", params: byLanguage({ advice: changeInstead }) };
    case "23503":
      return { code: "reference-unknown", params: { field: columnsOf(error) } };
    case "23514":
      return { code: "value-refused", params: byLanguage({ rule: refusals.together }) };
    case "22003":
    case "22007":
    case "22008":
      return { code: "value-refused", params: byLanguage({ rule: refusals.range }) };
    case "22P02":
      return { code: "value-refused", params: byLanguage({ rule: refusals.notation }) };
    case "22021":
    case "22P05":
      return { code: "value-refused", params: byLanguage({ rule: refusals.characters }) };
    case "55000":
    case "55P03":
    case "57014":
    case "40001":
    case "40P01":
    case "53300":
    case "57P01":
    case "57P02":
    case "57P03":
      return { code: "unavailable", params: {} };
    default:
      return undefined;
  }
}

const connectionErrors =
  /ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOENT|Connection terminated|timeout exceeded when trying to connect|not queryable/;

/** Whether the database is away or too busy, so that the same request may succeed in a moment. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, message } = error as Error & Partial<DatabaseError>;
  const problem = code === undefined ? undefined : problemOfDatabase(error as DatabaseError);
  return problem?.code === "unavailable" || connectionErrors.test(`${code} ${message}`);
}

/** The error as one that a person can do something about, with the header that says when to come again. */
export function namedStorageFault(error: unknown, request: FastifyRequest, reply: FastifyReply): unknown {
  const isNamed = error instanceof DomainError && error.code === "storage-full";
  if (!isNamed && !isStorageFault(error)) return error;
  if (!isNamed) request.log.warn({ reason: (error as DatabaseError).message }, "storage full");
  reply.header("retry-after", "10");
  return isNamed ? error : new DomainError("storage-full");
}

/** The one place where errors become answers. Ours are logged once, with the request's id, and never shown. */
export function answerError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const error = namedStorageFault(thrown, request, reply);
  const language = languageOf(request.headers["accept-language"]);
  if (error instanceof DomainError) {
    const faults = error.reasons.map((reason) => describeReason(reason, language));
    if (error.pointer !== undefined) {
      faults.push({
        code: error.code,
        pointer: error.pointer,
        detail: describeProblem(error.code, error.params, language).detail,
      });
    }
    if (error.code === "unauthenticated") reply.header("www-authenticate", 'Bearer realm="zuwendo"');
    return sendProblem(request, reply, error.code, error.params, faults);
  }
  const known =
    error instanceof Error ? (error as Error & Partial<FastifyError> & Partial<DatabaseError>) : undefined;
  if (known?.validation) {
    const faults = known.validation.slice(0, 50).map((fault) => describeFault(fault, language));
    return sendProblem(request, reply, "invalid-input", {}, faults);
  }
  const frameworkCode = known?.code === undefined ? undefined : frameworkCodes[known.code];
  if (frameworkCode !== undefined) return sendProblem(request, reply, frameworkCode);
  const fromDatabase = known?.code === undefined ? undefined : problemOfDatabase(known as DatabaseError);
  if (isOutage(error)) {
    request.log.warn({ reason: known?.code ?? known?.message }, "database unavailable");
    reply.header("retry-after", "2");
    return sendProblem(request, reply, "unavailable");
  }
  if (fromDatabase !== undefined) {
    const { code, params } = fromDatabase;
    if (code === "already-exists") {
      const { detail } = describeProblem(code, params, language);
      const pointers = pointersOf(known as DatabaseError, request.body);
      const faults = pointers.map((pointer) => ({ code, pointer, detail }));
      return sendProblem(request, reply, code, params, faults);
    }
    const pointer = params.field === undefined ? undefined : `/${params.field}`;
    return answerError(new DomainError(code, params, pointer), request, reply);
  }
  if (known?.statusCode !== undefined && known.statusCode >= 400 && known.statusCode < 500) {
    return sendProblem(request, reply, "malformed-request");
  }
  request.log.error({ err: error }, "request failed");
  return sendProblem(request, reply, "internal", { requestId: request.id });
}
