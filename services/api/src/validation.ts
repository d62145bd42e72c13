import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { FastifyInstance } from "fastify";

/**
 * Validates bodies strictly, as JSON has types, and query strings with coercion, as they have none. Unknown fields
 * are refused, never dropped. Errors are kept for the handler, so that who asks is checked before what is asked.
 */
export function compileValidators(app: FastifyInstance): void {
  let validators: { strict: Ajv2020; lenient: Ajv2020 } | undefined;
  const open = () => {
    const make = (coerceTypes: boolean) => {
      const ajv = new Ajv2020({
        coerceTypes,
        useDefaults: true,
        allErrors: true,
        strict: false,
        allowUnionTypes: true,
      });
      addFormats.default(ajv);
      for (const schema of Object.values(app.getSchemas())) ajv.addSchema(schema as object);
      return ajv;
    };
    return { strict: make(false), lenient: make(true) };
  };
  app.setValidatorCompiler(({ schema, httpPart }) => {
    validators ??= open();
    return (httpPart === "body" ? validators.strict : validators.lenient).compile(schema as object);
  });
  app.addHook("onRoute", (route) => {
    if (route.url.startsWith("/v1/")) route.attachValidation = true;
  });
}
