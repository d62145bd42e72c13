import { addDays, localDay } from "@zuwendo/domain";
import { zone } from "./installation.ts";
import type { ToldMail } from "./narrator.ts";
import type { Story } from "./story.ts";

export interface Mail extends ToldMail {
  readonly id: string;
  readonly recipientId: string;
  readonly role: string;
  readonly language: string;
}

interface StoredMail {
  readonly id: string;
  readonly recipientId: string;
  readonly forOn: string;
  readonly state: string;
  readonly subject: string | null;
  readonly text: string | null;
}

interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly language: string;
  readonly roles: readonly string[];
}

const patienceMs = 30_000;

/** Every mail there is, the oldest first, with who gets it. */
export async function listMails({ ask }: Story): Promise<Mail[]> {
  const people = await ask.list<Person>("coordinator", "/v1/people");
  const stored = await ask.list<StoredMail>("coordinator", "/v1/mails?sort=createdAt");
  return stored.map((mail) => {
    const person = people.find(({ id }) => id === mail.recipientId);
    const role = person?.roles[0] ?? "";
    return {
      id: mail.id,
      recipientId: mail.recipientId,
      forOn: mail.forOn,
      state: mail.state,
      subject: mail.subject ?? "",
      text: mail.text ?? "",
      role,
      language: person?.language ?? "",
      to: `${person?.name} <${person?.email}> (${role}, reads ${person?.language})`,
    };
  });
}

async function isAnythingDue({ ask, hasUntoldDays, now }: Story): Promise<boolean> {
  const open = await ask.list<{ nextRemindAt: string | null }>("coordinator", "/v1/deadlines?state=open");
  if (
    open.some(({ nextRemindAt }) => nextRemindAt !== null && Date.parse(nextRemindAt) <= Date.parse(now()))
  ) {
    return true;
  }
  // Another round of the worker may have it in hand.
  if (await hasUntoldDays()) return true;
  return (await ask.list("coordinator", "/v1/mails?state=pending")).length > 0;
}

/** Lets the worker work until no reminder and no changed day is due at the simulated instant and no mail waits. */
export async function settle(story: Story): Promise<void> {
  const worker = story.worker();
  if (worker === undefined) return;
  const giveUpAt = Date.now() + patienceMs;
  do {
    await worker.sweep();
    if (Date.now() > giveUpAt) throw new Error(`the worker does not get done at ${story.now()}`);
  } while (await isAnythingDue(story));
}

/**
 * Moves the calendar morning by morning, at 07:00 local, up to and including a day, and shows every mail in full.
 * Returns the mails that came on the way.
 */
export async function advanceTo(story: Story, day: string): Promise<Mail[]> {
  const known = new Set((await listMails(story)).map(({ id }) => id));
  let today = localDay(story.now(), zone);
  while (today < day) {
    today = addDays(today, 1);
    story.setClock(today, "07:00");
    await settle(story);
  }
  const came = (await listMails(story)).filter(({ id }) => !known.has(id));
  for (const mail of came) story.narrator.mail(mail);
  return came;
}
