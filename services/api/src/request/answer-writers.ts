/** The parts of a JSON Schema that say which properties a value may have. */
interface Shape {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Shape[];
  readonly items?: Shape;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly additionalProperties?: unknown;
}

type Shapes = Readonly<Record<string, Shape>>;

/** The value without what its schema does not have; the same value where nothing is left out. */
type Pick = (value: unknown) => unknown;

const asItIs: Pick = (value) => value;

/**
 * Builds what writes answers as JSON: no answer holds a property that its schema forbids. What a schema lets
 * through is worked out at its first answer, and once for all routes that name it. Values are written as they are,
 * so that one of a wrong type is seen in the answer instead of becoming a 0.
 */
export function answerWriters() {
  const picks = new WeakMap<Shape, Pick>();

  return (named: unknown) =>
    ({ schema }: { schema?: unknown }) =>
    (answer: unknown): string =>
      JSON.stringify(pickFor(schema as Shape, named as Shapes)(answer));

  function pickFor(shape: Shape, named: Shapes): Pick {
    let pick = picks.get(shape);
    if (pick === undefined) {
      pick = makePick(shape, named);
      picks.set(shape, pick);
    }
    return pick;
  }

  function makePick(shape: Shape, named: Shapes): Pick {
    const { $ref, anyOf, properties, items } = shape;
    if ($ref !== undefined) return pickFor(shapeOf(shape, named), named);
    if (anyOf !== undefined) {
      const parts = alternativesOf(anyOf, named);
      return pickOfUnion(parts.map((part) => ({ fits: fitOf(part), pick: pickFor(part, named) })));
    }
    if (properties !== undefined) {
      const parts = Object.entries(properties).map(([name, part]) => [name, pickFor(part, named)] as const);
      return pickOfObject(new Map(parts), shape.additionalProperties !== false);
    }
    const pick = items === undefined ? asItIs : pickFor(items, named);
    return pick === asItIs ? asItIs : pickOfList(pick);
  }
}

function shapeOf(shape: Shape, named: Shapes): Shape {
  if (shape.$ref === undefined) return shape;
  const found = named[shape.$ref];
  if (found === undefined) throw new Error(`there is no schema ${shape.$ref}`);
  return found;
}

/** A union within a union brings its alternatives along. */
function alternativesOf(parts: readonly Shape[], named: Shapes): Shape[] {
  return parts.flatMap((part) => {
    const shape = shapeOf(part, named);
    return shape.anyOf === undefined ? [shape] : alternativesOf(shape.anyOf, named);
  });
}

/** Copies only what something is left out of: most answers are made from their shapes and need no copy. */
function pickOfObject(parts: ReadonlyMap<string, Pick>, isOpen: boolean): Pick {
  return (value) => {
    if (typeof value !== "object" || value === null) return value;
    const source = value as Record<string, unknown>;
    let copy: Record<string, unknown> | undefined;
    for (const name in source) {
      const before = source[name];
      const pick = parts.get(name);
      const after =
        pick === undefined ? (isOpen ? before : undefined) : pick === asItIs ? before : pick(before);
      if (after === before) continue;
      copy ??= { ...source };
      copy[name] = after;
    }
    return copy ?? source;
  };
}

function pickOfList(pick: Pick): Pick {
  return (value) => {
    if (!Array.isArray(value)) return value;
    let copy: unknown[] | undefined;
    for (let index = 0; index < value.length; index += 1) {
      const after = pick(value[index]);
      if (after === value[index]) continue;
      copy ??= [...value];
      copy[index] = after;
    }
    return copy ?? value;
  };
}

interface Alternative {
  readonly fits: (value: unknown) => boolean;
  readonly pick: Pick;
}

/** A value that fits no alternative is written as the first of them allows. */
function pickOfUnion(alternatives: readonly Alternative[]): Pick {
  return (value) => {
    const { pick } = alternatives.find(({ fits }) => fits(value)) ?? alternatives[0] ?? { pick: asItIs };
    return pick(value);
  };
}

/** Alternatives are told apart by their type and by properties that allow a single word, such as `kind`. */
function fitOf({ properties }: Shape): Alternative["fits"] {
  if (properties === undefined) return (value) => typeof value !== "object" || value === null;
  const words = Object.entries(properties).flatMap(([name, { enum: allowed = [] }]) =>
    allowed.length === 1 ? [[name, allowed[0]] as const] : [],
  );
  return (value) =>
    typeof value === "object" &&
    value !== null &&
    words.every(([name, word]) => (value as Record<string, unknown>)[name] === word);
}
