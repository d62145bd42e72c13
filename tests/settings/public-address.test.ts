import { pageUrl } from "@zuwendo/mail";
import { addressAt, domainOf, settingsOf } from "@zuwendo/settings";
import { test } from "tap";

test("what listens is opened at an address of this machine", (t) => {
  const opened: Record<string, string> = {
    "127.0.0.1": "http://127.0.0.1:8080",
    "0.0.0.0": "http://127.0.0.1:8080",
    localhost: "http://localhost:8080",
    "192.0.2.7": "http://192.0.2.7:8080",
    "::": "http://[::1]:8080",
    "::1": "http://[::1]:8080",
  };
  for (const [host, address] of Object.entries(opened)) {
    t.equal(addressAt(host, 8080), address);
    t.ok(URL.canParse(address));
  }
  t.end();
});

test("mails and calendars carry a name, also where the address has none", (t) => {
  t.equal(domainOf("https://zuwendo.example.org/foerderung/"), "zuwendo.example.org");
  for (const address of ["http://127.0.0.1:8080", "http://[::1]:8080", "http://localhost:8080"])
    t.equal(domainOf(address), "localhost");
  t.end();
});

test("a public address may have a path and a slash at its end, and nothing after them", (t) => {
  const read = (PUBLIC_URL: string) => {
    const { address, refuse } = settingsOf({ PUBLIC_URL });
    const url = address("PUBLIC_URL", "web") ?? "";
    refuse();
    return url;
  };
  for (const url of ["https://office.example/zuwendo", "https://office.example/zuwendo/"])
    t.equal(pageUrl(read(url), "/me/x"), "https://office.example/zuwendo/me/x");
  for (const url of ["https://office.example/?a=1", "https://office.example/#top", "ftp://office.example"])
    t.throws(() => read(url), /PUBLIC_URL must be an address like https/);
  t.end();
});
