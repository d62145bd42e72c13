export { type RunningWorker, startWorkerService } from "./server.ts";
