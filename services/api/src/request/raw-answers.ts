import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { byLanguage, type Params, type ProblemCode } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import { v7 as newId } from "uuid";
import { problemBody } from "./problems.ts";

const problemOf: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: "headers-too-large",
  HPE_CHUNK_EXTENSIONS_OVERFLOW: "payload-too-large",
  ERR_HTTP_REQUEST_TIMEOUT: "request-timeout",
};
const noHttp = { de: "Das ist kein gültiges HTTP/1.1.", en: "This is not valid HTTP/1.1." };
const noTunnel = { de: "Tunnel (CONNECT) gibt es hier nicht.", en: "There are no tunnels (CONNECT) here." };

/** Answers what Node's parser refuses, so that no request exists yet. */
export function answerClientError(error: Error & { readonly code?: string }, socket: Duplex): void {
  if (error.code === "ECONNRESET" || !socket.writable) socket.destroy();
  else refuse(socket, problemOf[error.code ?? ""] ?? "malformed-request", byLanguage({ reason: noHttp }));
}

/** Answers what Node would answer by itself, or not at all; lets nobody send a body before it is wanted. */
export function answerBeforeRequests({ server }: FastifyInstance): void {
  server.on("connect", (_request, socket: Duplex) => {
    refuse(socket, "malformed-request", byLanguage({ reason: noTunnel }));
  });
  server.on("checkExpectation", ({ socket }) => refuse(socket, "expectation-failed"));
  server.on("checkContinue", (request, response) => server.emit("request", request, response));
}

/** Answers in English, as no language has been read, and ends the connection. */
function refuse(socket: Duplex, code: ProblemCode, params: Params = {}): void {
  const id = newId();
  const problem = problemBody(code, params, "en", id);
  const body = JSON.stringify(problem);
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
      "content-type: application/problem+json",
      `content-length: ${Buffer.byteLength(body)}`,
      "content-language: en",
      `request-id: ${id}`,
      "x-content-type-options: nosniff",
      "connection: close",
      "",
      body,
    ].join("\r\n"),
  );
}
