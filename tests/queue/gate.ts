import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import type { Test } from "tap";

/** A way to a server that a test can shut: connections break and new ones are refused until it opens again. */
export type Gate = {
  /** The same address, but through the gate. */
  through(url: string): string;
  open(): Promise<void>;
  shut(): Promise<void>;
};

/** A Gate before the server at the address, shut at first, at a port that stays its own. */
export async function gateForTest(t: Test, serverUrl: string): Promise<Gate> {
  const target = new URL(serverUrl);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.pipe(other);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");

  const { port } = address;

  async function open() {
    if (server.listening) return;
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  }
  async function shut() {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  }
  await shut();
  t.teardown(shut);
  function through(address: string) {
    const url = new URL(address);
    url.hostname = "127.0.0.1";
    url.port = String(port);
    return url.href;
  }
  return { through, open, shut };
}
