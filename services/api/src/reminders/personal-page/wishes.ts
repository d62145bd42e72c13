import { isDay, mutableKinds, type Preferences } from "@zuwendo/domain";
import { malformed } from "../../request/problems.ts";
import type { Deputy } from "./queries.ts";

const fieldNames = ["version", "kinds", "mailAt", "absentFrom", "absentUntil", "deputyId"];

/** What the form of the page says; `malformed-request` for anything that the form cannot send. */
export function readWishes(
  fields: URLSearchParams | undefined,
  deputies: readonly Deputy[],
): { version: number; wanted: Preferences } {
  const single = (name: string, isGood: (text: string) => boolean): string | null => {
    const [text = "", ...more] = fields?.getAll(name) ?? [];
    if (more.length > 0 || !(text === "" || isGood(text))) throw malformed();
    return text === "" ? null : text;
  };
  const version = single("version", (text) => /^\d{1,9}$/.test(text));
  const kinds = fields?.getAll("kinds") ?? [];
  const isKnown = [...(fields?.keys() ?? [])].every((name) => fieldNames.includes(name));
  if (version === null || !isKnown || kinds.some((kind) => !mutableKinds.some((one) => one === kind))) {
    throw malformed();
  }
  const isFormDay = (text: string) => /^(199\d|20\d\d)-/.test(text) && isDay(text);
  return {
    version: Number(version),
    wanted: {
      mutedKinds: mutableKinds.filter((kind) => !kinds.includes(kind)),
      mailAt: single("mailAt", (text) => /^([01]\d|2[0-3]):[0-5]\d$/.test(text)),
      absentFrom: single("absentFrom", isFormDay),
      absentUntil: single("absentUntil", isFormDay),
      deputyId: single("deputyId", (text) => deputies.some(({ id }) => id === text)),
    },
  };
}
