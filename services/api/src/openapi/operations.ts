import { xlsxType } from "../resources/export.ts";
import type { Answer, Document, Media, Operation } from "./document-parts.ts";
import { exampleAsCsv, exampleOf, exampleOfNamed, nameIn, type Schema } from "./examples.ts";
import { commonHeaders, parameterRef, particularHeaders, problemRef } from "./parts.ts";
import { shareAnswers, shareParameters, shareSchemas } from "./sharing.ts";

const canonicalHeaders: Readonly<Record<string, string>> = {
  "if-match": "If-Match",
  "idempotency-key": "Idempotency-Key",
};

/**
 * Header names as they are written in RFCs, and filters as lists with commas. If-Match is checked by the
 * handler, so that its absence is a 428; for the document it is required.
 */
function completeParameters(parameters: NonNullable<Operation["parameters"]>): typeof parameters {
  return parameters.map((parameter) => {
    if ("$ref" in parameter) return parameter;
    const { required, ...rest } = parameter;
    const values = rest.schema?.["x-values"];
    if (values !== undefined) return { ...rest, schema: { type: "array", items: values }, explode: false };
    const name = canonicalHeaders[rest.name] ?? rest.name;
    return { ...rest, name, ...(required || name === "If-Match" ? { required: true } : {}) };
  });
}

function isSingleResource(schema: Schema | undefined): boolean {
  return schema?.properties?.id !== undefined;
}

/** Gives an operation everything that follows from its address and its schemas. */
function completeOperation(document: Document, path: string, method: string, operation: Operation): void {
  const { schemas } = document.components;
  if (!path.startsWith("/v1/")) operation.security = [];
  operation.parameters = completeParameters(operation.parameters ?? []);
  for (const media of Object.values(operation.requestBody?.content ?? {})) addExample(schemas, media);
  for (const [status, answer] of Object.entries(operation.responses)) {
    if ("$ref" in answer) continue;
    const media = answer.content?.["application/json"];
    const name = nameIn(media?.schema?.$ref ?? "");
    if (name === "Problem") {
      operation.responses[status] = problemRef(Number(status), answer.description);
      continue;
    }
    for (const one of Object.values(answer.content ?? {})) addExample(schemas, one);
    if (!path.startsWith("/v1/")) continue;
    const schema = schemas[name];
    answer.headers = {
      ...commonHeaders,
      ...(isSingleResource(schema) ? { ETag: particularHeaders.ETag } : {}),
      ...(status === "201" ? { Location: particularHeaders.Location } : {}),
    };
    if (name.endsWith("Page")) {
      answer.description = "A page of the list";
      answer.headers.Link = particularHeaders.Link;
    }
    if (name.endsWith("Page") || name === "RollupList") addFiles(schemas, schema, answer);
    if (method === "get" && isSingleResource(schema)) addCondition(operation);
  }
}

/** Named schemas carry their example themselves, lists by that of their items; others have it beside the schema. */
function addExample(schemas: Document["components"]["schemas"], media: Media): void {
  if (media.schema === undefined) return;
  const name = nameIn(media.schema.$ref ?? "");
  const schema = schemas[name];
  if (schema === undefined) media.example = exampleOf(schemas, media.schema);
  else if (schema.properties?.items === undefined) schema.examples ??= [exampleOfNamed(schemas, name)];
}

/** What a list can be had as besides JSON: all of it, as CSV or as a workbook. */
function addFiles(
  schemas: Document["components"]["schemas"],
  page: Schema | undefined,
  answer: Answer,
): void {
  const itemRef = page?.properties?.items?.items?.$ref;
  if (itemRef === undefined || answer.content === undefined) return;
  answer.content["text/csv"] = {
    schema: { type: "string" },
    example: exampleAsCsv(schemas, itemRef),
  };
  answer.content[xlsxType] = { schema: { type: "string", format: "binary" } };
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
  shareParameters(document);
  shareAnswers(document);
  shareSchemas(document);
}
