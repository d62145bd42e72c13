import { isUtf8 } from "node:buffer";
import { byLanguage, DomainError, say, tidyText } from "@zuwendo/domain";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { readJson } from "./json-text.ts";

const empty = { de: "Der Inhalt der Anfrage fehlt.", en: "The request has no content." };
const noText = { de: "Byte {byte} ist kein UTF-8.", en: "Byte {byte} is not UTF-8." };
const byteOrderMark = /^\ufeff/;

/** Takes bodies of JSON in UTF-8 and nothing else, and says where one cannot be read. */
export function takeJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    "application/json",
    { parseAs: "buffer" },
    async (request: FastifyRequest, body: Buffer) => {
      const { "content-type": type, "content-encoding": encoding = "identity" } = request.headers;
      if (!isInUtf8(type) || encoding !== "identity") throw new DomainError("unsupported-media-type");
      return tidyTexts(readJson(textOf(body).replace(byteOrderMark, "")));
    },
  );
}

/** Every text of a body as it is stored; the body itself is changed. */
function tidyTexts(value: unknown): unknown {
  if (typeof value === "string") return tidyText(value);
  if (typeof value !== "object" || value === null) return value;
  const parts = value as Record<string, unknown>;
  for (const name of Object.keys(parts)) parts[name] = tidyTexts(parts[name]);
  return value;
}

function isInUtf8(contentType = ""): boolean {
  const charsets = [...contentType.matchAll(/;\s*charset\s*=\s*"?([^\s;"]*)/gi)];
  return charsets.every(([, charset = ""]) => /^utf-?8$/i.test(charset));
}

function textOf(body: Buffer): string {
  if (body.length === 0) throw new DomainError("malformed-request", byLanguage({ reason: empty }));
  const text = body.toString("utf8");
  if (isUtf8(body)) return text;
  // What cannot be read becomes a replacement character, which differs from what was sent.
  const read = Buffer.from(text, "utf8");
  const byte = body.findIndex((value, index) => read[index] !== value);
  throw new DomainError("malformed-request", byLanguage({ reason: say(noText, { byte }) }));
}
