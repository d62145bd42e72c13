import { formatDay, localDay } from "@zuwendo/domain";
import { settle } from "../calendar.ts";
import { zone } from "../installation.ts";
import type { Story } from "../story.ts";
import { type Came, checkNews, checkOnce, checkReaders, checkSteps } from "./checks.ts";
import { Knowledge } from "./knowledge.ts";
import { type Book, plusDays } from "./model.ts";
import { Findings, type Mail, type Reminder } from "./records.ts";
import type { Duty, Step } from "./steps.ts";

/** Moves the calendar, and holds what the product sends against the year's own book. */
export class Watch {
  readonly findings = new Findings();
  readonly known = new Knowledge(this.findings);
  private readonly seen = new Set<string>();
  private readonly sent = new Set<string>();
  private readonly story: Story;
  private readonly book: Book;

  constructor(story: Story, book: Book) {
    this.story = story;
    this.book = book;
  }

  private get today(): string {
    return localDay(this.story.now(), zone);
  }

  /** Reads the steps in force, which say what is due when. */
  async begin(): Promise<void> {
    const path = "GET /v1/reminder-plans/in-force";
    const { items } = await this.story.ask.send<{ items: { kind: string; steps: Step[] }[] }>(
      "coordinator",
      path,
    );
    this.known.follow(items);
  }

  /** Moves the calendar to a day, by way of the mornings on which a mail is due by the book or by the product. */
  async goTo(day: string): Promise<void> {
    const { ask } = this.story;
    this.known.take(await ask.list<Duty>("coordinator", "/v1/deadlines"), this.today);
    const from = this.today;
    while (this.today < day) {
      this.story.setClock(this.nextStop(from, day), "07:00");
      await settle(this.story);
      this.known.refresh(await ask.list<Duty>("coordinator", "/v1/deadlines?state=open"));
    }
    await this.check(from, day);
  }

  private nextStop(from: string, last: string): string {
    const { known, today } = this;
    const days = known.open.flatMap((duty) => [
      ...known.dueDaysOf(duty).keys(),
      ...(duty.nextRemindAt === null ? [] : [localDay(duty.nextRemindAt, zone)]),
    ]);
    // On the morning after something was done, whoever knew it otherwise is told.
    return [plusDays(from, 1), ...days]
      .filter((day) => day > today)
      .reduce((first, day) => (day < first ? day : first), last);
  }

  private async check(from: string, to: string): Promise<void> {
    const { ask, narrator } = this.story;
    const isNew = ({ id }: { readonly id: string }) => !this.seen.has(id);
    const mails = await ask.list<Mail>("coordinator", `/v1/mails?sort=createdAt&forOnFrom=${from}`);
    const reminders = await ask.list<Reminder>("coordinator", "/v1/reminders?state=sent");
    const tasks = await ask.list<{ subjectId: string }>("coordinator", "/v1/tasks?kind=assign-lead");
    const came: Came = {
      ...{ book: this.book, known: this.known, findings: this.findings, from, to },
      mails: mails.filter(isNew),
      reminders: reminders.filter(isNew),
      leaderless: new Set(tasks.map(({ subjectId }) => subjectId)),
    };
    for (const { forOn, kind, recipientId, state, subject } of came.mails) {
      const words = `${formatDay(forOn, "en")}, ${kind}, ${this.book.of(recipientId)?.name}: ${subject}`;
      narrator.say(`✉ ${words}${state === "captured" ? "" : ` (${state})`}`);
    }
    checkReaders(came);
    checkNews(came);
    checkSteps(came);
    checkOnce(came, this.sent);
    for (const { id } of [...came.mails, ...came.reminders]) this.seen.add(id);
  }
}
