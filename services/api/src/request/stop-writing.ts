import { isStorageFault, type Storage } from "@zuwendo/db";
import { DomainError } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";

const readMethods = ["GET", "HEAD", "OPTIONS"];

/** Refuses changes while nothing can be stored, so that what is left of the disk keeps the database alive for reading. */
export function stopWriting(app: FastifyInstance, storage: Storage): void {
  app.addHook("onRequest", (request, _reply, done) => {
    const isRefused = storage.isFull() && !readMethods.includes(request.method);
    done(isRefused ? new DomainError("storage-full") : undefined);
  });
  app.addHook("onError", (_request, _reply, error, done) => {
    if (isStorageFault(error)) storage.noteFull();
    done();
  });
}
