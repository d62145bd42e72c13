import type { Text } from "../text.ts";
import { type Noun, say } from "../wording.ts";
import { formatDay } from "./calendar.ts";

/** Days, as a number of them is said. */
export const dayCount: Noun = {
  one: { de: "1 Tag", en: "1 day" },
  other: { de: "{count} Tage", en: "{count} days" },
};

/** A day as each language writes it. */
export function dayText(day: string): Text {
  return { de: formatDay(day, "de"), en: formatDay(day, "en") };
}

/** Why a day that counts from an event is another now: „Sitzung: 21.01.2027 → 28.01.2027“. */
export function movedText(label: Text, from: string, to: string): Text {
  return say(
    { de: "{label}: {from} → {to}", en: "{label}: {from} → {to}" },
    { label, from: dayText(from), to: dayText(to) },
  );
}

/** Why a day that counted from an event is gone: „Sitzung am 21.01.2027 fällt aus“. */
export function calledOffText(label: Text, on: string): Text {
  return say(
    { de: "{label} am {on} fällt aus", en: "{label} on {on} is cancelled" },
    { label, on: dayText(on) },
  );
}

/** Why a day is back that counts from an event that had been called off: „Sitzung findet am 21.01.2027 statt“. */
export function takesPlaceText(label: Text, on: string): Text {
  return say(
    { de: "{label} findet am {on} statt", en: "{label} takes place on {on}" },
    { label, on: dayText(on) },
  );
}
