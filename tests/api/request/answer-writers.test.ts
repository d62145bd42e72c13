import fastify from "fastify";
import { test } from "tap";
import Type from "typebox";
import { schemaCompilers } from "../../../services/api/src/request/validation.ts";

const closed = { additionalProperties: false };
const Rule = Type.Union(
  [
    Type.Object({ kind: Type.Enum(["fixed"]), on: Type.String() }, closed),
    Type.Object({ kind: Type.Enum(["pair"]), soft: Type.Ref("Day"), hard: Type.Ref("Day") }, closed),
  ],
  { $id: "Rule" },
);
const Day = Type.Object({ on: Type.String() }, { ...closed, $id: "Day" });
const Thing = Type.Object(
  {
    title: Type.String(),
    amount: Type.Unsafe({ ...Type.Object({ cents: Type.Integer() }, closed), type: ["object", "null"] }),
    rule: Type.Ref("Rule"),
    reason: Type.Union([Type.String(), Type.Ref("Day")]),
    last: Type.Union([Type.Ref("Day"), Type.Null()]),
    changes: Type.Unsafe({ type: "object", additionalProperties: true }),
    days: Type.Array(Type.Ref("Day")),
  },
  { ...closed, $id: "Thing" },
);
const Page = Type.Object({ items: Type.Array(Type.Ref("Thing")) }, { ...closed, $id: "Page" });

/** What a route with the page's schema sends for an answer of its handler. */
async function send(answer: unknown, type = "application/json") {
  const app = fastify({ schemaController: schemaCompilers() });
  for (const schema of [Rule, Day, Thing, Page]) app.addSchema(schema);
  app.get("/", {
    schema: { response: { 200: Type.Ref("Page") } },
    handler: (_request, reply) => reply.type(type).send(answer),
  });
  const { payload } = await app.inject("/");
  await app.close();
  return payload;
}

const thing = {
  title: "Café",
  amount: { cents: 5 },
  rule: { kind: "pair", soft: { on: "2026-01-01" }, hard: { on: "2026-01-02" } },
  reason: { on: "2026-01-03" },
  last: null,
  changes: { whatever: { it: "is" } },
  days: [{ on: "2026-01-04" }],
};

test("an answer holds what its schema has and nothing else, at any depth", async (t) => {
  const secret = { token: "s3cret" };
  const everywhere = {
    ...secret,
    ...thing,
    amount: { cents: 5, ...secret },
    rule: { kind: "pair", soft: { ...secret, on: "2026-01-01" }, hard: { on: "2026-01-02", ...secret } },
    reason: { on: "2026-01-03", ...secret },
    days: [{ on: "2026-01-04", ...secret }],
  };
  const given = { items: [thing, everywhere], ...secret };
  const before = structuredClone(given);
  t.same(JSON.parse(await send(given)), { items: [thing, thing] });
  t.same(given, before, "what the handler holds stays as it is");
});

test("what fits stays as it is: texts and nothing where an object may be, values of other types", async (t) => {
  const items = [
    {
      ...thing,
      amount: null,
      reason: "rolling",
      last: { on: "2026-01-05" },
      rule: { kind: "fixed", on: "x" },
    },
    { ...thing, title: 7, amount: { cents: null }, days: "none" },
  ];
  t.same(JSON.parse(await send({ items })), { items });
  const lost = { ...thing, rule: { kind: "unheard-of", on: "2026-01-01", note: "s3cret" } };
  t.notMatch(await send({ items: [lost] }), "s3cret", "an alternative that there is not shows nothing more");
});

test("text that is JSON already goes out as it is", async (t) => {
  const text = '{"items": [], "ready": true}';
  t.equal(await send(text, "application/json; charset=utf-8"), text);
  t.equal(await send(Buffer.from(text)), text);
});
