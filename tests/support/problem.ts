import type { Test } from "tap";
import type { Reply } from "./api.ts";

export const requestId = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const innards =
  /node_modules|\.ts\b|\.js\b|\bat .+:\d+|select |insert into|update \w+ set|violates|constraint|relation|syntax error|postgres|stack/i;

/** Asserts that a reply is the problem, and says nothing of what is inside. */
export function isProblem(t: Test, reply: Reply, status: number, code: string, name = code) {
  const { body, headers, text } = reply;
  t.equal(reply.status, status, `${name}: ${text}`);
  t.match(headers.get("content-type"), /^application\/problem\+json/, `${name}: media type`);
  t.match(
    body,
    {
      type: `/problems/${code}`,
      code,
      status,
      title: /\S/,
      detail: /\S/,
      instance: headers.get("request-id"),
    },
    `${name}: members`,
  );
  t.match(headers.get("request-id"), requestId, `${name}: request id`);
  t.notMatch(text, innards, `${name}: nothing of what is inside`);
}
