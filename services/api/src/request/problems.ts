import { isStorageFault } from "@zuwendo/db";
import {
  byLanguage,
  countText,
  DomainError,
  dayMeant,
  describeProblem,
  fieldText,
  isDay,
  knownYears,
  type Labels,
  type Language,
  labelOf,
  type Noun,
  namesText,
  numberText,
  type Params,
  type ProblemCode,
  type Reason,
  say,
  type Text,
} from "@zuwendo/domain";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { languageOf } from "./caller.ts";
import { escapeName } from "./json-text.ts";
import { linePattern, prosePattern } from "./visible-text.ts";

/** One entry of a problem's `errors`: where in the body or the address it is, and what is wrong with it. */
interface Fault {
  readonly code: string;
  readonly pointer?: string;
  readonly parameter?: string;
  readonly detail: string;
}

const keywordTexts: Labels = {
  required: { de: "„{field}“ fehlt.", en: "“{field}” is missing." },
  additionalProperties: { de: "„{field}“ ist hier unbekannt.", en: "“{field}” is unknown here." },
  type: { de: "Erwartet wird: {type}.", en: "Expected: {type}." },
  enum: { de: "Möglich ist: {allowedValues}.", en: "Possible values: {allowedValues}." },
  const: { de: "Möglich ist nur: {allowedValue}.", en: "The only possible value: {allowedValue}." },
  date: {
    de: "Diesen Tag gibt es nicht; Tage werden JJJJ-MM-TT geschrieben.",
    en: "This day does not exist; days are written YYYY-MM-DD.",
  },
  dayMeant: { de: "Tage werden JJJJ-MM-TT geschrieben: {day}.", en: "Days are written YYYY-MM-DD: {day}." },
  dayRange: {
    de: "Möglich sind Tage von 1990 bis 2099.",
    en: "Possible are days from 1990 to 2099.",
  },
  format: { de: "Erwartet wird: {format}.", en: "Expected: {format}." },
  pattern: { de: "Die Schreibweise passt nicht.", en: "The notation does not match." },
  visible: {
    de: "Der Text zeigt nichts oder enthält Steuerzeichen, etwa solche, die die Schreibrichtung ändern.",
    en: "The text shows nothing or holds control characters, such as those that change the direction of writing.",
  },
  minimum: { de: "Mindestens {limit}.", en: "At least {limit}." },
  maximum: { de: "Höchstens {limit}.", en: "At most {limit}." },
  minLength: { de: "Mindestens {limit}.", en: "At least {limit}." },
  maxLength: { de: "Höchstens {limit}.", en: "At most {limit}." },
  minItems: { de: "Mindestens {limit}.", en: "At least {limit}." },
  maxItems: { de: "Höchstens {limit}.", en: "At most {limit}." },
  minProperties: { de: "Mindestens eine Angabe ist nötig.", en: "At least one value is needed." },
};

const characters: Noun = {
  one: { de: "1 Zeichen", en: "1 character" },
  other: { de: "{count} Zeichen", en: "{count} characters" },
};
const entries: Noun = {
  one: { de: "1 Eintrag", en: "1 entry" },
  other: { de: "{count} Einträge", en: "{count} entries" },
};

/** What a limit counts; a limit of anything else is a number. */
const counted: Readonly<Record<string, Noun>> = {
  minLength: characters,
  maxLength: characters,
  minItems: entries,
  maxItems: entries,
};

/** What the types and formats of JSON Schema are called. */
const notations: Labels = {
  string: { de: "Text", en: "text" },
  number: { de: "Zahl", en: "number" },
  integer: { de: "ganze Zahl", en: "whole number" },
  boolean: { de: "ja (true) oder nein (false)", en: "yes (true) or no (false)" },
  array: { de: "Liste", en: "list" },
  object: { de: "Objekt", en: "object" },
  email: { de: "Mailadresse", en: "email address" },
  uuid: { de: "Kennung (UUID)", en: "id (UUID)" },
  uri: { de: "Internetadresse", en: "web address" },
  "date-time": { de: "Zeitpunkt wie 2026-11-02T09:30:00Z", en: "instant such as 2026-11-02T09:30:00Z" },
};

/** The words of a fault's values: fields, types and formats by their names, limits with what they count. */
function faultValues(fault: SchemaFault) {
  const { keyword, params } = fault;
  const { data } = fault as { data?: unknown };
  const { missingProperty, additionalProperty, limit, type, format, allowedValue, allowedValues } = params;
  const nameOf = (one: unknown) => labelOf(notations, String(one));
  const noun = counted[keyword];
  return {
    // What is unknown has no name but the one that was sent.
    field: missingProperty === undefined ? String(additionalProperty) : fieldText(String(missingProperty)),
    limit: noun === undefined ? numberText(Number(limit)) : countText(Number(limit), noun),
    type: namesText(
      [type]
        .flat()
        .filter((one) => one !== "null")
        .map(nameOf),
    ),
    format: nameOf(format),
    // What is no text may be anything, such as an object that cannot become one.
    day: typeof data === "string" ? (dayMeant(data) ?? "") : "",
    allowedValue: String(allowedValue),
    allowedValues: [allowedValues]
      .flat()
      .filter((value) => value !== null)
      .join(", "),
  };
}

type SchemaFault = NonNullable<FastifyError["validation"]>[number];

const visiblePatterns: readonly unknown[] = [linePattern, prosePattern];

/** What is wrong with a day: another notation, a year too far away, or no day at all. */
function dayFault({ keyword, params, data }: SchemaFault & { data?: unknown }): string | undefined {
  const isOfDay = params.format === "date" || params.pattern === knownYears;
  if (!isOfDay || typeof data !== "string") return undefined;
  if (isDay(data)) return keyword === "pattern" ? "dayRange" : undefined;
  return dayMeant(data) === undefined ? "date" : "dayMeant";
}

function describeFault(fault: SchemaFault, language: Language, isInBody: boolean): Fault {
  const isText = fault.keyword === "pattern" && visiblePatterns.includes(fault.params.pattern);
  const kind = dayFault(fault) ?? (isText ? "visible" : String(fault.params.format));
  const text = keywordTexts[kind] ?? keywordTexts[fault.keyword];
  const missing = fault.params.missingProperty ?? fault.params.additionalProperty;
  const pointer =
    missing === undefined ? fault.instancePath : `${fault.instancePath}/${escapeName(String(missing))}`;
  return {
    code: fault.keyword,
    ...(isInBody ? { pointer } : { parameter: pointer.slice(1) }),
    detail: text === undefined ? (fault.message ?? fault.keyword) : say(text, faultValues(fault))[language],
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
  const body = problemBody(code, params, language, request.id, errors);
  return reply
    .code(body.status)
    .header("request-id", request.id)
    .header("content-language", language)
    .type("application/problem+json")
    .serializer(JSON.stringify)
    .send(body);
}

/** The members of a problem, in the order in which they are read. */
export function problemBody(
  code: ProblemCode,
  params: Params,
  language: Language,
  instance: string,
  errors: readonly Fault[] = [],
) {
  const { status, title, detail } = describeProblem(code, params, language);
  const members = { type: `/problems/${code}`, code, title, status, detail, instance };
  return errors.length > 0 ? { ...members, errors } : members;
}

interface DatabaseError extends Error {
  readonly code: string;
  readonly constraint?: string;
  readonly table?: string;
}

const frameworkCodes: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: "payload-too-large",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "unsupported-media-type",
  FST_ERR_MAX_PARAM_LENGTH: "not-found",
};

/** What of a request the framework cannot read, by its code. */
const unreadable: Readonly<Record<string, Text>> = {
  FST_ERR_BAD_URL: {
    de: "Der Pfad enthält ein %, auf das keine gültigen UTF-8-Bytes folgen.",
    en: "The path holds a % that no valid UTF-8 bytes follow.",
  },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    de: "Der Inhalt ist nicht so lang, wie „Content-Length“ sagt.",
    en: "The content is not as long as “Content-Length” says.",
  },
};
const unreadableOtherwise: Text = {
  de: "Die Anfrage ist nicht lesbar.",
  en: "The request cannot be read.",
};

/** The refusal of a request that cannot be read. */
export function malformed(reason: Text = unreadableOtherwise): DomainError {
  return new DomainError("malformed-request", byLanguage({ reason }));
}

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
  reversed: { de: "„{later}“ liegt vor „{earlier}“.", en: "“{later}” is before “{earlier}”." },
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

/** The refusal of a caller who has asked too often; it comes again after so many seconds. */
export function rateLimited(seconds: number): DomainError {
  const wait = countText(seconds, {
    one: { de: "1 Sekunde", en: "1 second" },
    other: { de: "{count} Sekunden", en: "{count} seconds" },
  });
  return new DomainError("rate-limited", { seconds, ...byLanguage({ wait }) });
}

/** The refusal of a parameter that no value of its kind is written like. */
export function notationRefused(parameter: string): DomainError {
  return new DomainError("value-refused", byLanguage({ rule: refusals.notation }), { parameter });
}

/** Two days of which one lies before the other, in words. */
function reversedText(earlier: string, later: string): Text {
  return say(refusals.reversed, { earlier: fieldText(earlier), later: fieldText(later) });
}

/** The refusal of a pair of days whose later one lies before the earlier one. */
export function daysReversed(earlier: string, later: string, pointer: string): DomainError {
  return new DomainError("value-refused", byLanguage({ rule: reversedText(earlier, later) }), pointer);
}

/** Pairs of days that a constraint keeps in order: the earlier and the later one. */
const dayOrders: Readonly<Record<string, readonly [string, string]>> = {
  starts_on_before_ends_on: ["startsOn", "endsOn"],
  applications_check: ["startsOn", "endsOn"],
  grants_check1: ["periodFrom", "periodTo"],
  disbursements_check: ["paidOn", "usedOn"],
  absent_from_before_absent_until: ["absentFrom", "absentUntil"],
  worked_from_before_worked_until: ["workedFrom", "workedUntil"],
  project_from_before_project_to: ["projectFrom", "projectTo"],
  roles_from_before_roles_until: ["rolesFrom", "rolesUntil"],
};

/** What a check of a table refuses: the order of two days, the value of its one column, or what no field alone is to blame for. */
function problemOfCheck({ table = "", constraint = "" }: DatabaseError): DatabaseProblem {
  const [earlier, later] = dayOrders[constraint] ?? [];
  const column = new RegExp(`^${table}_(\\w+?)(?:_cents)?_check$`).exec(constraint)?.[1];
  const field = later ?? column?.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const rule =
    earlier !== undefined && later !== undefined
      ? reversedText(earlier, later)
      : field === undefined
        ? refusals.together
        : refusals.range;
  const problem = { code: "value-refused", params: byLanguage({ rule }) } as const;
  return field === undefined ? problem : { ...problem, pointer: `/${field}` };
}

interface DatabaseProblem {
  readonly code: ProblemCode;
  readonly params: Params;
  readonly pointer?: string;
}

/** The problem a database error means for the caller, by its SQLSTATE; undefined when it is our mistake. */
function problemOfDatabase(error: DatabaseError): DatabaseProblem | undefined {
  switch (error.code) {
    case "23505":
      return error.constraint === "idempotency_keys_pkey"
        ? { code: "request-in-flight", params: {} }
        : { code: "already-exists", params: byLanguage({ advice: changeInstead }) };
    case "23503":
      return {
        code: "reference-unknown",
        params: byLanguage({ field: namesText(columnsOf(error).split(", ").map(fieldText)) }),
        pointer: `/${columnsOf(error)}`,
      };
    case "23514":
      return problemOfCheck(error);
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

const none: Text = { de: "keine", en: "none" };

/** The refusal of a parameter that an address does not have; it names those that it has. */
function unknownParameter(
  request: FastifyRequest,
  { validation = [], validationContext }: Partial<FastifyError>,
): DomainError | undefined {
  if (validationContext !== "querystring") return undefined;
  const fault = validation.find(({ keyword }) => keyword === "additionalProperties");
  if (fault === undefined) return undefined;
  const parameter = String(fault.params.additionalProperty);
  const { querystring } = request.routeOptions.schema as { querystring: { properties: object } };
  const known = Object.keys(querystring.properties).join(", ");
  const allowed = known === "" ? byLanguage({ allowed: none }) : { allowedDe: known, allowedEn: known };
  return new DomainError("parameter-unknown", { parameter, ...allowed }, { parameter });
}

/** The one place where errors become answers. Ours are logged once, with the request's id, and never shown. */
export function answerError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const error = namedStorageFault(thrown, request, reply);
  const language = languageOf(request.headers["accept-language"]);
  if (error instanceof DomainError) {
    const faults = error.reasons.map((reason) => describeReason(reason, language));
    const { code, params, pointer, parameter } = error;
    if (pointer !== undefined || parameter !== undefined) {
      const { detail } = describeProblem(code, params, language);
      faults.push({
        code,
        ...(pointer === undefined ? { parameter: parameter ?? "" } : { pointer }),
        detail,
      });
    }
    if (code === "rate-limited") reply.header("retry-after", String(params.seconds));
    if (code === "unauthenticated") reply.header("www-authenticate", 'Bearer realm="zuwendo"');
    return sendProblem(request, reply, code, params, faults);
  }
  const known =
    error instanceof Error ? (error as Error & Partial<FastifyError> & Partial<DatabaseError>) : undefined;
  if (known?.validation) {
    const isInBody = known.validationContext === "body";
    const unknown = unknownParameter(request, known);
    if (unknown !== undefined) return answerError(unknown, request, reply);
    const faults = known.validation
      .slice(0, 50)
      .map((fault) => describeFault(fault, language, isInBody))
      // Notation and range of a day are checked one by one and told once.
      .filter(
        ({ detail, pointer }, index, all) =>
          all.findIndex((one) => one.detail === detail && one.pointer === pointer) === index,
      );
    return sendProblem(request, reply, "invalid-input", {}, faults);
  }
  const frameworkCode = known?.code === undefined ? undefined : frameworkCodes[known.code];
  if (frameworkCode !== undefined) return sendProblem(request, reply, frameworkCode);
  if (known?.statusCode !== undefined && known.statusCode >= 400 && known.statusCode < 500) {
    return answerError(malformed(unreadable[known.code ?? ""]), request, reply);
  }
  const fromDatabase = known?.code === undefined ? undefined : problemOfDatabase(known as DatabaseError);
  if (isOutage(error)) {
    request.log.warn({ reason: known?.code ?? known?.message }, "database unavailable");
    reply.header("retry-after", "2");
    return sendProblem(request, reply, "unavailable");
  }
  if (fromDatabase !== undefined) {
    const { code, params, pointer } = fromDatabase;
    if (code === "already-exists") {
      const { detail } = describeProblem(code, params, language);
      const pointers = pointersOf(known as DatabaseError, request.body);
      const faults = pointers.map((pointer) => ({ code, pointer, detail }));
      return sendProblem(request, reply, code, params, faults);
    }
    return answerError(new DomainError(code, params, pointer), request, reply);
  }
  request.log.error({ err: error }, "request failed");
  return sendProblem(request, reply, "internal", { requestId: request.id });
}
