import { formatDay } from "./calendar.ts";
import { formatCents } from "./money.ts";
import { fill, type Params, type Text } from "./text.ts";

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

/** Cents as each language writes them. */
export function moneyText(cents: number): Text {
  return { de: formatCents(cents, "de"), en: formatCents(cents, "en") };
}

/** A day as each language writes it. */
export function dayText(day: string): Text {
  return { de: formatDay(day, "de"), en: formatDay(day, "en") };
}

/** Why a day that counts from an event is another now: „Sitzung: 21.01.2027 → 28.01.2027“. */
export function movedText(label: Text, from: string, to: string): Text {
  return say(
    { de: "{label}: {from} → {to}", en: "{label}: {from} → {to}" },
    { label, from: dayText(from), to: dayText(to) },
  );
}

/** Why a day that counted from an event is gone: „Sitzung am 21.01.2027 fällt aus“. */
export function calledOffText(label: Text, on: string): Text {
  return say(
    { de: "{label} am {on} fällt aus", en: "{label} on {on} is cancelled" },
    { label, on: dayText(on) },
  );
}

/** Why a day is back that counts from an event that had been called off: „Sitzung findet am 21.01.2027 statt“. */
export function takesPlaceText(label: Text, on: string): Text {
  return say(
    { de: "{label} findet am {on} statt", en: "{label} takes place on {on}" },
    { label, on: dayText(on) },
  );
}

/** A rate in basis points as per cent: `12,5 %` and `12.5%`. */
export function rateText(bp: number): Text {
  const percent = String(bp / 100);
  return { de: `${percent.replace(".", ",")}\u00a0%`, en: `${percent}%` };
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
