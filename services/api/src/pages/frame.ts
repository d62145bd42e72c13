import type { Language, Text } from "@zuwendo/domain";
import type { FastifyReply } from "fastify";
import { Html, html } from "./html.ts";

/** A page to be answered with: its words in one language. */
export interface Page {
  readonly status?: number;
  readonly language: Language;
  /** Heading and title in one. */
  readonly heading: string;
  readonly body: Html;
  /** Who writes; left out where nobody's office has been entered. */
  readonly officeName?: string;
  /** Whether the foot says that the grant notice prevails; true unless the page is about nothing that one decides. */
  readonly hasNotice?: boolean;
}

// No colours of its own: the reader's, light, dark or of high contrast, stay in force.
const styles = new Html(`
:root{color-scheme:light dark}
*{box-sizing:border-box}
body{margin:0;padding:1rem;font:1.0625rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;
  background:Canvas;color:CanvasText;overflow-wrap:break-word;hyphens:auto}
main,footer{max-width:38rem;margin:0 auto}
h1{font-size:1.5rem;line-height:1.25;margin:.25rem 0 1rem}
h2{font-size:1.1875rem;line-height:1.3;margin:0 0 .375rem}
h3{font-size:1.0625rem;line-height:1.35;margin:0 0 .25rem}
p{margin:0 0 .75rem}
.due{font-size:1.1875rem;font-weight:700}
.part{border-top:1px solid;padding:1rem 0 .5rem}
.between{font-weight:700;margin:1.25rem 0 .75rem}
.note{border:2px solid;border-radius:.375rem;padding:.75rem;margin:0 0 1rem}
.small{font-size:.9375rem}
code{font-family:ui-monospace,monospace;hyphens:none;overflow-wrap:anywhere}
ul{list-style:none;margin:0 0 1rem;padding:0}
ul.points{list-style:disc;padding-left:1.25rem}
li{padding:.125rem 0}
nav a{display:inline-block;padding:.375rem 0;color:inherit}
li.entry{border-top:1px solid;padding:.625rem 0}
fieldset{border:0;border-top:1px solid;margin:0 0 1rem;padding:.75rem 0 0;min-width:0}
legend{font-weight:700;padding:0 .5rem 0 0}
label{display:block;margin:0 0 .25rem}
.field{margin:0 0 1rem}
.tick{display:flex;gap:.625rem;align-items:flex-start;padding:.5rem 0;margin:0}
.tick input{flex:none;width:1.5rem;height:1.5rem;margin:0}
select,input[type=date],input[type=time]{font:inherit;width:100%;max-width:22rem;min-height:2.75rem;padding:.5rem;
  border:1px solid;border-radius:.375rem;background:Field;color:FieldText}
button{font:inherit;font-weight:700;min-height:2.75rem;min-width:11rem;padding:.5rem 1.25rem;margin:.25rem 0 .75rem;
  border:2px solid CanvasText;border-radius:.375rem;background:Canvas;color:CanvasText;cursor:pointer}
button.first{background:CanvasText;color:Canvas}
:focus-visible{outline:3px solid Highlight;outline-offset:3px}
footer{border-top:1px solid;padding:.75rem 0;margin-top:1rem}
`);

const notice: Text = {
  de: "Es gilt der Bescheid, nicht diese Seite.",
  en: "The grant notice (Bescheid) prevails, not this page.",
};

function renderPage({ language, heading, body, officeName, hasNotice = true }: Page): string {
  const prevails = hasNotice ? html`<br>${notice[language]}` : undefined;
  const footer =
    officeName === undefined
      ? undefined
      : html`<footer class="small"><p>${officeName}${prevails}</p></footer>`;
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${heading}</title>
<style>${styles}</style>
</head>
<body>
<main>
<h1>${heading}</h1>
${body}
</main>
${footer}
</body>
</html>
`.text;
}

/** What guards a page: it runs nothing, its address goes nowhere, nobody keeps it. */
const headers = {
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
  "x-robots-tag": "noindex",
} as const;

/** Answers with a page. */
export function sendPage(reply: FastifyReply, page: Page): FastifyReply {
  return reply
    .code(page.status ?? 200)
    .headers(headers)
    .header("content-language", page.language)
    .type("text/html; charset=utf-8")
    .send(renderPage(page));
}

/** Sentences, each a paragraph. */
export function paragraphs(...sentences: readonly string[]): Html {
  return html`${sentences.map((sentence) => html`<p>${sentence}</p>\n`)}`;
}

/** A form with one button that sends these fields back to the page's own address. */
export function buttonForm(
  fields: Readonly<Record<string, string>>,
  label: string,
  options: { readonly isFirst?: boolean; readonly more?: Html } = {},
): Html {
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`<form method="post" action="?">${hidden}${options.more}
<button${options.isFirst ? new Html(' class="first"') : undefined}>${label}</button></form>`;
}
