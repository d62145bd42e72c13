import { describeProblem, forbidden, type ProblemCode } from "@zuwendo/domain";

interface SharedProblem {
  readonly name: string;
  readonly status: number;
  /** What the operations that refer to it can answer with; the words of the first illustrate it. */
  readonly codes: readonly [ProblemCode, ...ProblemCode[]];
}

/** The problems that operations share; of several with one status the first is for any other codes too. */
const sharedProblems: readonly SharedProblem[] = [
  { name: "InvalidInput", status: 400, codes: ["invalid-input", "malformed-request"] },
  { name: "MalformedRequest", status: 400, codes: ["malformed-request"] },
  {
    name: "InvalidList",
    status: 400,
    codes: ["invalid-input", "malformed-request", "sort-invalid", "cursor-invalid"],
  },
  {
    name: "InvalidCreation",
    status: 400,
    codes: ["invalid-input", "malformed-request", "idempotency-key-invalid"],
  },
  { name: "Unauthenticated", status: 401, codes: ["unauthenticated"] },
  { name: "Forbidden", status: 403, codes: ["forbidden", "token-scope-missing"] },
  { name: "NotFound", status: 404, codes: ["not-found"] },
  { name: "Conflict", status: 409, codes: ["request-in-flight"] },
  { name: "PreconditionFailed", status: 412, codes: ["precondition-failed"] },
  { name: "PayloadTooLarge", status: 413, codes: ["payload-too-large"] },
  { name: "UnsupportedMediaType", status: 415, codes: ["unsupported-media-type"] },
  { name: "Unprocessable", status: 422, codes: ["value-refused"] },
  { name: "PreconditionRequired", status: 428, codes: ["precondition-required"] },
  { name: "TooManyRequests", status: 429, codes: ["rate-limited"] },
  { name: "Unavailable", status: 503, codes: ["unavailable"] },
  { name: "Unstorable", status: 503, codes: ["unavailable", "storage-full"] },
];

const text = (description: string, example: string) => ({
  description,
  schema: { type: "string" },
  example,
});

const headers = {
  ETag: text("The version, for If-Match and If-None-Match", '"v3"'),
  Location: text("Where the new thing is", "/v1/ideas/019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10"),
  Link: text("The next page of a CSV list (RFC 8288)", '</v1/ideas?cursor=eyJieSI6>; rel="next"'),
  RateLimitPolicy: text("How much a token may ask in which window (seconds)", '"default";q=6000;w=60'),
  RateLimit: text("What is left of it, and when the window ends (seconds)", '"default";r=5999;t=60'),
  RetryAfter: {
    description: "Seconds to wait",
    schema: { type: "integer" },
    example: 2,
  },
  RequestId: text("The request's id, for a report to us", "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10"),
  WwwAuthenticate: text("How to sign in", 'Bearer realm="zuwendo"'),
  ContentLanguage: text("The language of the words", "en"),
};

const headerRef = (name: keyof typeof headers) => ({ $ref: `#/components/headers/${name}` });

/** Headers of every answer below /v1. */
export const commonHeaders = {
  "RateLimit-Policy": headerRef("RateLimitPolicy"),
  RateLimit: headerRef("RateLimit"),
  "Request-Id": headerRef("RequestId"),
};

/** Headers that depend on what is answered. */
export const particularHeaders = {
  ETag: headerRef("ETag"),
  Location: headerRef("Location"),
  Link: headerRef("Link"),
};

const parameters = {
  AcceptLanguage: {
    name: "Accept-Language",
    in: "header",
    description: "Language of the words in problems: de or en",
    schema: { type: "string" },
    example: "de",
  },
  IfNoneMatch: {
    name: "If-None-Match",
    in: "header",
    description: "The ETag that was read last; 304 while it is still the current one",
    schema: { type: "string" },
    example: '"v3"',
  },
};

/** A reference to one of the parameters that every operation may have. */
export function parameterRef(name: keyof typeof parameters): { $ref: string } {
  return { $ref: `#/components/parameters/${name}` };
}

/** A reference to the shared answer with that status, with the codes where they are not the typical one. */
export function problemRef(status: number, codes: string): { $ref: string; description?: string } {
  const ofStatus = sharedProblems.filter((shared) => shared.status === status);
  const exact = ofStatus.find((shared) => shared.codes.join(", ") === codes);
  const shared = exact ?? ofStatus[0];
  if (shared === undefined) throw new Error(`openapi/parts.ts shares no problem with status ${status}`);
  const $ref = `#/components/responses/${shared.name}`;
  return exact === undefined ? { $ref, description: codes } : { $ref };
}

function problemResponse({ status, codes }: SharedProblem) {
  const [code] = codes;
  const { title, detail } = describeProblem(code, exampleParams, "en");
  return {
    description: codes.join(", "),
    headers: {
      ...commonHeaders,
      "Content-Language": headerRef("ContentLanguage"),
      ...(status === 401 ? { "WWW-Authenticate": headerRef("WwwAuthenticate") } : {}),
      ...(status === 429 || status === 503 ? { "Retry-After": headerRef("RetryAfter") } : {}),
    },
    content: {
      "application/problem+json": {
        schema: { $ref: "#/components/schemas/Problem" },
        example: {
          type: `/problems/${code}`,
          code,
          title,
          status,
          detail,
          instance: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10",
          ...(code === "invalid-input"
            ? { errors: [{ code: "required", pointer: "/title", detail: "“title” is missing." }] }
            : {}),
        },
      },
    },
  };
}

const exampleParams = {
  ...forbidden("ideas.write").params,
  adviceEn: "Please change the existing entry instead of creating a second one, or choose other values.",
  version: 4,
  reasonEn: "The JSON is wrong from byte 14 on.",
  ruleEn: "“end” is before “start”.",
  waitEn: "12 seconds",
};

/** What operations refer to instead of repeating it: headers, parameters and the problems by status. */
export function sharedParts() {
  return {
    headers,
    parameters,
    responses: Object.fromEntries(sharedProblems.map((shared) => [shared.name, problemResponse(shared)])),
  };
}
