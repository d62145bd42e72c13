import type { Language } from "@zuwendo/domain";

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

/** The address of a page of this installation; the path cannot lead to another host. */
export function pageUrl(publicUrl: string, path: string): string {
  return new URL(`${publicUrl.replace(/\/+$/, "")}/${path.replace(/^[/\\]+/, "")}`).href;
}
