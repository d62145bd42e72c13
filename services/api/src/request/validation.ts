import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { FastifyInstance, FastifyServerOptions } from "fastify";
import { answerWriters } from "./answer-writers.ts";
import { tellKindsApart } from "./union-faults.ts";

function validatorOf(schemas: unknown, coerceTypes: boolean, allErrors: boolean): Ajv2020 {
  const ajv = new Ajv2020({
    coerceTypes,
    useDefaults: true,
    allErrors,
    // What explains a body's faults has to see the unions they lie in; coerced texts have none.
    verbose: allErrors && !coerceTypes,
    strict: false,
    allowUnionTypes: true,
  });
  addFormats.default(ajv);
  for (const schema of Object.values(schemas as object)) ajv.addSchema(schema as object);
  return ajv;
}

/**
 * Validates bodies strictly, as JSON has types, and everything else with coercion, as texts have none. Unknown
 * fields are refused, never dropped. Answers are written by `answerWriters`.
 */
export function schemaCompilers(): NonNullable<FastifyServerOptions["schemaController"]> {
  let validators: { quick: Ajv2020; thorough: Ajv2020; lenient: Ajv2020 } | undefined;
  return {
    compilersFactory: {
      // Fastify asks again for every route, when all schemas are there; the first answer serves all.
      buildValidator: (schemas: unknown) => {
        validators ??= {
          quick: validatorOf(schemas, false, false),
          thorough: validatorOf(schemas, false, true),
          lenient: validatorOf(schemas, true, true),
        };
        const { quick, thorough, lenient } = validators;
        const compile = ({ schema, httpPart }: { schema: object; httpPart?: string }) =>
          httpPart === "body" ? compileBody(schema, quick, thorough) : lenient.compile(schema);
        return compile as never;
      },
      buildSerializer: answerWriters(),
    },
  };
}

/** Bodies up to this many characters are told everything that is wrong with them, larger ones the first thing. */
const explainedLength = 20_000;

/** Stops at the first mistake, so that a large body cannot keep the process busy, and looks for all of them in a small one. */
function compileBody(schema: object, quick: Ajv2020, thorough: Ajv2020): ValidateFunction {
  const isValid = quick.compile(schema);
  let explain: ValidateFunction | undefined;
  const validate = (body: unknown): boolean => {
    if (isValid(body)) return true;
    validate.errors = isValid.errors ?? null;
    if (JSON.stringify(body).length <= explainedLength) {
      explain ??= thorough.compile(schema);
      explain(body);
      if (explain.errors) validate.errors = tellKindsApart(thorough, explain.errors);
    }
    return false;
  };
  validate.errors = null as ValidateFunction["errors"];
  return validate as unknown as ValidateFunction;
}

/** Keeps what is wrong with the input for the handler, so that who asks is checked before what is asked. */
export function keepValidationErrors(app: FastifyInstance): void {
  app.addHook("onRoute", (route) => {
    if (route.url.startsWith("/v1/")) route.attachValidation = true;
  });
}
