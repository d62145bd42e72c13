import type { Entry, Letter, Section } from "./letter.ts";

const width = 76;

/** The letter as plain text of up to 76 columns; addresses and words longer than that stay whole. */
export function letterAsText(letter: Letter): string {
  const blocks = [
    letter.greeting,
    letter.heading,
    ...letter.sections.flatMap((section) => sectionBlocks(section, letter.language)),
    ...(letter.links.length === 0
      ? []
      : [letter.links.map(({ label, url }) => `${label}:\n${url}`).join("\n")]),
    letter.closing.join("\n"),
  ];
  return `${blocks.map((block) => block.split("\n").map(wrap).join("\n")).join("\n\n")}\n`;
}

function sectionBlocks(section: Section, language: string): string[] {
  const entries = section.entries.map(entryBlock);
  return section.heading === null ? entries : [section.heading.toLocaleUpperCase(language), ...entries];
}

function entryBlock({ heading, keyLine, lines, remark, reply }: Entry): string {
  const answer = reply === null ? [] : [reply.question, reply.url];
  return [heading, keyLine, ...lines, remark, ...answer].filter((line) => line !== "").join("\n");
}

function wrap(line: string): string {
  if (line.length <= width) return line;
  const lines: string[] = [];
  let current = "";
  let length = 0;
  // A section sign stays with its number.
  for (const word of line.split(/(?<!§) /)) {
    const wordLength = [...word].length;
    if (current !== "" && length + 1 + wordLength > width) {
      lines.push(current);
      current = word;
      length = wordLength;
    } else {
      length += current === "" ? wordLength : 1 + wordLength;
      current = current === "" ? word : `${current} ${word}`;
    }
  }
  return [...lines, current].join("\n");
}
