import { once } from "node:events";
import { createServer } from "node:net";

/** Below the ports that systems hand out by themselves: what listens there is away for a while, and nobody may come in between. */
const [lowest, highest] = [20_000, 31_999];

/** A free port that stays free while whoever listens on it restarts. */
export async function quietPort(): Promise<number> {
  for (;;) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest + 1));
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => resolve(true));
    });
    if (!isFree) continue;
    server.close();
    await once(server, "close");
    return port;
  }
}
