import type { Language } from "@zuwendo/domain";

const dayPatterns = {
  de: /\d{2}\.\d{2}\.\d{4}/g,
  en: /\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4}/g,
} as const;

const characters: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
  "&amp;": "&",
};

/** What a reader sees of the HTML part, on one line. */
export function textOf(html: string): string {
  return html
    .replace(/<head>[\s\S]*<\/head>/, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/&(?:lt|gt|quot|amp|#39);/g, (entity) => characters[entity] ?? entity)
    .replace(/\s+/g, " ");
}

/** Every day written in the text, in order. */
export function daysIn(text: string, language: Language): string[] {
  return text.replace(/\s+/g, " ").match(dayPatterns[language]) ?? [];
}

/** Whether every word of the text part is in the HTML part, in order, but for addresses and the case of headings. */
export function wordsMissingIn(html: string, text: string): string[] {
  const seen = textOf(html).toLowerCase().split(" ");
  const wanted = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "" && !word.startsWith("https:"));
  let position = 0;
  return wanted.filter((word) => {
    const found = seen.indexOf(word, position);
    if (found >= 0) position = found + 1;
    return found < 0;
  });
}
