import { randomBytes } from "node:crypto";
import { isSigned, type LinkClaims, linkPath, readLink, signLink, withoutTokens } from "@zuwendo/links";
import fc from "fast-check";
import { test } from "tap";
import { v7 as newId } from "uuid";

const secret = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));
const claims: fc.Arbitrary<LinkClaims> = fc.record({
  purpose: fc.constantFrom("answer", "unsubscribe", "person", "invitation", "address"),
  officeId: fc.uuid(),
  id: fc.uuid(),
});

function isGood(secret: Buffer, token: string): boolean {
  const link = readLink(token);
  return link !== undefined && isSigned(secret, link);
}

test("a link says again what was signed, always in the same token", async (t) => {
  fc.assert(
    fc.property(secret, claims, (secret, claims) => {
      const token = signLink(secret, claims);
      const { signature, ...read } = readLink(token) ?? { signature: undefined };
      return (
        /^[\w-]{87}$/.test(token) &&
        JSON.stringify(read) === JSON.stringify(claims) &&
        signature?.length === 32 &&
        isGood(secret, token) &&
        signLink(secret, claims) === token
      );
    }),
  );
  t.pass("holds for every secret and claim");
});

test("every purpose has a page of its own", async (t) => {
  const [secret, officeId, id] = [randomBytes(32), newId(), newId()];
  const pages = (["answer", "unsubscribe", "person", "invitation", "address"] as const).map((purpose) => {
    const claims = { purpose, officeId, id };
    const [, page, token = ""] = linkPath(secret, claims).split("/");
    t.equal(token, signLink(secret, claims), purpose);
    return page;
  });
  t.same(pages, ["answers", "unsubscribe", "reminders", "invitations", "addresses"]);
});

test("a text is shown without its tokens, and otherwise as it is", async (t) => {
  fc.assert(
    fc.property(secret, claims, (secret, claims) => {
      const url = `https://zuwendo.example/answers/${signLink(secret, claims)}`;
      return (
        withoutTokens(`Erledigt?\n${url}\nund ${url}.`) ===
        "Erledigt?\nhttps://zuwendo.example/answers/…\nund https://zuwendo.example/answers/…."
      );
    }),
  );
  t.equal(withoutTokens(`${"-".repeat(76)}\n${"a".repeat(90)}`), `${"-".repeat(76)}\n${"a".repeat(90)}`);
});

test("every flipped bit and every truncation is noticed", async (t) => {
  const secret = randomBytes(32);
  const token = signLink(secret, { purpose: "answer", officeId: newId(), id: newId() });
  const bytes = Buffer.from(token, "base64url");
  const flipped = Array.from({ length: bytes.length * 8 }, (_, bit) => {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    return changed.toString("base64url");
  });
  t.equal(flipped.length, 520);
  t.same(
    flipped.filter((one) => isGood(secret, one)),
    [],
    "no flipped bit goes through",
  );
  const cut = Array.from({ length: token.length }, (_, length) => token.slice(0, length));
  t.same(
    cut.filter((one) => readLink(one) !== undefined),
    [],
    "no beginning is a link",
  );
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const lastChanged = [...letters]
    .map((letter) => token.slice(0, -1) + letter)
    .filter((one) => one !== token);
  t.same(
    lastChanged.filter((one) => isGood(secret, one)),
    [],
    "not even in the bits that base64url does not use",
  );
  for (const odd of [`${token}A`, `${token}=`, ` ${token}`, `${token}\n`, token.toUpperCase()]) {
    t.equal(readLink(odd) !== undefined && isGood(secret, odd), false, JSON.stringify(odd));
  }
});

test("another office's secret, another purpose and another id do not fit", async (t) => {
  fc.assert(
    fc.property(secret, secret, claims, claims, (own, other, first, second) => {
      fc.pre(!own.equals(other) && JSON.stringify(first) !== JSON.stringify(second));
      const token = signLink(own, first);
      const link = readLink(token);
      if (link === undefined) return false;
      const moved = { ...second, signature: link.signature };
      return !isGood(other, token) && !isSigned(own, moved) && signLink(other, first) !== token;
    }),
  );
  t.pass("holds for every pair");
});

test("garbage of any kind and length is no link and throws nothing", async (t) => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ maxLength: 300 }), fc.string({ unit: "binary" }), fc.base64String()),
      (text) => {
        const link = readLink(text);
        return link === undefined || link.signature.length === 32;
      },
    ),
  );
  fc.assert(
    fc.property(secret, fc.uint8Array({ minLength: 65, maxLength: 65 }), (secret, bytes) => {
      return !isGood(secret, Buffer.from(bytes).toString("base64url"));
    }),
  );
  t.equal(readLink(""), undefined);
  t.equal(readLink("A".repeat(1_000_000)), undefined);
});
