import { type PgQueryable, runMigrations } from "bullmq";
import { queueName } from "./bullmq-settings.ts";
import { queueSchema } from "./postgres-transport.ts";

/**
 * Creates or updates BullMQ's schema and lets the given roles work in it, also with what later migrations add.
 * Needs one connection of the schema's owner (a client, not a pool) that is in no transaction. May run again.
 */
export async function migrateQueue(client: PgQueryable, { grantTo }: { grantTo: string[] }): Promise<void> {
  await runMigrations(client, queueSchema);
  await client.query("BEGIN");
  try {
    // Two migrations that grant at once would fail with "tuple concurrently updated".
    await client.query(`SELECT pg_advisory_xact_lock(hashtext('zuwendo:queue-grants'))`);
    // BullMQ creates the sequence of job ids on first use, which only the owner may.
    await client.query(`SELECT ${queueSchema}.next_job_id($1)`, [queueName]);
    for (const role of grantTo) {
      for (const grant of grants(`"${role.replaceAll('"', '""')}"`)) await client.query(grant);
    }
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}

function grants(role: string): string[] {
  const future = `ALTER DEFAULT PRIVILEGES IN SCHEMA ${queueSchema}`;
  return [
    `GRANT USAGE ON SCHEMA ${queueSchema} TO ${role}`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${queueSchema} TO ${role}`,
    `GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${queueSchema} TO ${role}`,
    `GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${queueSchema} TO ${role}`,
    `${future} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${role}`,
    `${future} GRANT USAGE, SELECT ON SEQUENCES TO ${role}`,
    `${future} GRANT EXECUTE ON FUNCTIONS TO ${role}`,
  ];
}
