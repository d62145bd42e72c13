import { addDays, type Role } from "@zuwendo/domain";
import { type Client, eur, inParallel } from "./client.ts";
import type { ExampleProject, Progress } from "./projects.ts";

/** An application that exists, and what its further life depends on. */
export interface PlayedApplication {
  readonly project: ExampleProject;
  readonly id: string;
  /** Who speaks for the applicant: the project lead, or the coordinator for leads who have no token here. */
  readonly applicant: Role;
  readonly meetingOn: string | undefined;
  readonly today: string;
}

const ladder = [
  "draft",
  "submitted",
  "formally-checked",
  "on-agenda",
  "recommended",
  "granted",
  "running",
  "proof-due",
  "proof-submitted",
  "closed",
] as const;
type Rung = (typeof ladder)[number];

/** The last rung of the ladder on the way to a state beside it. */
function topRung(state: Progress["state"]): Rung {
  switch (state) {
    case "returned":
    case "withdrawn":
      return "submitted";
    case "rejected":
      return "on-agenda";
    default:
      return state;
  }
}

/** Takes an application through every state up to its own, by the people who take these steps. */
export async function playApplication(client: Client, played: PlayedApplication): Promise<void> {
  const { project } = played;
  const { progress } = project;
  const rungs = ladder.slice(1, ladder.indexOf(topRung(progress.state)) + 1);
  for (const rung of rungs) await climb(client, played, rung);
  if (progress.state === "returned") await move(client, played, "coordinator", "returned", progress.reason);
  if (progress.state === "withdrawn")
    await move(client, played, played.applicant, "withdrawn", progress.reason);
  if (progress.state === "rejected") await vote(client, played);
}

async function climb(client: Client, played: PlayedApplication, rung: Rung): Promise<unknown> {
  switch (rung) {
    case "draft":
      return undefined;
    case "submitted":
    case "proof-submitted":
      return move(client, played, played.applicant, rung);
    case "formally-checked":
    case "on-agenda":
    case "proof-due":
    case "closed":
      return move(client, played, "coordinator", rung);
    case "recommended":
      return vote(client, played);
    case "granted":
      return award(client, played);
    case "running":
      await move(client, played, played.applicant, rung);
      return pay(client, played);
    default:
      return rung satisfies never;
  }
}

function move(client: Client, { id, project }: PlayedApplication, role: Role, to: string, reason?: string) {
  return client.post({
    role,
    path: `/v1/applications/${id}/transitions`,
    body: { to, ...(reason === undefined ? {} : { reason }) },
    name: `${project.key}-to-${to}`,
  });
}

function vote(client: Client, { id, project, meetingOn }: PlayedApplication) {
  const { progress } = project;
  if (!("vote" in progress)) throw new Error(`The example project ${project.key} has no vote.`);
  const { amountCents, ...given } = progress.vote;
  return client.post({
    role: "coordinator",
    path: "/v1/votes",
    body: {
      applicationId: id,
      ...given,
      ...(amountCents === undefined ? {} : { amount: eur(amountCents) }),
      ...(meetingOn === undefined ? {} : { votedOn: meetingOn }),
    },
    name: `${project.key}-vote`,
  });
}

async function award(client: Client, { id, project, today }: PlayedApplication) {
  if (!("served" in project.progress)) throw new Error(`The example project ${project.key} has no notice.`);
  return client.post({
    role: "lead-office",
    path: "/v1/grants",
    body: {
      applicationId: id,
      instrument: "notice",
      servedOn: addDays(today, project.progress.served),
      conditions: "ANBest-P; Veröffentlichungen nennen die Förderung.",
    },
    name: `${project.key}-grant`,
  });
}

async function pay(client: Client, { id, project, today }: PlayedApplication) {
  if (!("payments" in project.progress)) return;
  const [grant] = (await client.get("lead-office", `/v1/grants?applicationId=${id}`)).items;
  for (const { day, amountCents } of project.progress.payments) {
    await client.post({
      role: "lead-office",
      path: "/v1/disbursements",
      body: { grantId: grant?.id, amount: eur(amountCents), paidOn: addDays(today, day) },
      name: `${project.key}-payment${day}`,
    });
  }
}

/** Duties that nobody reports in the API yet and that an orderly office has ticked off once they are over. */
const tickedOff = "objection,granting-period-end,spending-window";

/** Closes what lies in the past and was kept; the payments marked as unspent and the proofs stay overdue. */
export async function tickOff(client: Client, { id, project, today }: PlayedApplication): Promise<void> {
  if (!("payments" in project.progress)) return;
  const isUnspent = project.progress.payments.some((payment) => payment.isUnspent);
  const { items } = await client.get(
    "coordinator",
    `/v1/deadlines?applicationId=${id}&state=open&kind=${tickedOff}&effectiveOnTo=${addDays(today, -1)}`,
  );
  const kept = items.filter(({ kind }) => !(isUnspent && kind === "spending-window"));
  await inParallel(kept, (deadline) =>
    client.post({
      role: "coordinator",
      path: `/v1/deadlines/${deadline.id}/transitions`,
      body: { to: "met" },
      name: `met-${deadline.id}`,
    }),
  );
}
