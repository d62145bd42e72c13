import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { SMTPServer } from "smtp-server";
import type { SinkBehaviour } from "./plan.ts";

/**
 * A mail server as a process of its own, with the port it is to listen on as argument. It tells of every mail that it has
 * answered with 250, refused, or read without answering, and changes its behaviour on request.
 */
const mailMs = 30;
const port = Number(process.argv[2]);
const sockets = new Map<number, Socket>();
let current: SinkBehaviour = { does: "accept" };

const tell = (kind: string, to: string, messageId = "") =>
  process.send?.({ kind, to, messageId, at: Date.now() });

const server = new SMTPServer({
  disabledCommands: ["STARTTLS"],
  authOptional: true,
  logger: false,
  disableReverseLookup: true,
  closeTimeout: 1,
  onRcptTo({ address }, _session, done) {
    if (current.does !== "refuse") return done();
    const { code } = current;
    tell(`refused-${code}`, address);
    const words = {
      421: "going out of service",
      450: "mailbox busy, try later",
      550: "no such mailbox here",
    };
    done(Object.assign(new Error(words[code]), { responseCode: code }));
  },
  async onData(stream, session, done) {
    const isHanging = current.does === "hang";
    const [to = ""] = session.envelope.rcptTo.map(({ address }) => address);
    try {
      const messageId = /^message-id:\s*(<[^>]+>)/im.exec(await text(stream))?.[1] ?? "";
      if (isHanging) return void tell("hung", to, messageId);
      await sleep(mailMs);
      const socket = sockets.get(session.remotePort);
      // Whoever has gone by now gets no answer: their mail is not accepted.
      if (socket === undefined || socket.readableEnded || !socket.writable)
        return void tell("cut", to, messageId);
      done(null, "queued");
      tell("accepted", to, messageId);
    } catch {
      tell("cut", to);
    }
  },
});
server.on("error", () => undefined);

const listener = createServer((socket) => {
  const { remotePort = 0 } = socket;
  sockets.set(remotePort, socket);
  socket.on("close", () => sockets.delete(remotePort));
  socket.on("error", () => undefined);
  server.connect(socket);
});

async function listen(): Promise<void> {
  if (listener.listening) return;
  listener.listen(port, "127.0.0.1");
  await once(listener, "listening");
}

async function stopListening(): Promise<void> {
  if (!listener.listening) return;
  const closed = once(listener, "close");
  listener.close();
  // An answer that has been given still gets through.
  for (const socket of sockets.values()) socket.destroySoon();
  await closed;
}

process.on("message", async (behaviour: SinkBehaviour) => {
  current = behaviour;
  await (behaviour.does === "close" ? stopListening() : listen());
  process.send?.({ kind: "done" });
});
process.once("disconnect", () => process.exit(0));
await listen();
process.send?.({ port });
