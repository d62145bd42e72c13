const addressPattern = /^[^\s"(),:;<>@[\\\]\p{C}]+@[^\s"(),:;<>@[\\\]\p{C}]+$/u;
const returnPathPattern = /^[!#-'*+\-/-9=?A-Z^-~.]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/;
const taggedPattern =
  /^[^\s<>@]+\+([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})@[^\s<>@]+$/i;
const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** RFC 5321 4.5.3.1.1 grants a local part 64 octets; a mail's tag takes 33 of them. */
const longestLocalPart = 64 - 33;

/** Whether the text is one plain address that can stand in an envelope and a header. */
export function isMailAddress(text: string): boolean {
  return addressPattern.test(text);
}

/** Whether bounces can come back to this address with the mail they are about in it: plain ASCII, 31 characters before the @. */
export function isReturnPath(text: string): boolean {
  return returnPathPattern.test(text) && text.indexOf("@") <= longestLocalPart;
}

/**
 * The envelope sender of one mail (VERP): `bounces@example.org` becomes `bounces+<id without dashes>@example.org`. Throws
 * TypeError for an id that is no UUID.
 */
export function returnAddressOf(returnPath: string, mailId: string): string {
  if (!uuidPattern.test(mailId)) throw new TypeError("a return address names a mail by its UUID");
  const at = returnPath.lastIndexOf("@");
  return `${returnPath.slice(0, at)}+${mailId.replaceAll("-", "").toLowerCase()}${returnPath.slice(at)}`;
}

/** The mail that such an address came back for, as a UUID; undefined if it names none. Angle brackets may surround it. */
export function mailIdOfReturnAddress(address: string): string | undefined {
  const found = taggedPattern.exec(address.trim().replace(/^<(.*)>$/, "$1"));
  return found === null ? undefined : found.slice(1).join("-").toLowerCase();
}
