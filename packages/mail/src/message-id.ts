const hostPattern = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])$/;
const mailIdPattern = /^[a-z0-9-]+$/;

/**
 * The Message-ID `<mailId@host>`, the same for every attempt to send one mail, so that a server can see a repetition.
 * The host comes without port. Throws TypeError if either part could not stand in a header.
 */
export function messageIdOf(mailId: string, host: string): string {
  const [id, domain] = [mailId.toLowerCase(), host.toLowerCase()];
  if (!mailIdPattern.test(id)) throw new TypeError(`"${mailId}" cannot be part of a Message-ID`);
  if (!hostPattern.test(domain)) throw new TypeError(`"${host}" is not a host name`);
  return `<${id}@${domain}>`;
}
