import { byLanguage, DomainError, say, type Text } from "@zuwendo/domain";

/** Deeper than anything that is stored, and shallow enough for everything that walks through values. */
const deepest = 32;
/** A pointer longer than this helps nobody. */
const longestPointer = 500;

const faults = {
  syntax: { de: "Das JSON stimmt ab Byte {byte} nicht.", en: "The JSON is wrong from byte {byte} on." },
  end: {
    de: "Das JSON bricht bei Byte {byte} unvollständig ab.",
    en: "The JSON ends incomplete at byte {byte}.",
  },
  depth: {
    de: `Das JSON hat ab Byte {byte} mehr als ${deepest} Ebenen.`,
    en: `The JSON has more than ${deepest} levels from byte {byte} on.`,
  },
  twice: {
    de: "Bei Byte {byte} steht ein Name, den dasselbe Objekt schon hat.",
    en: "At byte {byte} there is a name that the same object has already.",
  },
  prototype: {
    de: "Bei Byte {byte} steht der Name „__proto__“, der nicht erlaubt ist.",
    en: "At byte {byte} there is the name “__proto__”, which is not allowed.",
  },
  surrogate: {
    de: "Der Text ab Byte {byte} enthält ein halbes Zeichen (\\ud800 bis \\udfff ohne seine andere Hälfte).",
    en: "The text from byte {byte} on holds half a character (\\ud800 to \\udfff without its other half).",
  },
} as const satisfies Record<string, Text>;

/** A list or an object that is being read: the names it has had, and where in it we are. */
interface Level {
  readonly names: Set<string> | undefined;
  at: string | number | undefined;
}

/** All but controls, the quote and the backslash. */
const plain = /[ !#-[\]-\uffff]*/y;
const literal = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;
const halfCharacter = /\p{Surrogate}/u;
const spaces = " \t\r\n";

/**
 * Reads JSON (RFC 8259), first in one pass that no nesting can exhaust and that is stricter than `JSON.parse`: no name
 * twice in an object, no `__proto__`, no half characters. Throws `malformed-request` with the byte and the JSON Pointer.
 */
export function readJson(text: string): unknown {
  const levels: Level[] = [];
  let index = 0;

  function fault(kind: keyof typeof faults, at = index): DomainError {
    const byte = Buffer.byteLength(text.slice(0, at));
    const reason = say(faults[kind === "syntax" && at >= text.length ? "end" : kind], { byte });
    const pointer = levels.map(({ at }) => (at === undefined ? "" : `/${escapeName(String(at))}`)).join("");
    const place = pointer.length > longestPointer ? undefined : pointer;
    return new DomainError("malformed-request", byLanguage({ reason }), place);
  }

  function skip(pattern: RegExp): boolean {
    pattern.lastIndex = index;
    const isFound = pattern.test(text);
    if (isFound) index = pattern.lastIndex;
    return isFound;
  }

  function skipSpaces(): void {
    while (index < text.length && spaces.includes(text.charAt(index))) index += 1;
  }

  function take(character: string): boolean {
    skipSpaces();
    if (text[index] !== character) return false;
    index += 1;
    return true;
  }

  /** Reads a text up to its closing quote; `index` is behind the opening one. */
  function readText(): string {
    const start = index - 1;
    let isEscaped = false;
    for (skip(plain); text[index] !== '"'; skip(plain)) {
      if (text[index] !== "\\") throw fault("syntax");
      isEscaped = true;
      index += 2;
    }
    index += 1;
    if (!isEscaped) return text.slice(start + 1, index - 1);
    const written = text.slice(start, index);
    let value: string;
    try {
      value = JSON.parse(written);
    } catch {
      throw fault("syntax", start);
    }
    if (halfCharacter.test(value)) throw fault("surrogate", start);
    return value;
  }

  function readName(level: Level, names: Set<string>): void {
    const isText = take('"');
    const start = index - 1;
    if (!isText) throw fault("syntax");
    const name = readText();
    level.at = name;
    if (name === "__proto__") throw fault("prototype", start);
    if (names.has(name)) throw fault("twice", start);
    names.add(name);
    if (!take(":")) throw fault("syntax");
  }

  /** Reads a whole value or the beginning of a list or object; false when its first entry follows. */
  function readValue(): boolean {
    if (take('"')) {
      readText();
      return true;
    }
    const isObject = take("{");
    if (!isObject && !take("[")) {
      if (!skip(literal)) throw fault("syntax");
      return true;
    }
    if (levels.length === deepest) throw fault("depth", index - 1);
    if (take(isObject ? "}" : "]")) return true;
    const level: Level = { names: isObject ? new Set() : undefined, at: isObject ? undefined : 0 };
    levels.push(level);
    if (level.names !== undefined) readName(level, level.names);
    return false;
  }

  /** Goes on behind a value: to the next entry, out of what ends here; false at the end of all. */
  function hasNext(): boolean {
    for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
      if (take(",")) {
        if (level.names !== undefined) readName(level, level.names);
        else level.at = Number(level.at) + 1;
        return true;
      }
      if (!take(level.names === undefined ? "]" : "}")) throw fault("syntax");
      levels.pop();
    }
    return false;
  }

  while (!readValue() || hasNext());
  skipSpaces();
  if (index < text.length) throw fault("syntax");
  return JSON.parse(text);
}

/** A name as a JSON Pointer writes it (RFC 6901). */
export function escapeName(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}
