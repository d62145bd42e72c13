import type { Language } from "@zuwendo/domain";
import { letterAsHtml } from "./letter-html.ts";
import { letterAsText } from "./letter-text.ts";

/** The content of a mail, once; the text part and the HTML part are both made from it and say the same. */
export interface Letter {
  readonly language: Language;
  readonly subject: string;
  readonly greeting: string;
  readonly heading: string;
  readonly sections: readonly Section[];
  /** Where the reader can go from here; each a line of words and an address. */
  readonly links: readonly Link[];
  readonly closing: readonly string[];
}

export interface Link {
  readonly label: string;
  readonly url: string;
}

/** What the reader can answer: as text one question with one address, in HTML a button per choice. */
export interface Reply {
  readonly question: string;
  readonly url: string;
  readonly choices: readonly Link[];
}

/** Entries under one heading; null if the heading of the letter says enough. */
export interface Section {
  readonly heading: string | null;
  readonly entries: readonly Entry[];
}

/** One matter: its name, the line that counts, what explains it, a small remark (may be empty), and how to answer. */
export interface Entry {
  readonly heading: string;
  readonly keyLine: string;
  readonly lines: readonly string[];
  readonly remark: string;
  readonly reply: Reply | null;
}

export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Both parts of the mail. Line breaks and control characters in the content become spaces, so that no text can pose as layout. */
export function renderLetter(letter: Letter): RenderedMail {
  const tidy = tidyLetter(letter);
  return { subject: tidy.subject, text: letterAsText(tidy), html: letterAsHtml(tidy) };
}

/** The address of a page of this installation; the path cannot lead to another host. */
export function pageUrl(publicUrl: string, path: string): string {
  return new URL(`${publicUrl.replace(/\/+$/, "")}/${path.replace(/^[/\\]+/, "")}`).href;
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
