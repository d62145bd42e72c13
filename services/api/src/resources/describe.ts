import type { FastifySchema } from "fastify";
import Type, { type TSchema } from "typebox";

const problems = (...statuses: number[]) =>
  Object.fromEntries(statuses.map((status) => [status, Type.Ref("Problem")] as const));

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

/** The schema of an operation: tag, words, bodies and the problems it can answer with. */
export function describe(options: {
  tag: string;
  summary: string;
  description?: string;
  params?: TSchema;
  query?: TSchema;
  body?: TSchema;
  answer: TSchema;
  status?: number;
  needsMatch?: boolean;
  isPost?: boolean;
  produces?: string[];
  /** Statuses of problems that the parts above do not bring along. */
  problems?: readonly number[];
}): FastifySchema {
  const statuses = [400, 401, 403, 429, 503, ...(options.params ? [404] : [])];
  if (options.body) statuses.push(409, 413, 415);
  if (options.body || options.query) statuses.push(422);
  if (options.needsMatch) statuses.push(412, 428);
  statuses.push(...(options.problems ?? []));
  const headers =
    options.needsMatch && options.isPost
      ? Type.Object({ ...ifMatchHeader.properties, ...idempotencyHeader.properties })
      : options.needsMatch
        ? ifMatchHeader
        : options.isPost
          ? idempotencyHeader
          : undefined;
  return {
    tags: [options.tag],
    summary: options.summary,
    ...(options.description === undefined ? {} : { description: options.description }),
    ...(options.params ? { params: options.params } : {}),
    ...(options.query ? { querystring: options.query } : {}),
    ...(options.body ? { body: ref(options.body) } : {}),
    ...(headers ? { headers } : {}),
    ...(options.produces ? { produces: options.produces } : {}),
    response: { [options.status ?? 200]: ref(options.answer), ...problems(...new Set(statuses)) },
  } as FastifySchema;
}
