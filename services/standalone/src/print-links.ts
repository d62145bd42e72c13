import { parseArgs } from "node:util";
import { type LinkPurpose, linkPath } from "@zuwendo/links";
import { readDatabaseConfig, readPublicUrl } from "./config.ts";
import { asLogin, type Client, explainDatabaseError } from "./database.ts";

const usage = `Usage: npm run db:link -- <address>

Prints the links of the mails that wait for an answer from that mail address: an invitation that is not used yet, a new address
that is not confirmed yet. For installations without a mail server; hand a link only to the person that it is for.

Settings, from the environment:

  ZUWENDO_DATA   ./data   the data folder of the running Zuwendo
  DATABASE_URL            a database of your own, as its owner, instead
  PUBLIC_URL              the address that links lead to; unset: where the running Zuwendo listens
`;

interface OpenLink {
  readonly officeId: string;
  readonly officeName: string;
  readonly mailSecret: Buffer;
  readonly name: string;
  readonly purpose: Extract<LinkPurpose, "invitation" | "address">;
  readonly id: string;
  readonly until: string;
}

const selectLinks = `
  select o.id as "officeId", o.name as "officeName", o.mail_secret as "mailSecret", p.name, l.purpose, l.id,
    to_char(l.expires_at at time zone o.zone, 'YYYY-MM-DD HH24:MI') as until
  from (
    select office_id, id, person_id, 'invitation' as purpose, expires_at from invitations
      where lower(email) = lower($1) and used_at is null and revoked_at is null
    union all
    select office_id, id, person_id, 'address', expires_at from address_changes
      where lower($1) in (lower(old_email), lower(new_email)) and confirmed_at is null and revoked_at is null) l
    join people p on p.office_id = l.office_id and p.id = l.person_id
    join offices o on o.id = l.office_id
  where l.expires_at > now()
  order by l.expires_at, l.id`;

const purposeWords = { invitation: "invitation", address: "confirmation of a new address" } as const;

try {
  const { values, positionals } = parseArgs({
    options: { help: { type: "boolean", short: "h" } },
    allowPositionals: true,
  });
  process.stdout.write(values.help ? usage : await print(positionals));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

async function print(words: readonly string[]): Promise<string> {
  const [email = ""] = words;
  if (words.length !== 1 || !/^[^\s@]+@[^\s@]+$/.test(email))
    throw new Error("Name one mail address, see npm run db:link -- --help.");
  const { databaseUrl } = readDatabaseConfig();
  const publicUrl = readPublicUrl().replace(/\/+$/, "");
  const links = await findLinks(databaseUrl, email);
  if (links.length === 0) throw new Error(`Nothing waits for an answer from ${email}.`);
  return links
    .map(({ officeId, officeName, mailSecret, name, purpose, id, until }) => {
      const path = linkPath(mailSecret, { purpose, officeId, id });
      return `${name}, ${officeName}: ${purposeWords[purpose]}, until ${until}\n  ${publicUrl}${path}\n`;
    })
    .join("\n");
}

async function findLinks(databaseUrl: string, email: string): Promise<OpenLink[]> {
  try {
    return await asLogin(databaseUrl, async (owner) => {
      await owner.query("begin");
      await seeEveryOffice(owner);
      const { rows } = await owner.query<OpenLink>(selectLinks, [email]);
      await owner.query("rollback");
      return rows;
    });
  } catch (error) {
    throw explainDatabaseError(databaseUrl, error);
  }
}

/** Row security binds the owner of the tables too, unless they are a superuser; the worker sees every office. Ends with the transaction. */
async function seeEveryOffice(owner: Client): Promise<void> {
  const { rows } = await owner.query(
    "select pg_has_role(current_user, 'zuwendo_worker', 'usage') as is_worker",
  );
  if (rows[0].is_worker !== true) await owner.query("grant zuwendo_worker to current_user");
}
