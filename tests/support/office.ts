import type { Land, Role } from "@zuwendo/domain";
import pg from "pg";
import { v7 as newId } from "uuid";
import { mintToken } from "../../services/api/src/request/caller.ts";

export interface TestPerson {
  readonly id: string;
  readonly token: string;
  readonly email: string;
}

export interface TestOffice {
  readonly id: string;
  readonly people: Readonly<Record<Role, TestPerson>>;
  readonly organisationId: string;
}

const holders: readonly { role: Role; name: string; language: "de" | "en" }[] = [
  { role: "project-lead", name: "Paula Projekt", language: "de" },
  { role: "coordinator", name: "Konrad Koordination", language: "de" },
  { role: "lead-office", name: "Lea Amt", language: "en" },
  { role: "committee-member", name: "Berta Beirat", language: "de" },
  { role: "partner", name: "Pia Partner", language: "de" },
  { role: "auditor", name: "Arno Prüfung", language: "de" },
  { role: "admin", name: "Ada Betrieb", language: "en" },
];

/** An office with one person and one token per role; the project lead belongs to an organisation. */
export async function insertOffice(ownerUrl: string, short = "TST", land: Land = "SH"): Promise<TestOffice> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const officeId = newId();
    const organisationId = newId();
    await client.query("begin");
    await client.query("select set_config('app.office_id', $1, true)", [officeId]);
    await client.query("insert into offices (id, name, short, land) values ($1, $2, $3, $4)", [
      officeId,
      `Amt ${short}`,
      short,
      land,
    ]);
    await client.query(
      "insert into organisations (id, name, kind, is_charitable, area_key) values ($1, 'Kulturverein', 'association', true, '01053100')",
      [organisationId],
    );
    const people: Partial<Record<Role, TestPerson>> = {};
    for (const { role, name, language } of holders) {
      const id = newId();
      const email = `${role}@${short.toLowerCase()}.example`;
      const { token, hash } = mintToken(officeId);
      await client.query(
        "insert into people (id, name, email, language, roles, organisation_id) values ($1, $2, $3, $4, $5, $6)",
        [id, name, email, language, [role], role === "project-lead" ? organisationId : null],
      );
      await client.query(
        "insert into tokens (person_id, name, hash, expires_at) values ($1, 'test', $2, now() + interval '1 day')",
        [id, hash],
      );
      people[role] = { id, token, email };
    }
    await client.query("commit");
    return { id: officeId, people: people as Record<Role, TestPerson>, organisationId };
  } finally {
    await client.end();
  }
}
