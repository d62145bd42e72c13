import { SMTPServer } from "smtp-server";

/** Accepts every mail and forgets it; tells how many there were on request. Run as a child process. */
let received = 0;
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS"],
  onData: (stream, _session, done) => {
    stream.resume();
    stream.once("end", () => {
      received += 1;
      done();
    });
  },
});
server.listen(0, "127.0.0.1", () => process.send?.(server.server.address()));
process.on("message", () => process.send?.({ received }));
process.once("disconnect", () => process.exit(0));
