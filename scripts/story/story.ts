import type { Text } from "@zuwendo/domain";
import type { Thing } from "./ask.ts";
import type { Installation } from "./installation.ts";
import type { Narrator } from "./narrator.ts";

/** What every chapter works with. */
export interface Story extends Installation {
  readonly narrator: Narrator;
}

/** A deadline as the API shows it, as far as the story looks. */
export interface Deadline {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly nominalOn: string;
  readonly effectiveOn: string;
  readonly explanation: Text;
  readonly state: string;
  readonly version: number;
  readonly nextRemindAt: string | null;
}

/** The open deadlines of an application, the earliest first. */
export function listDeadlines({ ask }: Story, applicationId: string, state = "open"): Promise<Deadline[]> {
  return ask.list<Deadline>(
    "coordinator",
    `/v1/deadlines?applicationId=${applicationId}&state=${state}&sort=effectiveOn`,
  );
}

export interface Application extends Thing {
  readonly number: string;
  readonly title: string;
  readonly state: string;
  readonly isLate: boolean;
  readonly receivedAt: string | null;
  readonly totalCost: { readonly amountCents: number };
  readonly requested: { readonly amountCents: number };
}
