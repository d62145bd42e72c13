import { readFile } from "node:fs/promises";
import { ideaStates, problems } from "@zuwendo/domain";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { test } from "tap";
import { renderOpenApi } from "../../../scripts/openapi.ts";
import { faultsOf } from "../../support/faults.ts";

// biome-ignore lint/suspicious/noExplicitAny: the document is looked into as the JSON it is
type Json = any;

const text = await renderOpenApi();
const document: Json = JSON.parse(text);

interface Listed {
  readonly name: string;
  readonly path: string;
  readonly method: string;
  readonly operation: Json;
}

const operations: Listed[] = Object.entries<Json>(document.paths).flatMap(([path, item]) =>
  Object.entries<Json>(item).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    path,
    method,
    operation,
  })),
);

function resolve<Part>(part: Part): Json {
  const { $ref } = part as { $ref?: string };
  if ($ref === undefined) return part;
  return $ref
    .slice(2)
    .split("/")
    .reduce((inner, key) => inner[key], document);
}

interface Sample {
  readonly where: string;
  readonly schema: Json;
  readonly value: unknown;
}

/** The examples of a body: beside the media type, at its schema, or at the schema of a list's items. */
function samplesOf(where: string, content: Json): Sample[] {
  return Object.entries<Json>(content ?? {}).flatMap(([type, media]) => {
    const schema = resolve(media.schema);
    const items = schema.properties?.items?.items;
    const [shape, examples] =
      items === undefined ? [media.schema, schema.examples] : [items, resolve(items).examples];
    const values = [...("example" in media ? [media.example] : []), ...(examples ?? [])];
    return values.map((value) => ({ where: `${where} ${type}`, schema: shape, value }));
  });
}

const samples = operations.flatMap(({ name, operation }) => [
  ...samplesOf(`${name} request`, operation.requestBody?.content),
  ...Object.entries<Json>(operation.responses).flatMap(([status, answer]) =>
    samplesOf(`${name} ${status}`, resolve(answer).content),
  ),
]);

/** The one answer of an operation that is no problem. */
function successOf(operation: Json): [status: string, answer: Json] {
  const found = Object.entries<Json>(operation.responses).filter(([status]) => /^2/.test(status));
  if (found.length !== 1) throw new Error(`${operation.operationId} has ${found.length} kinds of success`);
  const [[status, answer]] = found as [[string, Json]];
  return [status, resolve(answer)];
}

/** A validator that knows the whole document, so that references resolve. */
function validatorOf() {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, "api");
  return (schema: Json, value: unknown) => {
    const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/'));
    const validate = ajv.compile(absolute);
    return validate(value)
      ? []
      : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}

test("the committed document is the one the code describes", async (t) => {
  const committed = await readFile(new URL("../../../openapi/openapi.json", import.meta.url), "utf8");
  t.ok(committed === text, "openapi/openapi.json is stale: run `npm run openapi`");
  t.equal(document.openapi, "3.1.0");
});

test("every operation has a name, words, a known tag and examples of both bodies", async (t) => {
  const { expect, done } = faultsOf(t, "operations");
  const tags = new Map(document.tags.map((tag: Json) => [tag.name, tag.description]));
  const withSample = new Set(samples.map(({ where }) => where));
  expect(
    new Set(operations.map(({ operation }) => operation.operationId)).size === operations.length,
    "unique",
  );
  for (const { name, operation } of operations) {
    expect(/^[a-z]+[A-Z][A-Za-z]+$/.test(operation.operationId), `${name}: operationId`);
    expect(/\S/.test(operation.summary ?? ""), `${name}: summary`);
    expect(
      operation.tags?.length === 1 && tags.has(operation.tags[0]),
      `${name}: one tag with a description`,
    );
    const [status, { content }] = successOf(operation);
    expect(!/^\w+ one of/.test(operation.summary), `${name}: a summary in plain words`);
    const bodies = [
      ...Object.keys(operation.requestBody?.content ?? {}).map((type) => `${name} request ${type}`),
      // A workbook has no sample that anybody could read.
      ...Object.keys(content)
        .filter((type) => !type.endsWith(".sheet"))
        .map((type) => `${name} ${status} ${type}`),
    ];
    expect(bodies.length > 0, `${name} answers with something`);
    for (const where of bodies) expect(withSample.has(where), `${where}: example`);
  }
  done(500);
});

test("every example is what its schema allows", async (t) => {
  const { expect, done } = faultsOf(t, "examples");
  const faultsIn = validatorOf();
  const check = (where: string, schema: Json, value: unknown) => {
    const faults = faultsIn(schema, value);
    expect(faults.length === 0, `${where}: ${faults.join("; ")}`);
  };
  for (const { where, schema, value } of samples) check(where, schema, value);
  for (const [name, schema] of Object.entries<Json>(document.components.schemas)) {
    for (const example of schema.examples ?? []) check(name, schema, example);
  }
  for (const { name, operation } of operations) {
    for (const parameter of operation.parameters.map(resolve)) {
      if (parameter.example !== undefined)
        check(`${name} ${parameter.name}`, parameter.schema, parameter.example);
    }
  }
  done(500);
  t.not(faultsIn(document.components.schemas.IdeaCreate, { title: 7 }).length, 0, "the validator can say no");
});

/** Whether an operation changes the version that If-Match names. */
function isOnVersion(method: string, path: string): boolean {
  const isAct = /\/(?:transitions|hand-over|deactivation|erasure)$/.test(path);
  return method === "patch" || (method === "post" && isAct);
}

test("problems are application/problem+json, and those that can occur are listed", async (t) => {
  const { expect, done } = faultsOf(t, "problems");
  for (const { name, path, method, operation } of operations) {
    const isOpen = !path.startsWith("/v1/");
    expect(operation.security?.length === (isOpen ? 0 : undefined), `${name}: security`);
    const listed = Object.keys(operation.responses).map(Number);
    const hasBody = operation.requestBody !== undefined;
    const hasQuery = operation.parameters.map(resolve).some((parameter: Json) => parameter.in === "query");
    const needsMatch = isOnVersion(method, path);
    const expected = isOpen
      ? []
      : [
          ...[401, 403, 429, 503],
          ...(operation.requestBody || path.includes("{") || hasQuery ? [400] : []),
          ...(path.includes("{") ? [404] : []),
          ...(hasBody ? [413, 415, 422] : []),
          ...(method === "post" ? [409] : []),
          ...(needsMatch ? [412, 428] : []),
        ];
    for (const status of expected) expect(listed.includes(status), `${name} lists ${status}`);
    for (const status of expected.filter((one) => listed.includes(one))) {
      const types = Object.keys(resolve(operation.responses[status]).content);
      expect(types.join() === "application/problem+json", `${name} ${status}: ${types}`);
    }
  }
  done(1000);
});

test("every operation lists codes of its own, each with the status that it has", async (t) => {
  const { expect, done } = faultsOf(t, "codes");
  const lists = new Set<string>();
  for (const { name, operation } of operations.filter(({ path }) => path.startsWith("/v1/"))) {
    const codes = Object.entries<Json>(operation.responses).flatMap(([status, answer]) => {
      if (!/^[45]/.test(status)) return [];
      const { description } = { ...resolve(answer), ...answer };
      return String(description)
        .split(", ")
        .map((code) => ({ code, status: Number(status) }));
    });
    for (const { code, status } of codes) {
      const known = Object.entries(problems).find(([one]) => one === code);
      expect(known?.[1].status === status, `${name}: ${status} ${code}`);
    }
    expect(codes.length < 40, `${name} lists ${codes.length} codes`);
    lists.add(codes.map(({ code }) => code).join());
  }
  t.ok(lists.size > 30, `${lists.size} different lists`);
  done(1000);
});

test("filters name the values that they take", async (t) => {
  const { parameters } = document.paths["/v1/ideas"].get;
  const state = parameters.map(resolve).find((parameter: Json) => parameter.name === "state");
  t.same(resolve(state.schema.items).enum, ideaStates);
  t.equal(state.explode, false, "several are separated by commas");
  const perOperation = Buffer.byteLength(text) / operations.length;
  t.ok(perOperation < 3_700, `the document has ${perOperation} bytes per operation`);
});

test("lists offer CSV, single resources an ETag, creations an address, and keys where they hold", async (t) => {
  const { expect, done } = faultsOf(t, "headers");
  for (const { name, path, method, operation } of operations.filter(({ path }) => path.startsWith("/v1/"))) {
    const [status, answer] = successOf(operation);
    const schema = answer.content["application/json"].schema;
    const isSingle = resolve(schema).properties.id !== undefined;
    const needsMatch = isOnVersion(method, path);
    const isList = /(?:Page|RollupList)$/.test(schema.$ref);
    expect((answer.content["text/csv"] !== undefined) === isList, `${name}: CSV`);
    expect((answer.headers.ETag !== undefined) === isSingle, `${name}: ETag`);
    expect((answer.headers.Location !== undefined) === (status === "201"), `${name}: Location`);
    expect(Boolean(answer.headers.RateLimit && answer.headers["RateLimit-Policy"]), `${name}: RateLimit`);
    const headers = operation.parameters.map(resolve).filter((parameter: Json) => parameter.in === "header");
    const isRequired = new Map(headers.map((header: Json) => [header.name, header.required === true]));
    expect(isRequired.has("Idempotency-Key") === (method === "post"), `${name}: Idempotency-Key`);
    expect((isRequired.get("If-Match") ?? false) === needsMatch, `${name}: If-Match`);
    expect(isRequired.has("Accept-Language"), `${name}: Accept-Language`);
    expect(isRequired.has("If-None-Match") === (method === "get" && isSingle), `${name}: If-None-Match`);
  }
  done(500);
});
