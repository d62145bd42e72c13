/** A sentence in both languages of the product. */
export interface Text {
  readonly de: string;
  readonly en: string;
}

/** What each code of a closed list is called. */
export type Labels<Code extends string = string> = Readonly<Record<Code, Text>>;

export const languages = ["de", "en"] as const;
export type Language = (typeof languages)[number];

export const languageLabels: Labels<Language> = {
  de: { de: "Deutsch", en: "German" },
  en: { de: "Englisch", en: "English" },
};

/** Values for the `{name}` places of a message. */
export type Params = Readonly<Record<string, string | number>>;

/** The text with every `{name}` replaced; a name without a value stays as written, so that it is noticed. */
export function fill(text: string, params: Params): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(params[name] ?? place));
}

/** Both languages filled with the same values. */
export function fillText(text: Text, params: Params): Text {
  return { de: fill(text.de, params), en: fill(text.en, params) };
}

/**
 * A text as it is stored, so that what looks alike is alike: composed characters (Unicode's NFC), no blanks at its ends or at
 * those of its lines, one blank where there were several, `\n` between lines.
 */
export function tidyText(text: string): string {
  return text
    .normalize("NFC")
    .replace(/[^\S\n\r\u2028\u2029]+/gu, " ")
    .replace(/ ?\r?\n ?/gu, "\n")
    .trim();
}
