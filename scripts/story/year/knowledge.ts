import type { About } from "./model.ts";
import { type Findings, type News, nameOf } from "./records.ts";
import { type Due, type Duty, dueDays, type Step } from "./steps.ts";

const numbers = /SEE-\d{4}-A-\d{4}/g;

/** What the year's book knows of deadlines: since when they stand as they do, and what each person was told of them. */
export class Knowledge {
  private readonly abouts = new Map<string, About & { readonly number: string }>();
  private readonly since = new Map<string, string>();
  /** The day each person was told last of each deadline, by whom it was meant for. */
  private readonly told = new Map<string, Map<string, string>>();
  private duties = new Map<string, Duty>();
  private ladders: ReadonlyMap<string, readonly Step[]> = new Map();
  private news: News[] = [];
  private readonly findings: Findings;

  constructor(findings: Findings) {
    this.findings = findings;
  }

  /** Writes down who leads an application, and for which organisation. */
  leads(application: { readonly id: string; readonly number: string }, about: About): void {
    this.abouts.set(application.id, { ...about, number: application.number });
  }

  follow(ladders: readonly { readonly kind: string; readonly steps: readonly Step[] }[]): void {
    this.ladders = new Map(ladders.map(({ kind, steps }) => [kind, steps]));
  }

  get open(): Duty[] {
    return [...this.duties.values()].filter(({ state }) => state === "open");
  }

  duty(id: string): Duty | undefined {
    return this.duties.get(id);
  }

  sinceOf(id: string): string {
    return this.since.get(id) ?? "";
  }

  dueDaysOf(duty: Duty): Map<string, Due> {
    return dueDays(duty, this.ladders.get(duty.kind) ?? [], this.sinceOf(duty.id));
  }

  aboutOf(duty: Duty): About {
    const own = this.abouts.get(duty.applicationId ?? "");
    const { leadId } = duty;
    // What the office does itself, such as the formal check, has no lead.
    if (own !== undefined) return { ...own, leadId: leadId === null ? undefined : own.leadId };
    return { leadId: leadId ?? undefined, organisationId: undefined };
  }

  /** How a mail names what a duty is about: applications by their number, the rest by its title. */
  namedIn({ applicationId, title }: Duty): string {
    return this.abouts.get(applicationId ?? "")?.number ?? title;
  }

  /** What a mail about changed days is about. */
  aboutsIn(text: string): (About | undefined)[] {
    const named = [...new Set(text.match(numbers))];
    const others = [...this.duties.values()].filter(
      ({ applicationId, title }) => applicationId === null && text.includes(title),
    );
    return [
      ...named.map((number) => [...this.abouts.values()].find((about) => about.number === number)),
      ...others.map((duty) => this.aboutOf(duty)),
    ];
  }

  /** Takes over how the deadlines stand after something was done, and what of it is news to whom. */
  take(stored: readonly Duty[], today: string): void {
    for (const duty of stored) this.compare(duty, this.duties.get(duty.id), today);
    this.refresh(stored);
  }

  /** Takes over what the passing of time alone has changed. */
  refresh(stored: readonly Duty[]): void {
    for (const duty of stored) this.duties.set(duty.id, duty);
  }

  private compare(duty: Duty, before: Duty | undefined, today: string): void {
    const isOpen = duty.state === "open";
    const wasOpen = before?.state === "open";
    const isMoved =
      isOpen && (before?.effectiveOn !== duty.effectiveOn || before.nominalOn !== duty.nominalOn);
    if ((isOpen && !wasOpen) || isMoved) this.since.set(duty.id, today);
    // The end of what had passed already is no news.
    const isCalledOff = wasOpen && duty.state === "cancelled" && duty.effectiveOn >= today;
    if (isMoved || isCalledOff) this.noteNews(duty, isOpen ? duty.effectiveOn : null);
    const lead = this.abouts.get(duty.applicationId ?? "")?.leadId;
    if (isOpen && lead !== undefined && duty.leadId !== null && duty.leadId !== lead) {
      this.findings.fault("forgotten", `${nameOf(duty)} still names ${duty.leadName} as its lead`);
    }
  }

  private noteNews(duty: Duty, newOn: string | null): void {
    this.news = this.news.filter((one) => one.duty.id !== duty.id);
    for (const [personId, oldOn] of this.told.get(duty.id) ?? []) {
      if (oldOn !== newOn) this.news.push({ duty, personId, oldOn, newOn });
    }
  }

  /** What has changed for those who had been told, once. */
  takeNews(): News[] {
    const { news } = this;
    this.news = [];
    for (const { duty, personId } of news) this.told.get(duty.id)?.delete(personId);
    return news;
  }

  remember(dutyId: string, personId: string, on: string): void {
    const known = this.told.get(dutyId) ?? new Map<string, string>();
    this.told.set(dutyId, known.set(personId, on));
  }
}
