export { type Query, runBatch } from "./batch.ts";
export { openPool, type PoolOptions } from "./connect.ts";
export { ensureLogin, findUnsafeLogin, migrate, type ServiceRole, schemaFingerprint } from "./migrate.ts";
export { findAround, findPlans, type OfficePlan } from "./reminders.ts";
export { moves, sumEntries, sumOf } from "./rollup-sql.ts";
export type { Schema } from "./schema.ts";
export { build, compile, jsonb } from "./statement.ts";
export { isStorageFault, openStorage, type Storage } from "./storage.ts";
export { type KeptConnection, keepConnection, runOnce, type Transaction, transact } from "./transaction.ts";
