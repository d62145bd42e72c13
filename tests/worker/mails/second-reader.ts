import { spawnSync } from "node:child_process";
import { onPath } from "../../support/programs.ts";
import type { ReceivedMail } from "../../support/smtp.ts";

/** A mail as Python's standard library reads it. */
export interface ReadMail {
  /** Each header by its name in lower case, decoded. */
  readonly headers: Readonly<Record<string, string>>;
  readonly to: readonly { readonly name: string; readonly address: string }[];
  /** Content types from the outside in, in the order of the parts. */
  readonly structure: readonly string[];
  readonly parts: readonly {
    readonly type: string;
    readonly charset: string | null;
    readonly text: string;
  }[];
  /** Where it is not written as the standards say. */
  readonly defects: readonly string[];
}

const program = `
import base64, email, json, sys
from email import policy
from email.header import decode_header, make_header
from email.utils import getaddresses

def read(raw):
    octets = base64.b64decode(raw)
    mail = email.message_from_bytes(octets, policy=policy.default)
    parts = list(mail.walk())
    defects = [type(d).__name__ for part in parts for d in part.defects]
    defects += [type(d).__name__ for part in parts for value in part.values() for d in getattr(value, "defects", ())]
    return {
        "headers": {name.lower(): str(value) for name, value in mail.items()},
        # the newer policy keeps the space between the encoded words of a name, against RFC 2047, 6.2
        "to": [
            {"name": str(make_header(decode_header(name))), "address": address}
            for name, address in getaddresses([email.message_from_bytes(octets)["to"]])
        ],
        "structure": [part.get_content_type() for part in parts],
        "parts": [
            {"type": part.get_content_type(), "charset": part.get_content_charset(), "text": text(part)}
            for part in parts if not part.is_multipart()
        ],
        "defects": defects,
    }

def text(part):
    content = part.get_content()
    return content if isinstance(content, str) else content.decode("utf-8")

json.dump([read(raw) for raw in json.load(sys.stdin)], sys.stdout)
`;

/** The mails read by a second library, which shares no code with the first; undefined without Python on the PATH. */
export function readWithPython(mails: readonly ReceivedMail[]): ReadMail[] | undefined {
  const python = onPath("python3");
  if (python === undefined) return undefined;
  const { status, stdout, stderr } = spawnSync(python, ["-c", program], {
    input: JSON.stringify(mails.map(({ raw }) => Buffer.from(raw, "latin1").toString("base64"))),
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    env: { ...process.env, PYTHONIOENCODING: "utf-8" },
  });
  if (status !== 0) throw new Error(`Python cannot read the mails: ${stderr}`);
  return JSON.parse(stdout);
}
