import { once } from "node:events";
import net, { type AddressInfo, type Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer, type SMTPServerSession } from "smtp-server";

/**
 * What the server does with a mail: `refuse` answers a command with a code, `hang` reads the mail and never answers,
 * `trickle` answers it one byte at a time without end, `drop` takes the mail and hangs up before the reply, `mute` never
 * greets, `close` listens no more. Connections opened before `mute` or `close` are cut.
 */
export type SmtpBehaviour =
  | { readonly does: "accept" | "hang" | "trickle" | "drop" | "mute" | "close" }
  | { readonly does: "refuse"; readonly at: Stage; readonly code: number; readonly reply?: string };

type Stage = "auth" | "mail" | "rcpt" | "data";

/** A mail as it arrived, parsed and raw; `envelopeFrom` is who gets its bounces, `envelopeTo` who it went to. */
export interface ReceivedMail extends ParsedMail {
  readonly raw: string;
  readonly envelopeFrom: string;
  readonly envelopeTo: readonly string[];
}

export interface TestSmtp {
  readonly url: string;
  /** Every mail the server has read to its end, also if it then hung or hung up. */
  readonly mails: ReceivedMail[];
  /** Number of connections accepted so far. */
  connectionCount(): number;
  setBehaviour(behaviour: SmtpBehaviour): Promise<void>;
}

interface Teardown {
  teardown(after: () => unknown): unknown;
}

/** Starts an SMTP server on a free port of 127.0.0.1 that stops with the test. */
export async function smtpForTest(
  t: Teardown,
  behaviour: SmtpBehaviour = { does: "accept" },
): Promise<TestSmtp> {
  const mails: ReceivedMail[] = [];
  const sockets = new Set<Socket>();
  let current: SmtpBehaviour = { does: "accept" };
  let connectionCount = 0;

  const receive = async (stream: NodeJS.ReadableStream, session: SMTPServerSession) => {
    const raw = await buffer(stream);
    const envelopeTo = session.envelope.rcptTo.map(({ address }) => address);
    const { mailFrom } = session.envelope;
    const envelopeFrom = mailFrom === false ? "" : mailFrom.address;
    mails.push({ ...(await simpleParser(raw)), raw: raw.toString("latin1"), envelopeFrom, envelopeTo });
  };

  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    authOptional: true,
    logger: false,
    disableReverseLookup: true,
    closeTimeout: 1,
    onAuth: ({ username }, _session, done) => done(refusal(current, "auth"), { user: username }),
    onMailFrom: (_address, _session, done) => done(refusal(current, "mail")),
    onRcptTo: (_address, _session, done) => done(refusal(current, "rcpt")),
    onData(stream, session, done) {
      const behaviourNow = current;
      receive(stream, session).then(() => {
        const socket = [...sockets].find(({ remotePort }) => remotePort === session.remotePort);
        if (behaviourNow.does === "drop") socket?.destroy();
        else if (behaviourNow.does === "trickle" && socket !== undefined) trickle(socket);
        else if (behaviourNow.does !== "hang") done(refusal(behaviourNow, "data"), "queued");
      }, done);
    },
  });
  server.on("error", () => {});

  const listener = net.createServer((socket) => {
    connectionCount += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    if (current.does !== "mute") server.connect(socket);
  });
  const listen = async (port: number) => {
    listener.listen(port, "127.0.0.1");
    await once(listener, "listening");
    return (listener.address() as AddressInfo).port;
  };
  const cutConnections = () => {
    for (const socket of sockets) socket.destroy();
  };
  const stopListening = async () => {
    if (!listener.listening) return;
    const closed = once(listener, "close");
    listener.close();
    cutConnections();
    await closed;
  };

  const port = await listen(0);
  const setBehaviour = async (next: SmtpBehaviour) => {
    current = next;
    if (next.does === "close") return stopListening();
    if (next.does === "mute") cutConnections();
    if (!listener.listening) await listen(port);
  };
  await setBehaviour(behaviour);
  t.teardown(async () => {
    await stopListening();
    server.close();
  });
  return { url: `smtp://127.0.0.1:${port}`, mails, connectionCount: () => connectionCount, setBehaviour };
}

function refusal(behaviour: SmtpBehaviour, at: Stage): Error | null {
  if (behaviour.does !== "refuse" || behaviour.at !== at) return null;
  const { code, reply = `refused at ${at}` } = behaviour;
  return Object.assign(new Error(reply), { responseCode: code });
}

/** A multi-line reply that never ends keeps the client's silence limit from being reached. */
function trickle(socket: Socket): void {
  const timer = setInterval(() => socket.write("250-please hold the line\r\n"), 20);
  socket.on("close", () => clearInterval(timer));
}
