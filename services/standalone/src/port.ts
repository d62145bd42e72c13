import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { StartError } from "./postgres/start-error.ts";

/** The services of a launcher that was killed a moment ago need this long to notice and to let go of the port. */
const patienceMs = 3000;

/** Throws StartError with one sentence where the API could not listen. */
export async function refuseTakenPort(host: string, port: number): Promise<void> {
  const end = Date.now() + patienceMs;
  while (true) {
    const code = await tryToListen(host, port);
    if (code === undefined) return;
    if (code !== "EADDRINUSE" || Date.now() > end) throw new StartError(explain(code, host, port));
    await sleep(50);
  }
}

async function tryToListen(host: string, port: number): Promise<string | undefined> {
  const server = createServer();
  const failure = await new Promise<string | undefined>((resolve) => {
    server.once("error", (error) => resolve("code" in error ? String(error.code) : error.message));
    server.listen({ host, port }, () => resolve(undefined));
  });
  if (failure === undefined) await new Promise((resolve) => server.close(resolve));
  return failure;
}

function explain(code: string, host: string, port: number): string {
  switch (code) {
    case "EADDRINUSE":
      return `The port ${port} on ${host} is in use by another program; stop that one, or set PORT to a free port.`;
    case "EACCES":
      return `This user may not use the port ${port}; set PORT to one above 1023.`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `This machine has no address "${host}"; set HOST to one it has, for example 127.0.0.1.`;
    default:
      return `Zuwendo cannot listen on ${host}, port ${port}: ${code}.`;
  }
}
