import { type AccountMatter, renderAccountMail } from "@zuwendo/mail";
import t from "tap";
import { wordsMissingIn } from "./mail-parts.ts";

const until = { on: "2026-12-07", time: "09:15" };
const invitation: AccountMatter = {
  kind: "invitation",
  inviterName: "Konrad Koordination",
  roles: [
    { de: "Projektleitung", en: "project lead" },
    { de: "Ausschussmitglied", en: "committee member" },
  ],
  rolesFrom: "2026-12-01",
  until,
  path: "/invitations/token",
};
const confirmation: AccountMatter = {
  kind: "address-confirmation",
  newEmail: "mia@neu.example",
  until,
  path: "/addresses/token",
};
const changed: AccountMatter = { kind: "address-changed", by: "person" };

function mailOf(matter: AccountMatter, language: "de" | "en" = "de", officeEmail: string | null = null) {
  return renderAccountMail({
    ...{ language, recipientName: "Mia Sommer", officeName: "Stadt Beispielburg", officeEmail, matter },
    publicUrl: "https://zuwendo.example",
  });
}

t.test("an invitation in full", async (t) => {
  const { subject, text } = mailOf(invitation);
  t.equal(subject, "Einladung zu Zuwendo: Stadt Beispielburg");
  t.equal(
    text,
    `Guten Tag Mia Sommer,

Konrad Koordination lädt Sie zu Zuwendo ein

Stadt Beispielburg
Ihre Rollen: Projektleitung und Ausschussmitglied
Gültig ab: 01.12.2026
In Zuwendo führt die Koordinierungsstelle Projektideen, Anträge und Fristen.
Ansehen und Zugang einrichten, möglich bis Montag, 07.12.2026, 09:15 Uhr:
https://zuwendo.example/invitations/token

Wenn Sie diese Einladung nicht erwartet haben, brauchen Sie nichts zu tun.
Stadt Beispielburg
`,
  );
  const single = { ...invitation, roles: [{ de: "Prüfung", en: "auditor" }], rolesFrom: null };
  t.match(mailOf(single, "en").text, "Your role: auditor\nThe coordination");
});

t.test("a new address is asked, an old one is told and does not learn the new one", async (t) => {
  t.match(mailOf(confirmation).text, "Neue Adresse: mia@neu.example\nBis Sie sie bestätigen");
  t.match(mailOf(confirmation, "en").text, "possible until Monday, 7 Dec 2026, 09:15:\nhttps://");
  t.match(mailOf(changed).text, /wenden Sie sich bitte gleich an die\sKoordinierungsstelle\./);
  t.match(
    mailOf(changed, "de", "amt@stadt.example").text,
    "schreiben Sie bitte gleich an amt@stadt.example.",
  );
  t.match(mailOf({ ...changed, by: "office" }, "en").text, "The coordination office has entered it.");
});

t.test("no such mail links to anything but its own page; text and HTML say the same", async (t) => {
  for (const language of ["de", "en"] as const) {
    for (const matter of [invitation, confirmation, changed]) {
      const { subject, text, html } = mailOf(matter, language, "amt@stadt.example");
      const own = "path" in matter ? [`https://zuwendo.example${matter.path}`] : [];
      t.same([...new Set(text.match(/https?:\S+/g) ?? [])], own, `${matter.kind} ${language}`);
      t.same(
        [...html.matchAll(/href="([^"]+)"/g)].map(([, url]) => url),
        own,
      );
      t.same(wordsMissingIn(html, text), [], `${matter.kind} ${language}`);
      for (const said of [subject, text]) t.notMatch(said, /\{\w+\}|undefined|null/);
    }
  }
});
