import { type LinkPurpose, linkPath } from "@zuwendo/links";
import pg from "pg";
import type { Ask, Reply } from "./api.ts";
import type { TestOffice } from "./office.ts";

type AskFunction = (line: string, options?: Ask) => Promise<Reply>;

/** The paths of an office's links, as its mails have them. */
export async function linksOf(ownerUrl: string, officeId: string) {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query("select mail_secret from offices where id = $1", [officeId]);
    const secret: Buffer = rows[0].mail_secret;
    return (purpose: LinkPurpose, id: string) => linkPath(secret, { purpose, officeId, id });
  } finally {
    await client.end();
  }
}

/** Sends the form of a page. */
export function sendForm(ask: AskFunction, path: string, raw: string): Promise<Reply> {
  return ask(`POST ${path}`, { raw, headers: { "content-type": "application/x-www-form-urlencoded" } });
}

/** The token that a page shows; undefined for one that shows none. */
export function tokenIn(page: string): string | undefined {
  return /zwd_[\w-]{64}/.exec(page)?.[0];
}

/** Invites somebody as an administrator, and makes their first token on the page behind the mail. */
export async function firstToken(
  ask: AskFunction,
  { ownerUrl, office, personId }: { ownerUrl: string; office: TestOffice; personId: string },
): Promise<string> {
  const { token } = office.people.admin;
  const { body, text } = await ask("POST /v1/invitations", { token, body: { personId } });
  const path = (await linksOf(ownerUrl, office.id))("invitation", body.id);
  const made = tokenIn((await sendForm(ask, path, "access=set-up")).text);
  if (made === undefined) throw new Error(`no token for the invitation: ${text}`);
  return made;
}
