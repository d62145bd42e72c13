import type { Entry, Letter, Link, RenderedMail, Reply } from "./letter.ts";
import { letterAsHtml } from "./letter-html.ts";
import { letterAsText } from "./letter-text.ts";

/** Both parts of the mail. Line breaks and control characters in the content become spaces, so that no text can pose as layout. */
export function renderLetter(letter: Letter): RenderedMail {
  const tidy = tidyLetter(letter);
  return { subject: tidy.subject, text: letterAsText(tidy), html: letterAsHtml(tidy) };
}

function tidyLetter(letter: Letter): Letter {
  return {
    ...letter,
    subject: tidy(letter.subject),
    greeting: tidy(letter.greeting),
    heading: tidy(letter.heading),
    sections: letter.sections.map(({ heading, entries }) => ({
      heading: heading === null ? null : tidy(heading),
      entries: entries.map(tidyEntry),
    })),
    links: letter.links.map(tidyLink),
    closing: letter.closing.map(tidy),
  };
}

function tidyEntry(entry: Entry): Entry {
  return {
    heading: tidy(entry.heading),
    keyLine: tidy(entry.keyLine),
    lines: entry.lines.map(tidy).filter((line) => line !== ""),
    remark: tidy(entry.remark),
    reply: entry.reply === null ? null : tidyReply(entry.reply),
  };
}

function tidyReply({ question, url, choices }: Reply): Reply {
  return { question: tidy(question), url, choices: choices.map(tidyLink) };
}

function tidyLink({ label, url }: Link): Link {
  return { label: tidy(label), url };
}

function tidy(text: string): string {
  return text.replace(/[\s\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, " ").trim();
}
