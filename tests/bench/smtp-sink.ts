import { SMTPServer } from "smtp-server";

/** Accepts every mail and forgets it; tells how many there were, and when whose DATA began, on request. Run as a child process. */
let received = 0;
const begun: Record<string, number> = {};
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS"],
  onData: (stream, session, done) => {
    if (process.argv[2] === "--note") begun[session.envelope.rcptTo[0]?.address ?? ""] = Date.now();
    stream.resume();
    stream.once("end", () => {
      received += 1;
      done();
    });
  },
});
server.listen(0, "127.0.0.1", () => process.send?.(server.server.address()));
process.on("message", () => process.send?.({ received, begun }));
process.once("disconnect", () => process.exit(0));
