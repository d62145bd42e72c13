import type { Config } from "./config.ts";
import { createDatabase, ensureLogins, migrateDatabase } from "./database.ts";
import type { DatabaseServer } from "./database-server.ts";
import { type FirstOffice, openFirstOffice } from "./first-office.ts";
import { serviceUrls } from "./logins.ts";

export interface Prepared {
  /** The addresses of now for the two services. */
  readonly urls: () => { api: string; worker: string };
  readonly first: FirstOffice;
}

/** Makes a database ready for API and worker: schema, logins, and the first office. */
export async function prepare({ dataDir, isEmpty }: Config, server: DatabaseServer): Promise<Prepared> {
  const ownerUrl = server.ownerUrl();
  if (server.maintenanceUrl !== undefined) await createDatabase(server.maintenanceUrl, ownerUrl);
  await migrateDatabase(ownerUrl);
  const urls = () => serviceUrls(dataDir, server.ownerUrl());
  await ensureLogins(ownerUrl, urls());
  return { urls, first: await openFirstOffice({ dataDir, ownerUrl, workerUrl: urls().worker, isEmpty }) };
}
