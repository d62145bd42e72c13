import { holdersOf, type Permission, type ProblemCode, problems } from "@zuwendo/domain";
import type { FastifySchema } from "fastify";
import Type, { type TObject, type TSchema } from "typebox";

const ref = (schema: TSchema) => Type.Ref((schema as { $id?: string }).$id ?? "");

export const keyParams = Type.Object({
  id: Type.String({
    minLength: 1,
    maxLength: 60,
    pattern: "^[\\w-]+$",
    description: "Id, or the readable number where there is one",
    examples: ["019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10"],
  }),
});
const ifMatchHeader = Type.Object({
  "if-match": Type.Optional(
    Type.String({ maxLength: 200, description: "The ETag that was read last; required" }),
  ),
});
const idempotencyHeader = Type.Object({
  "idempotency-key": Type.Optional(
    Type.String({ description: "The same key and body give the stored reply; kept for 7 days" }),
  ),
});

/** `get` and "a fund year" make `getFundYear`, `list` and "fund-years" make `listFundYears`. */
export function operationId(verb: string, what: string): string {
  const words = what.replace(/^an? /, "");
  return verb + words.replace(/(?:^|[- ])(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** An address that takes no parameters refuses those that somebody sends, instead of ignoring them. */
const nothing = Type.Object({}, { additionalProperties: false });

interface Description {
  /** The operation's name, for clients that are made from the document. */
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly permission: Permission;
  readonly params?: TSchema;
  readonly query?: TSchema;
  readonly body?: TObject;
  readonly answer: TSchema;
  readonly status?: number;
  readonly needsMatch?: boolean;
  readonly isPost?: boolean;
  /** Problems that the handler can find beside those that the other parts bring along. */
  readonly problems?: readonly ProblemCode[] | undefined;
}

/** The schema of an operation: tag, words, bodies, who may, and the problems it can answer with. */
export function describe(options: Description): FastifySchema {
  const { id, tag, summary, description, permission, params, query, body, needsMatch, isPost } = options;
  const headers = Type.Object({
    ...(needsMatch ? ifMatchHeader.properties : {}),
    ...(isPost ? idempotencyHeader.properties : {}),
  });
  const who = `Open to: ${holdersOf(permission).en}.`;
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: description === undefined ? who : `${description} ${who}`,
    ...(params ? { params } : {}),
    querystring: query ?? nothing,
    ...(body ? { body: ref(body) } : {}),
    ...(needsMatch || isPost ? { headers } : {}),
    response: { [options.status ?? 200]: ref(options.answer), ...problemAnswers(codesOf(options)) },
  } as FastifySchema;
}

/** Every code that an operation can answer with, in the order in which a request meets them. */
function codesOf({ params, query, body, needsMatch, isPost, problems = [] }: Description): ProblemCode[] {
  const refersTo = Object.keys(body?.properties ?? {}).filter((name) => /Ids?$/.test(name));
  return [
    ...(["rate-limited", "unauthenticated", "unavailable"] as const),
    ...(["forbidden", "token-scope-missing"] as const),
    ...(body || isPost || needsMatch ? (["storage-full"] as const) : []),
    ...(params || query || body ? (["invalid-input"] as const) : []),
    "malformed-request",
    "parameter-unknown",
    ...(params ? (["not-found"] as const) : []),
    ...(query || body ? (["value-refused"] as const) : []),
    ...(body ? (["payload-too-large", "unsupported-media-type"] as const) : []),
    ...(refersTo.length > 0 ? (["reference-unknown"] as const) : []),
    ...(isPost ? (["idempotency-key-invalid", "idempotency-key-reused", "request-in-flight"] as const) : []),
    ...(needsMatch ? (["precondition-required", "precondition-failed"] as const) : []),
    ...problems,
  ];
}

/** One answer per status; its description names the codes. */
export function problemAnswers(codes: readonly ProblemCode[]): Record<number, TSchema> {
  const byStatus = new Map<number, string>();
  for (const code of new Set(codes)) {
    const { status } = problems[code];
    const before = byStatus.get(status);
    byStatus.set(status, before === undefined ? code : `${before}, ${code}`);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, description]) => [status, Type.Ref("Problem", { description })]),
  );
}
