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
  let octets = 0;
  for (let index = 0; index < line.length; index += 1) {
    const unit = line.charCodeAt(index);
    const size = octetsOf(unit);
    if (octets + size > longestLine) {
      parts.push(line.slice(start, index));
      start = index;
      // The space that continues the line.
      octets = 1;
    }
    octets += size;
    if (isFirstOfPair(unit)) index += 1;
  }
  parts.push(line.slice(start));
  return parts.join("\r\n ");
}

/** In UTF-8, of the character that begins with this UTF-16 unit. */
function octetsOf(unit: number): number {
  if (unit < 0x80) return 1;
  if (unit < 0x800) return 2;
  return isFirstOfPair(unit) ? 4 : 3;
}

function isFirstOfPair(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}
