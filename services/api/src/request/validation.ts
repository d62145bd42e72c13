import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { FastifyInstance, FastifyServerOptions } from "fastify";
import { answerWriters } from "./answer-writers.ts";
import { tellKindsApart } from "./union-faults.ts";

/** What Fastify calls: says yes or no and keeps the reasons. */
interface Validate {
  (input: unknown): boolean;
  errors?: ValidateFunction["errors"];
}

function validatorOf(schemas: unknown, coerceTypes: boolean, allErrors: boolean): Ajv2020 {
  const ajv = new Ajv2020({
    coerceTypes,
    useDefaults: true,
    allErrors,
    // What explains faults has to see the value and the union they lie in.
    verbose: allErrors,
    strict: false,
    allowUnionTypes: true,
  });
  addFormats.default(ajv);
  for (const schema of Object.values(schemas as object)) ajv.addSchema(schema as object);
  return ajv;
}

/**
 * Validates bodies strictly, as JSON has types, and everything else with coercion, as texts have none. Unknown
 * fields are refused, never dropped. A validator is compiled with the first request that needs it: compiling all takes
 * as long as everything else at a start. Answers are written by `answerWriters`.
 */
export function schemaCompilers(): NonNullable<FastifyServerOptions["schemaController"]> {
  const validators = new Map<string, Ajv2020>();
  let all: unknown;
  return {
    compilersFactory: {
      // Fastify asks again for every route, when all schemas are there; the first answer serves all.
      buildValidator: (schemas: unknown) => {
        all ??= schemas;
        const validator = (name: "quick" | "thorough" | "lenient") => {
          const made = validators.get(name) ?? validatorOf(all, name === "lenient", name !== "quick");
          validators.set(name, made);
          return made;
        };
        const compile = ({ schema, httpPart }: { schema: object; httpPart?: string }) =>
          httpPart === "body"
            ? compileBody(schema, validator)
            : whenAsked(() => validator("lenient").compile(schema));
        return compile as never;
      },
      buildSerializer: answerWriters(),
    },
  };
}

/** Bodies up to this many characters are told everything that is wrong with them, larger ones the first thing. */
const explainedLength = 20_000;

/** Stops at the first mistake, so that a large body cannot keep the process busy, and looks for all of them in a small one. */
function compileBody(schema: object, validator: (name: "quick" | "thorough") => Ajv2020): Validate {
  const quick = whenAsked(() => validator("quick").compile(schema));
  const thorough = whenAsked(() => validator("thorough").compile(schema));
  const validate: Validate = (body) => {
    if (quick(body)) return true;
    validate.errors = quick.errors;
    if (JSON.stringify(body).length <= explainedLength && !thorough(body) && thorough.errors)
      validate.errors = tellKindsApart(validator("thorough"), thorough.errors);
    return false;
  };
  return validate;
}

/** The validator that `compile` makes, made when it is called for the first time. */
function whenAsked(compile: () => ValidateFunction): Validate {
  let compiled: ValidateFunction | undefined;
  const validate: Validate = (input) => {
    compiled ??= compile();
    const isValid = compiled(input);
    validate.errors = compiled.errors ?? null;
    return isValid;
  };
  return validate;
}

/** Keeps what is wrong with the input for the handler, so that who asks is checked before what is asked. */
export function keepValidationErrors(app: FastifyInstance): void {
  app.addHook("onRoute", (route) => {
    if (route.url.startsWith("/v1/")) route.attachValidation = true;
  });
}
