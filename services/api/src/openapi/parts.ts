import { describeProblem, forbidden, type ProblemCode } from "@zuwendo/domain";

const names: Readonly<Record<number, string>> = {
  400: "InvalidInput",
  401: "Unauthenticated",
  403: "Forbidden",
  404: "NotFound",
  409: "Conflict",
  412: "PreconditionFailed",
  413: "PayloadTooLarge",
  415: "UnsupportedMediaType",
  422: "Unprocessable",
  428: "PreconditionRequired",
  429: "TooManyRequests",
  503: "Unavailable",
};

/** The one code that operations can have of a status, unless they say otherwise; its words illustrate the status. */
const typical: Readonly<Record<number, ProblemCode>> = {
  400: "invalid-input",
  401: "unauthenticated",
  403: "forbidden",
  404: "not-found",
  409: "request-in-flight",
  412: "precondition-failed",
  413: "payload-too-large",
  415: "unsupported-media-type",
  422: "value-refused",
  428: "precondition-required",
  429: "rate-limited",
  503: "unavailable",
};

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
  const name = names[status];
  if (name === undefined) throw new Error(`openapi/parts.ts names no problem with status ${status}`);
  const $ref = `#/components/responses/${name}`;
  return codes === typical[status] ? { $ref } : { $ref, description: codes };
}

function problemResponse(status: number) {
  const code = typical[status];
  if (code === undefined) throw new Error(`no problem has status ${status}`);
  const { title, detail } = describeProblem(code, exampleParams, "en");
  return {
    description: code,
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
  field: "themeId",
  version: 4,
  seconds: 12,
};

/** What operations refer to instead of repeating it: headers, parameters and the problems by status. */
export function sharedParts() {
  return {
    headers,
    parameters,
    responses: Object.fromEntries(
      Object.entries(names).map(([status, name]) => [name, problemResponse(Number(status))]),
    ),
  };
}
