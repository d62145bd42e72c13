import { applicantKinds, deadlineKinds, measureKinds, targetGroups, topics } from "@zuwendo/domain";
import {
  Amount,
  AreaKey,
  BilingualText,
  Day,
  Email,
  Id,
  Instant,
  LanguageCode,
  Line,
  Money,
  nullable,
  oneOf,
  Prose,
  Total,
} from "../resources/schema.ts";
import type { Document } from "./document-parts.ts";
import { nameIn, type Schema } from "./examples.ts";

/** Schemas that many others repeat, by the name under which the document has them once. */
const common: Readonly<Record<string, unknown>> = {
  ...{ Id, Day, Instant, Line, Prose, AreaKey, Email, LanguageCode, BilingualText, Money, Amount, Total },
  Topic: oneOf(topics),
  MeasureKind: oneOf(measureKinds),
  TargetGroup: oneOf(targetGroups),
  ApplicantKind: oneOf(applicantKinds),
  DeadlineKind: oneOf(deadlineKinds),
  NullableId: nullable(Id),
  NullableDay: nullable(Day),
  NullableInstant: nullable(Instant),
  NullableLine: nullable(Line),
  NullableProse: nullable(Prose),
  NullableAreaKey: nullable(AreaKey),
  NullableMoney: nullable(Money),
  NullableAmount: nullable(Amount),
};

/** Puts every common schema into the components and refers to it wherever it was repeated. */
export function shareSchemas(document: Document): void {
  const names = new Map(Object.entries(common).map(([name, schema]) => [JSON.stringify(schema), name]));
  const refer = (part: unknown): unknown => {
    if (typeof part !== "object" || part === null) return part;
    const name = names.get(JSON.stringify(part));
    if (name !== undefined) return { $ref: `#/components/schemas/${name}` };
    if (Array.isArray(part)) return part.map(refer);
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, refer(inner)]));
  };
  document.paths = refer(document.paths) as Document["paths"];
  const { components } = document;
  components.parameters = refer(components.parameters) as Document["components"]["parameters"];
  components.schemas = {
    ...(refer(components.schemas) as Record<string, Schema>),
    ...(JSON.parse(JSON.stringify(common)) as Record<string, Schema>),
  };
}

/** Puts every parameter that several operations have alike into the components. */
export function shareParameters(document: Document): void {
  const operations = operationsOf(document);
  const share = shareAlike(
    operations.flatMap(({ parameters = [] }) => parameters),
    document,
    "parameters",
  );
  for (const operation of operations) {
    operation.parameters = (operation.parameters ?? []).map((parameter) =>
      "$ref" in parameter ? parameter : share(componentName(parameter.name), parameter),
    );
  }
}

/** The same for answers that are one thing: reading, changing and moving an idea answer alike. */
export function shareAnswers(document: Document): void {
  const operations = operationsOf(document);
  const share = shareAlike(
    operations.flatMap(({ responses }) => Object.values(responses)),
    document,
    "responses",
  );
  for (const { responses } of operations) {
    for (const [status, answer] of Object.entries(responses)) {
      const name = "$ref" in answer ? "" : nameIn(answer.content?.["application/json"]?.schema?.$ref ?? "");
      if (name !== "" && !("$ref" in answer)) responses[status] = share(name, answer);
    }
  }
}

function operationsOf(document: Document) {
  return Object.values(document.paths).flatMap((item) => Object.values(item));
}

/** Refers to a component for what occurs more than once. A name that stands for something else already is left. */
function shareAlike(all: readonly object[], document: Document, kind: string) {
  const components: Record<string, unknown> = document.components[kind] ?? {};
  const counts = new Map<string, number>();
  for (const part of all) {
    const text = JSON.stringify(part);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return <Part extends object>(name: string, part: Part): Part | { $ref: string } => {
    const text = JSON.stringify(part);
    if (counts.get(text) === 1) return part;
    components[name] ??= part;
    return JSON.stringify(components[name]) === text ? { $ref: `#/components/${kind}/${name}` } : part;
  };
}

function componentName(name: string): string {
  return name.replaceAll("-", "").replace(/^\w/, (letter) => letter.toUpperCase());
}
