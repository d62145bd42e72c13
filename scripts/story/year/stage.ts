import { localDay, type Role } from "@zuwendo/domain";
import { eur, type Thing } from "../ask.ts";
import { settle } from "../calendar.ts";
import { zone } from "../installation.ts";
import type { Application, Story } from "../story.ts";
import { Book, type Member } from "./model.ts";
import { compareOverview } from "./overview.ts";
import { type Rule, rules } from "./records.ts";
import { Watch } from "./watch.ts";

/** What the months of the year work with. */
export interface Stage {
  readonly story: Story;
  readonly book: Book;
  readonly watch: Watch;
  readonly today: () => string;
}

/** Somebody of the office as it was founded. */
export function founder({ book, story }: Stage, role: Role): Member {
  const id = story.office.people.find((person) => person.role === role)?.id;
  const member = book.of(id);
  if (member === undefined) throw new Error(`there is nobody who is ${role}`);
  return member;
}

export function openStage(story: Story): Stage {
  const book = new Book();
  return { story, book, watch: new Watch(story, book), today: () => localDay(story.now(), zone) };
}

/** Goes to a day and an hour on which something is done. */
export async function begin({ story, watch }: Stage, day: string, text: string, time = "10:00") {
  await watch.goTo(day);
  story.setClock(day, time);
  story.narrator.day(day, text);
}

interface Newcomer {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly organisationId?: string;
  readonly rolesFrom?: string;
}

/** Enters somebody, invites them, and lets them make their token on the page behind the mail. */
export async function join(stage: Stage, newcomer: Newcomer): Promise<Member> {
  const { ask, linkTo, narrator } = stage.story;
  const { name, email, role, organisationId, rolesFrom } = newcomer;
  const by = role === "project-lead" ? "coordinator" : "admin";
  const person = await ask.send(by, "POST /v1/people", {
    ...{ name, email, language: "de", roles: [role] },
    ...(organisationId === undefined ? {} : { organisationId }),
    ...(rolesFrom === undefined ? {} : { rolesFrom }),
  });
  const invitation = await ask.send(by, "POST /v1/invitations", { personId: person.id });
  await settle(stage.story);
  const page = await ask.page(linkTo("invitation", invitation.id), "access=set-up");
  const token = /zwd_[\w-]{64}/.exec(page.text)?.[0] ?? "";
  narrator.expect(`${name} is invited and makes their own token`, token !== "");
  return stage.book.add({
    ...{ id: person.id, name, email, token, language: "de", roles: [role] },
    ...(organisationId === undefined ? {} : { organisationId }),
    ...(rolesFrom === undefined ? {} : { from: rolesFrom }),
  });
}

interface Draft {
  readonly lead: Member;
  readonly title: string;
  readonly callId: string;
  readonly cents: number;
  readonly startsOn: string;
  readonly endsOn: string;
}

/** Drafts an application as its lead. */
export async function draft({ story, watch }: Stage, { lead, callId, cents, ...idea }: Draft) {
  const made = await story.ask.send(lead, "POST /v1/ideas", { ...idea, amount: eur(cents) });
  const application = await story.ask.send<Application>(lead, "POST /v1/applications", {
    ...{ ideaId: made.id, callId },
    costs: [{ kind: "fees", label: "Honorare", amount: eur(cents) }],
    financing: [{ kind: "grant", label: "Aktionsfonds", amount: eur(cents) }],
  });
  watch.known.leads(application, { leadId: lead.id, organisationId: lead.organisationId });
  return application;
}

export function step({ story }: Stage, { id }: Thing, to: string, by: Member | Role, reason?: string) {
  const body = { to, ...(reason === undefined ? {} : { reason }) };
  return story.ask.send<Application>(by, `POST /v1/applications/${id}/transitions`, body);
}

/** Says what happened in a month, and whether what came by mail was right. */
export function closeMonth({ story: { narrator }, watch }: Stage, month: string): void {
  const { faults, looked } = watch.findings;
  for (const rule of Object.keys(rules) as Rule[]) {
    const found = faults.filter((fault) => fault.rule === rule);
    for (const { text } of found) narrator.say(`! ${text}`);
    narrator.expect(`${month}: ${rules[rule]} (${looked[rule]} looked at)`, found.length === 0);
  }
  watch.findings.clear();
}

/** Holds the overview of a coordinator and of a lead against the lists. */
export async function closeQuarter({ story }: Stage, quarter: string, lead: Member): Promise<void> {
  for (const [caller, who] of [
    ["coordinator", "the coordinator"],
    [lead, lead.name],
  ] as const) {
    const { numbers, wrong } = await compareOverview(story, caller);
    for (const text of wrong) story.narrator.say(`! ${text}`);
    story.narrator.expect(
      `${quarter}: the ${numbers} numbers of the overview of ${who} are the lengths of their lists`,
      numbers > 0 && wrong.length === 0,
    );
  }
}
