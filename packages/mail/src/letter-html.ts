import type { Entry, Letter, Reply, Section } from "./letter.ts";

// No colours: the reader's own, light or dark, stay in force.
const styles = {
  body: "margin:0;padding:16px;font-family:system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;font-size:16px;line-height:1.45",
  page: "max-width:36em;margin:0 auto",
  heading: "font-size:20px;line-height:1.3;margin:0 0 16px",
  section: "font-size:18px;line-height:1.3;margin:28px 0 12px",
  entry: "border-top:1px solid;padding:12px 0 16px",
  name: "font-size:16px;margin:0 0 4px",
  line: "margin:0 0 4px",
  remark: "margin:0 0 10px;font-size:14px",
  link: "display:inline-block;padding:10px 16px;margin:4px 8px 4px 0;border:1px solid;border-radius:6px;color:inherit",
  closing: "border-top:1px solid;padding-top:12px;font-size:14px",
} as const;

/** The letter as a page without tables, images, scripts or colours, in headings of three levels. */
export function letterAsHtml(letter: Letter): string {
  const sections = letter.sections.map(sectionHtml).join("\n");
  const closing = [
    ...letter.links.map(({ label, url }) => `<p style="${styles.line}">${anchor(label, url)}</p>`),
    ...letter.closing.map((line) => paragraph("line", line)),
  ].join("\n");
  return `<!doctype html>
<html lang="${letter.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(letter.subject)}</title>
</head>
<body style="${styles.body}">
<main style="${styles.page}">
<p>${escapeHtml(letter.greeting)}</p>
<h1 style="${styles.heading}">${escapeHtml(letter.heading)}</h1>
${sections}
<footer style="${styles.closing}">
${closing}
</footer>
</main>
</body>
</html>
`;
}

function sectionHtml({ heading, entries }: Section): string {
  if (heading === null) return entries.map((entry) => entryHtml(entry, "h2")).join("\n");
  const inner = entries.map((entry) => entryHtml(entry, "h3")).join("\n");
  return `<section>\n<h2 style="${styles.section}">${escapeHtml(heading)}</h2>\n${inner}\n</section>`;
}

function entryHtml({ heading, keyLine, lines, remark, reply }: Entry, level: "h2" | "h3"): string {
  return [
    `<article style="${styles.entry}">`,
    `<${level} style="${styles.name}">${escapeHtml(heading)}</${level}>`,
    `<p style="${styles.line}"><strong>${escapeHtml(keyLine)}</strong></p>`,
    ...lines.map((line) => paragraph("line", line)),
    ...(remark === "" ? [] : [paragraph("remark", remark)]),
    ...(reply === null ? [] : replyHtml(reply)),
    "</article>",
  ].join("\n");
}

function replyHtml({ question, choices }: Reply): string[] {
  const buttons = choices.map(({ label, url }) => anchor(label, url, styles.link)).join("\n");
  return [paragraph("line", question), `<p style="${styles.line}">${buttons}</p>`];
}

function anchor(label: string, url: string, style = "color:inherit"): string {
  return `<a href="${escapeHtml(url)}" style="${style}">${escapeHtml(label)}</a>`;
}

function paragraph(style: "line" | "remark", text: string): string {
  return `<p style="${styles[style]}">${escapeHtml(text)}</p>`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
