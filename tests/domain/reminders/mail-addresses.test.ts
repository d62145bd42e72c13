import { isReturnPath, mailIdOfReturnAddress, returnAddressOf } from "@zuwendo/domain";
import fc from "fast-check";
import { test } from "tap";

const id = "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10";
const address = "bounces+019ab2c46f0e7a319d7e2f1f6b8f4a10@example.org";

test("a return address carries the mail's id there and back", async (t) => {
  t.equal(returnAddressOf("bounces@example.org", id), address);
  t.equal(returnAddressOf("bounces@example.org", id.toUpperCase()), address);
  t.equal(mailIdOfReturnAddress(address), id);
  const property = fc.property(fc.uuid(), fc.constantFrom("b@x.example", "a+b@x.example"), (any, path) => {
    const made = returnAddressOf(path, any);
    return mailIdOfReturnAddress(made) === any && isReturnPath(path);
  });
  t.doesNotThrow(() => fc.assert(property));
});

test("what mail servers make of an address is understood", async (t) => {
  for (const text of [
    `<${address}>`,
    ` ${address}\r\n`,
    address.toUpperCase(),
    address.replace("bounces", "a+b"),
  ]) {
    t.equal(mailIdOfReturnAddress(text), id, JSON.stringify(text));
  }
});

test("what names no mail gives none", async (t) => {
  for (const text of [
    ...["", "bounces@example.org", "bounces+@example.org", "bounces+x@example.org"],
    ...[address.replace("@example.org", ""), address.replace("bounces", ""), address.replace("+", "-")],
    ...[address.replace("10@", "1@"), address.replace("10@", "100@"), address.replace("10@", "1g@")],
    ...[`${address} x`, `x ${address}`, `<${address}`, `bounces+${id}@example.org`],
  ]) {
    t.equal(mailIdOfReturnAddress(text), undefined, JSON.stringify(text));
  }
  for (const wrong of ["", "x", `${id}\r\nX: y`]) {
    t.throws(() => returnAddressOf("bounces@example.org", wrong), TypeError);
  }
});

test("a return path is one plain address with room for the id", async (t) => {
  const longest = "b".repeat(31);
  for (const text of ["bounces@example.org", "b.ounces+x@localhost", `${longest}@example.org`]) {
    t.ok(isReturnPath(text), text);
  }
  for (const text of [
    ...["", "bounces", "@example.org", "bounces@", "a@b@example.org", `${longest}b@example.org`],
    ...["Zuwendo <bounces@example.org>", "bounces@exämple.org", "büro@example.org", "a b@example.org"],
    ...["a@example.org\r\nRCPT TO:<b@example.org>", '"a"@example.org', "a@example..org"],
  ]) {
    t.notOk(isReturnPath(text), JSON.stringify(text));
  }
});
