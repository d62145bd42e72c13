import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

interface Teardown {
  teardown(after: () => unknown): unknown;
}

/** The same server as at the address, but every answer of it is up to so many milliseconds under way. */
export async function slowLineForTest(t: Teardown, address: string, slowestMs: number): Promise<string> {
  const target = new URL(address);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    near.pipe(far);
    let sent = Promise.resolve();
    far.on("data", (chunk) => {
      sent = sent.then(() => sleep(Math.random() * slowestMs)).then(() => void near.write(chunk));
    });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(async () => {
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  const url = new URL(address);
  url.port = String((server.address() as AddressInfo).port);
  return url.href;
}
