import { exampleAsCsv, exampleOf, exampleOfNamed, nameIn, type Schema } from "./examples.ts";
import { commonHeaders, parameterRef, particularHeaders, problemRef } from "./parts.ts";

interface Media {
  schema?: Schema;
  example?: unknown;
  examples?: Record<string, unknown>;
}

interface Answer {
  description: string;
  headers?: Record<string, unknown>;
  content?: Record<string, Media>;
}

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
}

interface Operation {
  operationId?: string;
  security?: unknown[];
  parameters?: (Parameter | { $ref: string })[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, Answer | { $ref: string }>;
}

/** The parts of an OpenAPI document that are completed here. */
export interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: Record<string, Record<string, unknown>> & { schemas: Record<string, Schema> };
}

const irregular: Readonly<Record<string, string>> = {
  people: "person",
  "audit-log": "audit-entry",
  metrics: "metrics",
  preferences: "preferences",
};

/** What an office or a person has exactly one of, so that its address ends without an id. */
const singletons = ["office", "preferences"];

function singular(plural: string): string {
  return (
    irregular[plural] ??
    plural
      .replace(/ies$/, "y")
      .replace(/(ch|sh|ss)es$/, "$1")
      .replace(/([^s])s$/, "$1")
  );
}

function pascal(words: string): string {
  return words.replace(/(?:^|[-.])(\w)/g, (_, letter: string) => letter.toUpperCase());
}

const verbs: Readonly<Record<string, string>> = {
  post: "create",
  patch: "change",
  put: "set",
  delete: "delete",
};

/** `GET /v1/ideas` is listIdeas, `POST /v1/ideas/{id}/transitions` is transitionIdea, and so on. */
function operationIdOf(method: string, path: string): string {
  const segments = path.split("/").filter(Boolean);
  const words = segments.filter((segment) => !segment.startsWith("{") && segment !== "v1");
  const [owner = "", last = owner] = words.slice(-2);
  if (last === "transitions") return `transition${pascal(singular(owner))}`;
  const isSingle = segments.at(-1)?.startsWith("{") || segments[0] !== "v1" || singletons.includes(last);
  if (method === "get") return isSingle ? `get${pascal(singular(last))}` : `list${pascal(last)}`;
  return `${verbs[method] ?? method}${pascal(singular(last))}`;
}

const canonicalHeaders: Readonly<Record<string, string>> = {
  "if-match": "If-Match",
  "idempotency-key": "Idempotency-Key",
};

/**
 * Header names as they are written in RFCs. If-Match is checked by the handler, so that its absence is a 428; for
 * the document it is required.
 */
function completeParameters(parameters: NonNullable<Operation["parameters"]>): typeof parameters {
  return parameters.map((parameter) => {
    if (!("in" in parameter) || parameter.in !== "header") return parameter;
    const name = canonicalHeaders[parameter.name] ?? parameter.name;
    return { ...parameter, name, required: name === "If-Match" };
  });
}

function isSingleResource(schema: Schema | undefined): boolean {
  return schema?.properties?.id !== undefined;
}

/** Gives an operation everything that follows from its address and its schemas. */
function completeOperation(document: Document, path: string, method: string, operation: Operation): void {
  const { schemas } = document.components;
  operation.operationId = operationIdOf(method, path);
  if (!path.startsWith("/v1/")) operation.security = [];
  operation.parameters = completeParameters(operation.parameters ?? []);
  for (const media of Object.values(operation.requestBody?.content ?? {})) refer(document, media);
  for (const [status, answer] of Object.entries(operation.responses)) {
    if ("$ref" in answer) continue;
    const media = answer.content?.["application/json"];
    const name = nameIn(media?.schema?.$ref ?? "");
    if (name === "Problem") {
      operation.responses[status] = problemRef(Number(status));
      continue;
    }
    for (const one of Object.values(answer.content ?? {})) refer(document, one);
    if (!path.startsWith("/v1/")) continue;
    const schema = schemas[name];
    answer.headers = {
      ...commonHeaders,
      ...(isSingleResource(schema) ? { ETag: particularHeaders.ETag } : {}),
      ...(status === "201" ? { Location: particularHeaders.Location } : {}),
    };
    if (name.endsWith("Page")) addCsv(schemas, schema, answer);
    if (method === "get" && isSingleResource(schema)) addCondition(operation);
  }
}

/** Named schemas have their example in the components, once; others beside the schema. */
function refer(document: Document, media: Media): void {
  const { schemas } = document.components;
  if (media.schema?.$ref === undefined) {
    media.example = media.schema === undefined ? undefined : exampleOf(schemas, media.schema);
    return;
  }
  const name = nameIn(media.schema.$ref);
  document.components.examples ??= {};
  document.components.examples[name] ??= { value: exampleOfNamed(schemas, name) };
  media.examples = { typical: { $ref: `#/components/examples/${name}` } };
}

function addCsv(schemas: Document["components"]["schemas"], page: Schema | undefined, answer: Answer): void {
  const itemRef = page?.properties?.items?.items?.$ref;
  if (itemRef === undefined || answer.content === undefined) return;
  answer.headers = { ...answer.headers, Link: particularHeaders.Link };
  answer.content["text/csv"] = {
    schema: { type: "string" },
    example: exampleAsCsv(schemas, itemRef),
  };
}

function addCondition(operation: Operation): void {
  operation.parameters = [...(operation.parameters ?? []), parameterRef("IfNoneMatch")];
  operation.responses["304"] = { description: "Still the version named by If-None-Match" };
}

/** Walks the generated document and completes every operation: names, examples, headers, problems, languages. */
export function completeOperations(document: Document): void {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      completeOperation(document, path, method, operation);
      if (path.startsWith("/v1/")) operation.parameters?.push(parameterRef("AcceptLanguage"));
    }
  }
}
