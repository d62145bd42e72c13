/** RFC 5545, 3.1: octets of a line without its line break. */
const longestLine = 75;

/** Control characters other than line breaks, and marks that turn the direction of what follows them. */
const unwanted = /[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu;
const lineBreaks = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/g;

/** A text of several lines without anything that a calendar cannot hold or that some program would take for a line break. */
export function tidyText(text: string): string {
  return text
    .replace(lineBreaks, "\n")
    .replace(/\t/g, " ")
    .replace(unwanted, "")
    .replace(/[ \n]+$/, "");
}

/** The same on one line. */
export function tidyLine(text: string): string {
  return tidyText(text).replace(/\s+/g, " ").trim();
}

/** A parameter value: it cannot hold quotation marks (RFC 5545, 3.2), and readers disagree about backslashes. */
export function tidyParameter(text: string): string {
  return tidyLine(text).replace(/"/g, "'").replace(/\\/g, "/");
}

/**
 * Content lines, each ended by CRLF, folded at 75 octets and never inside a character. The library folds as well, but
 * takes seconds for a large calendar.
 */
export function foldLines(text: string): string {
  return text
    .split("\r\n")
    .map((line) => (line.length * 3 <= longestLine ? line : fold(line)))
    .join("\r\n");
}

function fold(line: string): string {
  const parts: string[] = [];
  let start = 0;
  let end = 0;
  let octets = 0;
  for (const character of line) {
    const size = octetsOf(character.codePointAt(0) ?? 0);
    if (octets + size > longestLine) {
      parts.push(line.slice(start, end));
      start = end;
      // The space that continues the line.
      octets = 1;
    }
    octets += size;
    end += character.length;
  }
  return [...parts, line.slice(start)].join("\r\n ");
}

function octetsOf(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
