export { mintToken } from "./caller.ts";
export type { Config } from "./config.ts";
export { type RunningApi, startApi } from "./server.ts";
