/** How long a random sequence is or how often something is killed: short in `npm test`, full in `npm run test:long`. */
export function sized(short: number, full: number): number {
  return process.env.LONG === "1" ? full : short;
}
