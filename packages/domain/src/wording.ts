import { fill, type Labels, languages, type Params, type Text } from "./text.ts";

/** A sentence whose `{name}` places take each language's own form of a value. */
export function say(sentence: Text, values: Readonly<Record<string, Text | string | number>>): Text {
  return { de: fill(sentence.de, inLanguage(values, "de")), en: fill(sentence.en, inLanguage(values, "en")) };
}

/**
 * Params for a `DomainError` whose values are written differently in each language: `cost` becomes `costDe` and
 * `costEn`, and each language's template of the problem names its own.
 */
export function byLanguage(values: Readonly<Record<string, Text>>): Params {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, text]) => [
      [`${name}De`, text.de],
      [`${name}En`, text.en],
    ]),
  );
}

/** Labels in quotation marks, joined with commas and a last “und” / “and”. */
export function listText(labels: readonly Text[]): Text {
  return namesText(labels.map(({ de, en }) => ({ de: `„${de}“`, en: `“${en}”` })));
}

/** Names joined with commas and a last “und” / “and”. */
export function namesText(names: readonly Text[]): Text {
  return {
    de: joinLast(
      names.map(({ de }) => de),
      "und",
    ),
    en: joinLast(
      names.map(({ en }) => en),
      "and",
    ),
  };
}

/** What is counted, by the forms of number that German and English have; `{count}` takes the number. */
export interface Noun {
  readonly one: Text;
  readonly other: Text;
}

const forms = { de: new Intl.PluralRules("de"), en: new Intl.PluralRules("en") } as const;

/** A number of something, in the form that each language's grammar wants: „1 Tag“, „3 Tage“. */
export function countText(count: number, noun: Noun): Text {
  const [de = "", en = ""] = languages.map((language) => {
    const form = forms[language].select(count) === "one" ? noun.one : noun.other;
    return fill(form[language], { count: numberText(count)[language] });
  });
  return { de, en };
}

/** A number as each language writes its decimals. */
export function numberText(value: number): Text {
  return { de: String(value).replace(".", ","), en: String(value) };
}

/** The label of a code; the code itself where nobody has named it, so that it is noticed. */
export function labelOf(labels: Labels, code: string): Text {
  return labels[code] ?? { de: code, en: code };
}

/** Sentences one after the other. */
export function joinTexts(texts: readonly Text[]): Text {
  return { de: texts.map(({ de }) => de).join(" "), en: texts.map(({ en }) => en).join(" ") };
}

function joinLast(words: readonly string[], and: string): string {
  const last = words.at(-1) ?? "";
  return words.length > 1 ? `${words.slice(0, -1).join(", ")} ${and} ${last}` : last;
}

function inLanguage(values: Readonly<Record<string, Text | string | number>>, language: keyof Text): Params {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "object" ? value[language] : value,
    ]),
  );
}
