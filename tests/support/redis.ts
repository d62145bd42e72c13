import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import type { Test } from "tap";
import { onPath } from "./programs.ts";

/**
 * The address of a Redis to test with: REDIS_URL when set (share it: use a prefix of your own and never flush
 * it, see forgetKeys), else an own empty server that ends with the test. Undefined when there is neither.
 */
export async function redisForTest(t: Test): Promise<string | undefined> {
  const { REDIS_URL } = process.env;
  if (REDIS_URL) return REDIS_URL;
  const redis = await startRedis();
  if (redis !== undefined) t.teardown(redis.end);
  return redis?.url;
}

export interface OwnRedis {
  readonly url: string;
  /** Ends it as a crash does, with everything it held. */
  end(): Promise<void>;
}

/** An own empty server that keeps nothing on the disk; undefined where there is no program for it. */
export async function startRedis(wantedPort?: number): Promise<OwnRedis | undefined> {
  const program = ["redis-server", "valkey-server"].map(onPath).find((path) => path !== undefined);
  if (!program) return undefined;
  const folder = await mkdtemp(join(tmpdir(), "zuwendo-redis-"));
  const port = wantedPort ?? (await freePort());
  const server = spawn(
    program,
    ["--bind", "127.0.0.1", "--port", String(port), "--dir", folder, "--save", "", "--appendonly", "no"],
    { stdio: "ignore" },
  );
  const url = `redis://127.0.0.1:${port}`;
  const end = async () => {
    await stop(server);
    await rm(folder, { recursive: true, force: true });
  };
  const failed = once(server, "exit").then(() => {
    throw new Error(`${program} ended instead of serving port ${port}`);
  });
  failed.catch(() => undefined);
  await Promise.race([untilItAnswers(url), failed]);
  return { url, end };
}

/** What a FLUSHALL does to the keys with this prefix; an own server is really flushed. */
export async function forgetKeys(url: string, prefix: string): Promise<void> {
  const redis = new Redis(url);
  try {
    if (process.env.REDIS_URL)
      await redis.eval(
        `for _, k in ipairs(redis.call("KEYS", ARGV[1])) do redis.call("DEL", k) end`,
        0,
        `${prefix}*`,
      );
    else await redis.flushall();
  } finally {
    redis.disconnect();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

async function untilItAnswers(url: string): Promise<void> {
  const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 20 });
  redis.on("error", () => undefined);
  try {
    await redis.ping();
  } finally {
    redis.disconnect();
  }
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, "exit");
  server.kill("SIGKILL");
  await ended;
}
