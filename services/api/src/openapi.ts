import type { FastifyDynamicSwaggerOptions } from "@fastify/swagger";

type Json = Record<string, unknown>;

/** How the document describes the API as a whole. Schemas keep the names of their `$id`. */
export const openApiOptions: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: "3.1.0",
    info: {
      title: "Zuwendo",
      version: "1.0.0",
      description:
        "Project ideas, funding programmes, deadlines and money of a municipal coordination office. Errors are application/problem+json in German or English; every single resource has an ETag; every POST takes an Idempotency-Key.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    components: {
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          description: "A token of the office, made under /v1/tokens",
        },
      },
    },
    security: [{ token: [] }],
  },
  refResolver: {
    buildLocalReference: (json, _baseUri, _fragment, index) => String((json as Json).$id ?? `def-${index}`),
  },
};
