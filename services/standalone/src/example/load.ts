import { addDays, type Role } from "@zuwendo/domain";
import { callsAround } from "./calls.ts";
import { type Client, eur, type Ids, idOf, inParallel, openClient } from "./client.ts";
import { meetingsAround } from "./committees.ts";
import { tableWeeks } from "./days.ts";
import { type ExampleIdea, earlyIdeas } from "./ideas.ts";
import { loadDirectory, loadProgrammes, loadThemes, programmes } from "./load-office.ts";
import { playApplication, tickOff } from "./play-application.ts";
import type { ExampleLine, ExampleProject } from "./projects.ts";
import { projectsAhead } from "./projects-ahead.ts";
import { projectsDecided } from "./projects-decided.ts";

export interface LoadOptions {
  readonly address: string;
  /** One of each role; they speak, and the project lead's, partner's and coordinator's person take part. */
  readonly tokens: Readonly<Record<Role, string>>;
  readonly people: Readonly<Record<Role, string>>;
  /** The day that all days of the example count from: the office's local day of the first run, also in a repeated one. */
  readonly today: string;
  readonly log: (line: string) => void;
}

interface Known {
  readonly organisationIds: Ids;
  readonly peopleIds: Ids;
  readonly themeIds: Ids;
  readonly needIds: Ids;
  readonly callIds: Ids;
  readonly today: string;
}

const projects: readonly ExampleProject[] = [...projectsDecided, ...projectsAhead];

/**
 * Loads the example office through the public REST interface. A run that was interrupted is continued by the next one
 * (within the seven days that the API keeps its idempotency keys).
 */
export async function loadExample(options: LoadOptions): Promise<void> {
  const { log, today } = options;
  const client = openClient(options);
  const [directory, tables] = await Promise.all([
    loadDirectory(client, options.people),
    loadThemes(client, today),
  ]);
  const funding = await loadProgrammes(client, today);
  log(`${programmes.length} programmes and ${funding.callIds.size} calls`);
  const known: Known = { ...directory, ...tables, ...funding, today };
  const ideaIds = await loadIdeas(client, known);
  log(`${ideaIds.size} ideas from ${tables.themeIds.size} theme tables, ${tables.needIds.size} needs`);
  await loadApplications(client, known, ideaIds);
  log(`${projects.length} applications in every state`);
}

/** Both days in one year, as projects must end on 31 December: what has begun begins later, what is to come ends earlier. */
function daysOf(
  [start, end]: readonly [number, number],
  today: string,
): { startsOn: string; endsOn: string } {
  const startsOn = addDays(today, start);
  const endsOn = addDays(today, end);
  const newYear = `${endsOn.slice(0, 4)}-01-01`;
  if (startsOn >= newYear) return { startsOn, endsOn };
  return newYear <= today
    ? { startsOn: newYear, endsOn }
    : { startsOn, endsOn: `${startsOn.slice(0, 4)}-12-31` };
}

/** The ideas of the tables, then those that came with their applications, numbered in this order. */
async function loadIdeas(client: Client, known: Known): Promise<Ids> {
  const ideas = [...earlyIdeas, ...projects.flatMap(({ idea }) => (typeof idea === "string" ? [] : [idea]))];
  const ids = new Map<string, string>();
  for (const idea of ideas) {
    const stored = await client.post({
      role: "coordinator",
      path: "/v1/ideas",
      body: ideaBody(idea, known),
      name: `ideas-${idea.key}`,
    });
    ids.set(idea.key, stored.id);
  }
  await inParallel(ideas, async ({ key, state }) => {
    if (state === undefined) return;
    const path = `/v1/ideas/${idOf(ids, key)}/transitions`;
    await client.post({ role: "coordinator", path, body: state, name: `${key}-to-${state.to}` });
  });
  return ids;
}

function ideaBody(idea: ExampleIdea, known: Known): object {
  const { key, theme, need, organisation, lead, amountCents, ownShareCents, days, state: _, ...facts } = idea;
  const project = projects.find((one) => one.idea === key || one.idea === idea);
  const span = project?.days ?? days;
  const sum = project?.costs.reduce((total, line) => total + line.amountCents, 0);
  const own = project?.financing.filter(({ kind }) => kind === "own-funds");
  const ownSum = own?.reduce((total, line) => total + line.amountCents, 0);
  const by = project?.organisation ?? organisation;
  const leadKey = project?.lead ?? lead;
  const amount = amountCents ?? sum ?? null;
  const ownShare = ownShareCents ?? ownSum;
  return {
    ...facts,
    capturedOn: idea.origin === "theme-table" ? tableWeeks(known.today).until : addDays(known.today, -200),
    themeId: idOf(known.themeIds, theme),
    ...(need === undefined ? {} : { needId: idOf(known.needIds, need) }),
    ...(by === undefined ? {} : { organisationId: idOf(known.organisationIds, by) }),
    ...(leadKey === undefined ? {} : { leadId: idOf(known.peopleIds, leadKey) }),
    amount: amount === null ? null : eur(amount),
    ...(ownShare === undefined ? {} : { ownShare: eur(ownShare) }),
    ...(span === undefined ? {} : daysOf(span, known.today)),
  };
}

/** Who acts for an applicant here. */
function applicantOf(project: ExampleProject): Role {
  return project.lead === "project-lead" ? "project-lead" : "coordinator";
}

async function loadApplications(client: Client, known: Known, ideaIds: Ids): Promise<void> {
  const { today } = known;
  const created: { project: ExampleProject; id: string }[] = [];
  for (const project of projects) {
    const { id } = await client.post({
      role: "coordinator",
      path: "/v1/applications",
      body: {
        ideaId: idOf(ideaIds, typeof project.idea === "string" ? project.idea : project.idea.key),
        callId: idOf(known.callIds, project.call),
        organisationId: idOf(known.organisationIds, project.organisation),
        leadId: idOf(known.peopleIds, project.lead),
        partnerOrganisationIds: (project.partners ?? []).map((key) => idOf(known.organisationIds, key)),
        costs: project.costs.map(withMoney),
        financing: project.financing.map(withMoney),
        ...daysOf(project.days, today),
      },
      name: `applications-${project.key}`,
    });
    created.push({ project, id });
  }
  const meetingOf = new Map(callsAround(today).map(({ key, meeting }) => [key, meeting]));
  const dayOf = new Map(meetingsAround(today).map(({ key, takesPlaceOn }) => [key, takesPlaceOn]));
  await inParallel(created, async ({ project, id }) => {
    const meeting = meetingOf.get(project.call);
    const meetingOn = meeting === undefined ? undefined : dayOf.get(meeting);
    const played = { project, id, applicant: applicantOf(project), meetingOn, today };
    await playApplication(client, played);
    await tickOff(client, played);
  });
}

function withMoney<Kind>({ amountCents, ...line }: ExampleLine<Kind>) {
  return { ...line, amount: eur(amountCents) };
}
