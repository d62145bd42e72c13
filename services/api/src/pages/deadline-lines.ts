import {
  audienceLabel,
  capitalised,
  type DeadlineKind,
  deadlineProfiles,
  dueLine,
  endSeenAt,
  fill,
  formatDay,
  type Language,
  localDay,
  type ReminderAudience,
  stepText,
  type Text,
} from "@zuwendo/domain";
import type { Session } from "../request/session.ts";
import { type Html, html } from "./html.ts";

/** What a page says of a deadline. */
export interface ShownDeadline {
  readonly kind: DeadlineKind;
  readonly title: string;
  readonly number?: string | null;
  readonly effectiveOn: string;
  readonly endsAt: string;
}

const whyText: Text = {
  de: "Warum Sie diese Mail bekamen: {step}, Rolle {role}.",
  en: "Why you got this email: {step}, role {role}.",
};

/** The kind of a deadline as a heading begins with it. */
export function kindName(kind: DeadlineKind, language: Language): string {
  return capitalised(deadlineProfiles[kind].label[language]);
}

/** A project with its readable number where there is one. */
export function projectName({ title, number }: Pick<ShownDeadline, "title" | "number">): string {
  return number == null ? title : `${title} (${number})`;
}

/** What it is and until when, as true now. */
export function deadlineHead(
  deadline: ShownDeadline,
  { now, caller }: Pick<Session, "now" | "caller">,
  language: Language,
): Html {
  const due = dueLine(endSeenAt(deadline, { now, zone: caller.zone }), language);
  return html`<p>${projectName(deadline)}</p>
<p class="due">${due}</p>
`;
}

/** A function in the matter, in words. */
export function roleName(role: ReminderAudience, kind: DeadlineKind, language: Language): string {
  return audienceLabel(role, kind)[language];
}

/** Which step a reminder was sent for, and to whom as what. */
export function whyLine(
  {
    step,
    role,
    kind,
  }: { readonly step: string; readonly role: ReminderAudience; readonly kind: DeadlineKind },
  language: Language,
): string {
  return fill(whyText[language], { step: stepText(step)[language], role: roleName(role, kind, language) });
}

/** The local day of an instant, written out. */
export function dayOf(instant: string, zone: string, language: Language): string {
  return formatDay(localDay(instant, zone), language);
}
