import type { Land } from "@zuwendo/domain";

/** What `GET /v1/me` says of a token's person, as far as it matters here. */
export interface Me {
  readonly name: string;
  readonly roles: readonly { readonly role: string }[];
  readonly tokenScopes: readonly string[];
  readonly permissions: readonly { readonly permission: string }[];
  readonly office: { readonly name: string; readonly zone: string; readonly land: Land };
}

const patienceMs = 10_000;

/** Asks a Zuwendo whose token this is; throws one sentence where there is no Zuwendo, or where it refuses the token. */
export async function readMe(address: string, token: string): Promise<Me> {
  const reply = await ask(address, token);
  if (reply.status === 401)
    throw new Error(`Zuwendo at ${address} refuses the token: it is unknown, has expired or was revoked.`);
  const me = (await reply.json().catch(() => undefined)) as Partial<Me> & { detail?: string };
  if (reply.ok && me?.permissions !== undefined) return me as Me;
  if (reply.headers.get("content-type")?.startsWith("application/problem+json"))
    throw new Error(`Zuwendo at ${address} does not answer now: ${me?.detail ?? reply.status}`);
  throw new Error(`What answers at ${address} is not Zuwendo (status ${reply.status} for /v1/me).`);
}

async function ask(address: string, token: string): Promise<Response> {
  try {
    return await fetch(`${address}/v1/me`, {
      headers: { authorization: `Bearer ${token}`, "accept-language": "en" },
      signal: AbortSignal.timeout(patienceMs),
    });
  } catch (error) {
    const { message, cause } = error as Error & { cause?: { code?: string } };
    const reason = cause?.code === "ECONNREFUSED" ? "nothing listens there" : (cause?.code ?? message);
    throw new Error(`No Zuwendo answers at ${address}: ${reason}.`, { cause: error });
  }
}
