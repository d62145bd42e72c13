import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

interface Media {
  readonly schema?: object;
}

interface Answer {
  readonly $ref?: string;
  readonly description: string;
  readonly content?: Readonly<Record<string, Media>>;
}

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, Answer>>;
}

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly responses: Readonly<Record<string, Answer>> };
}

/** The API's description, as committed; tests/api/openapi/openapi.test.ts proves that it is the served one. */
const document: Described = JSON.parse(
  readFileSync(new URL("../../openapi/openapi.json", import.meta.url), "utf8"),
);

const addresses = Object.entries(document.paths).map(([path, methods]) => ({
  path,
  pattern: new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`),
  methods,
}));

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(document, "api");
const validators = new Map<string, ValidateFunction>();

/** The validator of the schema at that place of the document, made when it is first asked for. */
function validatorAt(...place: readonly string[]): ValidateFunction {
  const pointer = place.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")));
  const key = `api#/${pointer.join("/")}`;
  const known = validators.get(key) ?? ajv.compile({ $ref: key });
  validators.set(key, known);
  return known;
}

interface Answered {
  readonly status: number;
  readonly contentType: string | null;
  readonly body: unknown;
}

/**
 * Throws for an answer that is not what the document says of its operation: an unlisted status, media type or
 * problem code, or a body that its schema does not allow. Addresses that the document does not have are let through.
 */
export function checkAnswer(method: string, address: string, answer: Answered): void {
  const faults = faultsOfAnswer(method, address, answer);
  if (faults.length > 0) {
    throw new Error(`${method} ${address} → ${answer.status} is not as documented: ${faults.join("; ")}`);
  }
}

/** What an answer has that the document does not allow. */
function faultsOfAnswer(method: string, address: string, answer: Answered): string[] {
  const [target = ""] = address.split("?", 1);
  const found = addresses.find(({ pattern }) => pattern.test(target));
  const operation = found?.methods[method.toLowerCase()];
  if (found === undefined || operation === undefined) return [];
  const status = String(answer.status);
  // The document says once, for all operations, what an unsuitable Accept header is answered with.
  if (status === "406") return [];
  const listed = operation.responses[status];
  if (listed === undefined)
    return [`${operation.operationId} lists no ${status}: ${JSON.stringify(answer.body)}`];
  const name = listed.$ref?.split("/").at(-1);
  const { description, content } = { ...document.components.responses[name ?? ""], ...listed };
  if (content === undefined) return answer.body === "" ? [] : ["it has a body"];
  const [type = ""] = (answer.contentType ?? "").split(";", 1);
  if (content[type] === undefined) return [`it lists no ${type}`];
  if (typeof answer.body === "string") return [];
  const place =
    name === undefined
      ? ["paths", found.path, method.toLowerCase(), "responses", status]
      : ["components", "responses", name];
  const validate = validatorAt(...place, "content", type, "schema");
  if (!validate(answer.body)) {
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  }
  const { code } = answer.body as { code?: string };
  const isProblem = type === "application/problem+json";
  if (!isProblem || description.match(/[a-z-]+/g)?.includes(code ?? "")) return [];
  return [`${operation.operationId} does not list the code ${code}`];
}
