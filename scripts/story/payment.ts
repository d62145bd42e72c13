import { summary } from "./application.ts";
import { eur } from "./ask.ts";
import { advanceTo, listMails, type Mail, settle } from "./calendar.ts";
import type { Grant } from "./decision.ts";
import { actionFund, tellRollup } from "./money.ts";
import { type Application, type Deadline, listDeadlines, type Story } from "./story.ts";

interface Reminder {
  readonly step: string;
  readonly role: string;
}

/** A payment on a Saturday, its six-week window, the mails on the way to its end, and the money with and without a worker. */
export async function tellPayment(story: Story, cafe: Application, grant: Grant): Promise<void> {
  const { ask, narrator } = story;
  narrator.chapter("6. The payment and its six weeks");
  await advanceTo(story, "2026-09-01");
  narrator.day("2026-09-01", "the café opens.");
  await ask.send("project-lead", `POST /v1/applications/${cafe.id}/transitions`, { to: "running" });
  const before = await advanceTo(story, "2026-09-19");
  narrator.expect("no mail since the objection was waived", before.length === 0);

  await story.stopWorker();
  story.setClock("2026-09-19", "11:00");
  narrator.day("2026-09-19", "the lead office records the payment of €4,800.00. The worker is stopped.");
  await ask.send("lead-office", "POST /v1/disbursements", {
    grantId: grant.id,
    amount: eur(480_000),
    paidOn: "2026-09-19",
  });
  const window = await tellWindow(story, cafe);
  const stopped = await tellRollup(story, "while the worker is stopped");
  narrator.expect("the payment is in it, although nobody has folded it", stopped.unfolded > 0);
  narrator.expect("€4,800.00 are disbursed", stopped.byLabel.get(actionFund)?.disbursed === 480_000);

  await story.startWorker();
  await settle(story);
  const folded = await tellRollup(story, "after the worker has folded it");
  narrator.expect("nothing is left to fold", folded.unfolded === 0);
  narrator.expect(
    "and no figure has changed",
    JSON.stringify([...folded.byLabel]) === JSON.stringify([...stopped.byLabel]),
  );
  const drift = await story.worker()?.checkDrift();
  narrator.expect("recomputed from the ledger, the drift is 0", drift?.rollups === 0 && drift.guards === 0);
  await tellMails(story, window);
}

async function tellWindow(story: Story, cafe: Application): Promise<Deadline | undefined> {
  const { narrator } = story;
  const window = (await listDeadlines(story, cafe.id)).find(({ kind }) => kind === "spending-window");
  narrator.say(`Until when it must be spent: ${window?.explanation.en}`);
  narrator.say(`${window?.explanation.de}`);
  narrator.expect("six weeks lead to Saturday 31.10.2026", window?.nominalOn === "2026-10-31");
  narrator.expect("the window ends on Monday 02.11.2026", window?.effectiveOn === "2026-11-02");
  narrator.expect(
    "because the 31st is a Saturday and a public holiday (Reformation Day)",
    ["Samstag", "Reformationstag", "02.11.2026", "§ 89 LVwG SH"].every((part) =>
      window?.explanation.de.includes(part),
    ),
  );
  return window;
}

async function tellMails(story: Story, window: Deadline | undefined): Promise<void> {
  const { ask, narrator } = story;
  const first = await advanceTo(story, "2026-10-16");
  narrator.expect(
    "16.10.: one mail, to the project lead in German",
    summary(first) === "2026-10-16 project-lead de",
  );
  const second = await advanceTo(story, "2026-10-23");
  narrator.expect(
    "23.10.: the project lead in German, the lead office in English",
    summary(second) === "2026-10-23 lead-office en, 2026-10-23 project-lead de",
  );
  const third = await advanceTo(story, "2026-10-30");
  narrator.expect(
    "30.10.: one mail, to the project lead in German",
    summary(third) === "2026-10-30 project-lead de",
  );
  const mails = [...first, ...second, ...third];
  narrator.expect("the words are in the recipient's language", mails.every(isInLanguage));
  narrator.expect("every mail names the last day", mails.every(namesLastDay));
  narrator.expect(
    "nobody is named in a subject",
    mails.every(({ subject }) => !/Café|Sandkamp/i.test(subject)),
  );
  narrator.expect(
    "and each tells the application by its number",
    mails.every(({ subject }) => subject.endsWith(" SEE-2026-A-0001")),
  );

  await story.stopWorker();
  await story.startWorker();
  await settle(story);
  await settle(story);
  const since = (await listMails(story)).filter(({ forOn }) => forOn >= "2026-09-19");
  narrator.expect("a worker that is started again sends none of them twice", since.length === mails.length);
  const reminders = await ask.list<Reminder>(
    "coordinator",
    `/v1/reminders?deadlineId=${window?.id}&state=sent`,
  );
  narrator.expect(
    "the ledger of reminders holds every step once for each of them",
    reminders
      .map(({ step, role }) => `${step} ${role}`)
      .sort()
      .join() === "d-1 lead,d-14 lead,d-7 lead,d-7 lead-office",
  );

  const last = await advanceTo(story, "2026-11-02");
  story.setClock("2026-11-02", "16:00");
  narrator.day("2026-11-02", "the project lead reports that the money is spent.");
  await ask.send("coordinator", `POST /v1/deadlines/${window?.id}/transitions`, { to: "met" });
  const after = await advanceTo(story, "2026-11-05");
  narrator.expect("nothing more is sent about it", [...last, ...after].length === 0);
  await tellRollup(story, "at the end");
}

function isInLanguage({ language, text }: Mail): boolean {
  return language === "de" ? text.startsWith("Guten Tag ") : text.startsWith("Hello ");
}

function namesLastDay({ language, text }: Mail): boolean {
  return text.includes(language === "de" ? "02.11.2026" : "2 Nov 2026");
}
