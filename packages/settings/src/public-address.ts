const loopbackOf: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

/** Whether HOST means every address of the machine. */
export function isEveryAddress(host: string): boolean {
  return host in loopbackOf;
}

/** The address at which this machine opens what listens on HOST and a port. */
export function addressAt(host: string, port: number): string {
  const name = loopbackOf[host] ?? host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}`;
}

/**
 * The name of a PUBLIC_URL in what mail programs and calendars keep: sender, Message-ID, ids of entries. `localhost` for
 * the addresses of this machine, which are no domain, and for an IPv6 address, which no sender can have.
 */
export function domainOf(publicUrl: string): string {
  const { hostname } = new URL(publicUrl);
  return /^127\.|^\[/.test(hostname) ? "localhost" : hostname;
}
