import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { FastifyInstance, FastifyServerOptions } from "fastify";

function validatorOf(schemas: unknown, coerceTypes: boolean): Ajv2020 {
  const ajv = new Ajv2020({
    coerceTypes,
    useDefaults: true,
    allErrors: true,
    strict: false,
    allowUnionTypes: true,
  });
  addFormats.default(ajv);
  for (const schema of Object.values(schemas as object)) ajv.addSchema(schema as object);
  return ajv;
}

/**
 * Validates bodies strictly, as JSON has types, and everything else with coercion, as texts have none. Unknown
 * fields are refused, never dropped. Answers are made from the shapes they are documented with (see `present`), so
 * serializing needs no second schema: compiling one per operation and status took three seconds at every start.
 */
export function schemaCompilers(): NonNullable<FastifyServerOptions["schemaController"]> {
  let validators: { strict: Ajv2020; lenient: Ajv2020 } | undefined;
  return {
    compilersFactory: {
      // Fastify asks again for every route, when all schemas are there; the first answer serves all.
      buildValidator: (schemas: unknown) => {
        validators ??= { strict: validatorOf(schemas, false), lenient: validatorOf(schemas, true) };
        const { strict, lenient } = validators;
        const compile = ({ schema, httpPart }: { schema: object; httpPart?: string }) =>
          (httpPart === "body" ? strict : lenient).compile(schema);
        return compile as never;
      },
      buildSerializer: () => () => (answer: unknown) => JSON.stringify(answer),
    },
  };
}

/** Keeps what is wrong with the input for the handler, so that who asks is checked before what is asked. */
export function keepValidationErrors(app: FastifyInstance): void {
  app.addHook("onRoute", (route) => {
    if (route.url.startsWith("/v1/")) route.attachValidation = true;
  });
}
