import { isIPv6 } from "node:net";

/** The network an address lies in: the first 24 bits of IPv4, the first 64 of IPv6, which is what one customer has. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");
  if (!isIPv6(plain)) return plain.replace(/\.\d+$/, "");
  const [head = "", tail = ""] = plain.toLowerCase().split("::");
  const [first, last] = [head, tail].map((half) => (half === "" ? [] : half.split(":"))) as [
    string[],
    string[],
  ];
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => "0");
  return [...first, ...zeros, ...last]
    .slice(0, 4)
    .map((part) => part.replace(/^0+(?=.)/, ""))
    .join(":");
}
