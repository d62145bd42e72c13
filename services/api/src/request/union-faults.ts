import type { Ajv2020, ErrorObject } from "ajv/dist/2020.js";

interface Schema {
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
  readonly properties?: { readonly kind?: { readonly const?: string; readonly enum?: readonly string[] } };
}

/** The schemas a union chooses from, those of unions within it too. */
function branchesOf(ajv: Ajv2020, schema: Schema): Schema[] {
  if (schema.$ref !== undefined) {
    const target = ajv.getSchema(schema.$ref)?.schema;
    return typeof target === "object" ? branchesOf(ajv, target as Schema) : [schema];
  }
  return schema.anyOf?.flatMap((branch) => branchesOf(ajv, branch)) ?? [schema];
}

function kindsOf({ properties }: Schema): readonly string[] {
  const kind = properties?.kind;
  return kind?.const === undefined ? (kind?.enum ?? []) : [kind.const];
}

/** What is wrong with a value that should be one of several kinds: only what concerns the kind it says it is. */
function explainUnion(ajv: Ajv2020, fault: ErrorObject): ErrorObject[] | undefined {
  const branches = branchesOf(ajv, fault.parentSchema as Schema);
  const kinds = branches.flatMap(kindsOf);
  if (kinds.length === 0) return undefined;
  const { data, instancePath } = fault;
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return [{ ...fault, keyword: "type", params: { type: "object" } }];
  }
  const { kind } = data as { kind?: string };
  const branch = branches.find((candidate) => kind !== undefined && kindsOf(candidate).includes(kind));
  if (branch === undefined) {
    const allowedValues = [...new Set(kinds)];
    return [{ ...fault, keyword: "enum", instancePath: `${instancePath}/kind`, params: { allowedValues } }];
  }
  const validate = ajv.compile(branch);
  validate(data);
  return tellKindsApart(ajv, validate.errors ?? []).map((inner) => ({
    ...inner,
    instancePath: `${instancePath}${inner.instancePath}`,
  }));
}

/**
 * Ajv tells of every branch of a union why it does not match. Where branches are told apart by `kind`, only the faults
 * of the one meant are kept, or a single one with all kinds. A union's own fault comes after those of its branches.
 */
export function tellKindsApart(ajv: Ajv2020, faults: readonly ErrorObject[]): ErrorObject[] {
  const explained: string[] = [];
  return faults
    .toReversed()
    .flatMap((fault) => {
      const { instancePath, keyword } = fault;
      if (explained.some((path) => `${instancePath}/`.startsWith(`${path}/`))) return [];
      const own = keyword === "anyOf" ? explainUnion(ajv, fault) : undefined;
      if (own !== undefined) explained.push(instancePath);
      return own?.toReversed() ?? [fault];
    })
    .toReversed();
}
