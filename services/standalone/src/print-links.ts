import { parseArgs } from "node:util";
import { type LinkPurpose, linkPath } from "@zuwendo/links";
import { readDatabaseConfig, readPublicUrl } from "./config.ts";
import { asLogin, type Client, explainDatabaseError } from "./database.ts";
import { invite } from "./invite.ts";

const usage = `Usage: npm run db:link -- [--invite] <address>

Prints the links of the mails that wait for an answer from that mail address: an invitation that is not used yet, a new address
that is not confirmed yet. For installations without a mail server; hand a link only to the person that it is for.

  --invite   first makes an invitation, valid for a day, for whoever has that address, has roles and has no token in force: the way
             back into an office whose administrators have lost theirs

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
    options: { help: { type: "boolean", short: "h" }, invite: { type: "boolean" } },
    allowPositionals: true,
  });
  process.stdout.write(values.help ? usage : await print(positionals, values.invite === true));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

async function print(words: readonly string[], isInviting: boolean): Promise<string> {
  const [email = ""] = words;
  if (words.length !== 1 || !/^[^\s@]+@[^\s@]+$/.test(email))
    throw new Error("Name one mail address, see npm run db:link -- --help.");
  const { databaseUrl } = readDatabaseConfig();
  const publicUrl = readPublicUrl().replace(/\/+$/, "");
  if (isInviting) await inviteFirst(databaseUrl, email);
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

async function inviteFirst(databaseUrl: string, email: string): Promise<void> {
  try {
    await asLogin(databaseUrl, async (owner) => {
      await owner.query("begin");
      await owner.query("savepoint find_offices");
      await seeEveryOffice(owner);
      const { rows } = await owner.query<{ officeId: string }>(
        `select distinct office_id as "officeId" from people where lower(email) = lower($1) order by 1`,
        [email],
      );
      await owner.query("rollback to savepoint find_offices");
      const officeIds = rows.map(({ officeId }) => officeId);
      await invite(owner, email, officeIds);
      await owner.query("commit");
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
