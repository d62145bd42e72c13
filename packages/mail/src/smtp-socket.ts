import net from "node:net";
import type { SMTPTransportOptions } from "nodemailer";

type SocketCallback = Parameters<NonNullable<SMTPTransportOptions["getSocket"]>>[1];

/**
 * Opens the connection for nodemailer, which knows only one limit for connecting and greeting together: a dead host is
 * noticed within `connectMs`, while a server that greets late on purpose still gets its time.
 */
export function connectWithin(connectMs: number) {
  return (options: SMTPTransportOptions, done: SocketCallback): void => {
    const { host = "localhost", secure = false } = options;
    const port = Number(options.port ?? (secure ? 465 : 587));
    const socket = net.connect({ host, port });
    const timer = setTimeout(() => socket.destroy(new Error("Connection timeout")), connectMs);
    const fail = (error: Error) => {
      clearTimeout(timer);
      done(error);
    };
    socket.once("error", fail);
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.off("error", fail);
      done(null, { connection: socket });
    });
  };
}
