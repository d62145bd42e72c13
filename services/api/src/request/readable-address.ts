import { byLanguage, DomainError } from "@zuwendo/domain";
import type { FastifyRequest } from "fastify";
import { malformed } from "./problems.ts";

const oneHost = {
  de: "Die Kopfzeile „Host“ muss genau einmal da sein.",
  en: "There must be exactly one “Host” header.",
};
const noText = {
  de: "Der Parameter enthält ein %, auf das keine gültigen UTF-8-Bytes folgen.",
  en: "The parameter holds a % that no valid UTF-8 bytes follow.",
};

/** Refuses an address whose host or query cannot be told for certain; the router has read the path. */
export function assertReadable({ raw, url }: FastifyRequest): void {
  const hosts = raw.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === "host");
  if (hosts.length !== 1 && raw.httpVersion === "1.1") throw malformed(oneHost);
  if (!url.includes("%")) return;
  const [, query = ""] = url.split("?", 2);
  const broken = query.split("&").find((pair) => !isDecodable(pair));
  if (broken === undefined) return;
  const [name = ""] = broken.split("=", 1);
  throw new DomainError("malformed-request", byLanguage({ reason: noText }), {
    parameter: isDecodable(name) ? decodeURIComponent(name) : name,
  });
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
