import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { readPrivate, writePrivate } from "./private-file.ts";

interface Secrets {
  readonly installation: string;
  readonly apiPassword: string;
  readonly workerPassword: string;
}

/**
 * The addresses that API and worker use for the owner's database. Their logins carry the name of the database and
 * of this installation, so that two installations on one server do not change each other's passwords.
 */
export function serviceUrls(dataDir: string, ownerUrl: string): { api: string; worker: string } {
  const file = join(dataDir, "service-logins.json");
  const known = readPrivate<Secrets>(file);
  const secrets = known ?? newSecrets();
  if (known === undefined) writePrivate(file, secrets);
  return {
    api: withLogin(ownerUrl, "zuwendo_api", secrets.installation, secrets.apiPassword),
    worker: withLogin(ownerUrl, "zuwendo_worker", secrets.installation, secrets.workerPassword),
  };
}

function newSecrets(): Secrets {
  return {
    installation: randomBytes(4).toString("hex"),
    apiPassword: randomBytes(24).toString("base64url"),
    workerPassword: randomBytes(24).toString("base64url"),
  };
}

function withLogin(ownerUrl: string, role: string, installation: string, password: string): string {
  const url = new URL(ownerUrl);
  const database = decodeURIComponent(url.pathname.slice(1)).replace(/\W+/g, "_").slice(0, 32);
  url.username = `${role}_${database}_${installation}`;
  url.password = password;
  return url.href;
}
